// SPDX-License-Identifier: Apache-2.0
// Reading what providers call the sender: "+77010000001", " 77010000001", "0077010000001", "8 (926)
// 000-00-01".
#include "routing/domain/phone_number.hpp"

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

namespace {

constexpr std::size_t international_digits_min = 8;  // the shortest numbers in use have eight
constexpr std::size_t bare_digits_min =
    11;  // without "+", fewer may be a national number or a short code

// The digits of a number, and whether a "+" stood before them or was there before form decoding.
struct Spelling {
    SecretString digits;
    bool plus = false;

    Spelling() = default;
};

bool is_filler(char32_t point) {
    return is_blank(point) || is_dash(point) || is_invisible(point) || point == U'.' ||
           point == U'(' || point == U')' || point == U'/';
}

std::optional<Spelling> read_spelling(std::string_view text) {
    // A form that carries "+7701..." unescaped decodes to " 7701...": Africa's Talking does it.
    const bool blank_first = text.starts_with(' ');
    bool plus = false;
    std::string digits;
    digits.reserve(e164_digits_max + 2);  // "00" besides; never more, so nothing is copied about
    while (!text.empty()) {
        const char32_t point = take_code_point(text);
        if (const auto digit = digit_value(point)) {
            if (digits.size() == e164_digits_max + 2) return std::nullopt;
            digits.push_back(static_cast<char>('0' + *digit));
        } else if (point == U'+' && !plus && digits.empty()) {
            plus = true;
        } else if (!is_filler(point)) {
            return std::nullopt;
        }
    }
    Spelling spelling;
    spelling.plus = plus || (blank_first && digits.size() >= bare_digits_min);
    spelling.digits = SecretString{std::move(digits)};
    return spelling;
}

// The national form of Russia and Kazakhstan, "8 926 000-00-01", as some SMPP links hand it over.
// The line's own region comes first: an eleven-digit number of Vietnam (+84) or Hong Kong (+852)
// must keep its "+".
bool is_russian_national(std::string_view digits) {
    return digits.size() == 11 && digits[0] == '8' && digits[1] >= '3' && digits[1] <= '9';
}

// The digits after "+"; empty if this names no subscriber anywhere.
std::string international_digits(std::string_view digits, bool plus) {
    const bool double_zero = !plus && digits.starts_with("00");
    if (double_zero) digits.remove_prefix(2);
    std::string number;
    number.reserve(e164_digits_max + 1);
    if (!plus && !double_zero) {
        if (digits.size() < bare_digits_min) return number;
        if (is_russian_national(digits)) {
            digits.remove_prefix(1);
            number.push_back('7');
        }
    }
    number.append(digits);
    const bool fits = number.size() >= international_digits_min && number.size() <= e164_digits_max;
    if (!fits || number[0] == '0') number.clear();  // no country code begins with 0
    return number;
}

}  // namespace

std::optional<PhoneNumber> PhoneNumber::parse(std::string_view text) {
    const auto spelling = read_spelling(text);
    if (!spelling) return std::nullopt;
    std::string number = international_digits(spelling->digits.reveal(), spelling->plus);
    if (number.empty()) return std::nullopt;
    number.insert(0, 1, '+');
    return PhoneNumber{std::move(number)};
}

}  // namespace tipwire::routing
