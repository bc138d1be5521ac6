// SPDX-License-Identifier: Apache-2.0
// No text keeps the sender's number in one piece, and a text without digits stays as it is.
#include "routing/domain/code_points.hpp"
#include "routing/domain/redaction.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

namespace {
constexpr std::string_view numbers[] = {"+79261234567", "+71111111111",  "+996555123456",
                                        "+12345678",    "+447911123456", "+123456789012345"};

bool has_digits(std::string_view text) {
    while (!text.empty()) {
        if (routing::digit_value(routing::take_code_point(text))) return true;
    }
    return false;
}
}  // namespace

void run(Input input) {
    const auto number = numbers[input.choose(std::size(numbers))];
    const auto text = input.rest();
    const auto masked = routing::mask_own_number(text, *routing::PhoneNumber::parse(number));
    const auto digits = number.substr(1);
    if (digits.size() >= 9) require(masked.find(digits) == masked.npos);
    if (!has_digits(text)) require(masked == text);
    if (is_valid_text(text)) require(is_valid_text(masked));
    require(masked.size() <= text.size());
}

}  // namespace tipwire::fuzz
