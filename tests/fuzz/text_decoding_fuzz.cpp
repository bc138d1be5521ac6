// SPDX-License-Identifier: Apache-2.0
// Any bytes in any charset become valid text.
#include "gateway/sms/text_decoding.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    constexpr std::string_view charsets[] = {"utf-8", "utf-16be", "iso-8859-1", "gsm",
                                             "8-bit", "klingon",  "utf-16le",   "windows-1251"};
    const auto charset = charsets[input.choose(std::size(charsets))];
    require(is_valid_text(gateway::decode_text(input.rest(), charset)));
}

}  // namespace tipwire::fuzz
