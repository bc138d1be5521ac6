// SPDX-License-Identifier: Apache-2.0
// Whatever a provider calls the sender: nobody, or a number in E.164 form that reads back.
#include "routing/domain/phone_number.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto number = routing::PhoneNumber::parse(input.rest());
    if (!number) return;
    const auto text = number->reveal();
    require(text.size() >= 9 && text.size() <= 16 && text[0] == '+' && text[1] != '0');
    require(text.find_first_not_of("0123456789", 1) == text.npos);
    const auto again = routing::PhoneNumber::parse(text);
    require(again && again->reveal() == text);
}

}  // namespace tipwire::fuzz
