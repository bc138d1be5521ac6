// SPDX-License-Identifier: Apache-2.0
// Text as it is kept: valid UTF-8 without NUL, nothing lost silently.
#pragma once

#include <string>
#include <string_view>

namespace tipwire::routing {

// Each invalid byte sequence (maximal subpart, Unicode 15 section 3.9) and each NUL becomes U+FFFD;
// the rest, line ends included, stays as it is.
std::string to_valid_utf8(std::string_view text);

// Appends one code point; surrogates and values above U+10FFFF become U+FFFD.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace tipwire::routing
