// SPDX-License-Identifier: Apache-2.0
// The tip code's digits: Damm's check digit, writing and reading.
#include "routing/domain/tip_code.hpp"

#include <array>

#include "routing/domain/assert.hpp"
#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

int damm_digit(std::string_view digits) {
    static constexpr std::array<std::array<std::uint8_t, 10>, 10> quasigroup{{
        {0, 3, 1, 7, 5, 9, 8, 6, 4, 2},
        {7, 0, 9, 2, 1, 5, 4, 8, 6, 3},
        {4, 2, 0, 6, 8, 7, 1, 3, 5, 9},
        {1, 7, 5, 0, 9, 8, 3, 4, 2, 6},
        {6, 1, 2, 3, 0, 4, 5, 9, 7, 8},
        {3, 6, 7, 4, 2, 0, 9, 5, 8, 1},
        {5, 8, 6, 9, 7, 2, 0, 1, 3, 4},
        {8, 9, 4, 5, 3, 6, 2, 0, 1, 7},
        {9, 4, 3, 8, 6, 1, 7, 2, 0, 5},
        {2, 5, 8, 1, 4, 3, 6, 7, 9, 0},
    }};
    std::size_t interim = 0;
    for (const char digit : digits) {
        TIPWIRE_ASSERT(digit >= '0' && digit <= '9');
        interim = quasigroup[interim][static_cast<std::size_t>(digit - '0')];
    }
    return static_cast<int>(interim);
}

TipCode::TipCode(std::uint64_t number) : number_(number) {
    TIPWIRE_ASSERT(number < tip_code_space);
}

std::optional<TipCode> TipCode::parse(std::string_view text) {
    std::string digits;
    while (!text.empty()) {
        const auto point = take_code_point(text);
        if (point >= U'0' && point <= U'9') {
            if (digits.size() == tip_code_length) return std::nullopt;
            digits.push_back(static_cast<char>(point));
        } else if (!is_blank(point) && !is_dash(point) && !is_invisible(point)) {
            return std::nullopt;
        }
    }
    if (digits.size() != tip_code_length || damm_digit(digits) != 0) return std::nullopt;
    digits.pop_back();
    return TipCode{std::stoull(digits)};
}

std::string TipCode::digits() const {
    std::string text = std::to_string(number_);
    text.insert(0, tip_code_length - 1 - text.size(), '0');
    text.push_back(static_cast<char>('0' + damm_digit(text)));
    return text;
}

std::string TipCode::grouped() const {
    std::string text = digits();
    for (const std::size_t at : {12, 8, 4}) text.insert(at, 1, ' ');
    return text;
}

}  // namespace tipwire::routing
