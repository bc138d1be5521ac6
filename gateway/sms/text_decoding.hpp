// SPDX-License-Identifier: Apache-2.0
// Bytes of a message in the provider's charset, as valid UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace tipwire::gateway {

// Always valid UTF-8 without NUL; what cannot be read becomes U+FFFD, a UTF-16 unit left over too.
// Charsets: utf-8, utf-16be, utf-16le (either with a byte order mark, which then decides),
// iso-8859-1, windows-1251, gsm (03.38 with its extension, one septet a byte), 8-bit and any
// unknown name (as UTF-8 if valid, else Latin-1).
std::string decode_text(std::string_view bytes, std::string_view charset);

bool is_utf8(std::string_view charset);  // by any of its names

}  // namespace tipwire::gateway
