// SPDX-License-Identifier: Apache-2.0
// Makes JSON readable that strict parsers refuse for one bad character: a tip is worth more than
// its last emoji.
#pragma once

#include <string>
#include <string_view>

namespace tipwire::gateway {

// Invalid bytes become U+FFFD, and so does the escape of a surrogate without its partner ("\ud83d",
// as JSON.stringify writes an emoji that was cut in two). The rest is left alone; it may still not
// be JSON.
std::string salvage_json(std::string_view text);

}  // namespace tipwire::gateway
