// SPDX-License-Identifier: Apache-2.0
// Reading Retry-After without the C library's dates, which depend on the locale.
#include "gateway/delivery/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace tipwire::gateway {
namespace {

// "06-Nov-94" and "06 Nov 1994" alike: pieces between blanks, dashes and commas.
std::vector<std::string_view> pieces_of(std::string_view text) {
    std::vector<std::string_view> pieces;
    constexpr std::string_view separators = " -,";
    while (!text.empty()) {
        const auto start = text.find_first_not_of(separators);
        if (start == text.npos) break;
        text.remove_prefix(start);
        const auto end = std::min(text.find_first_of(separators), text.size());
        pieces.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return pieces;
}

std::optional<int> number(std::string_view digits, std::size_t length_max) {
    int value = 0;
    const char* const end = digits.data() + digits.size();
    if (digits.empty() || digits.size() > length_max || digits.front() == '-') return std::nullopt;
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

std::optional<std::chrono::month> month_named(std::string_view name) {
    static constexpr std::array<std::string_view, 12> names{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return std::chrono::month(static_cast<unsigned>(found - names.begin()) + 1);
}

std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
    if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
    const auto h = number(text.substr(0, 2), 2);
    const auto m = number(text.substr(3, 2), 2);
    const auto s = number(text.substr(6, 2), 2);
    if (!h || !m || !s || *h > 23 || *m > 59 || *s > 60) return std::nullopt;  // 60: a leap second
    return std::chrono::hours{*h} + std::chrono::minutes{*m} + std::chrono::seconds{*s};
}

// RFC 9110, 5.6.7: a year that appears to be more than 50 years ahead is the past one with these
// digits.
int full_year(int two_digits, routing::Instant now) {
    const std::chrono::year_month_day today(std::chrono::floor<std::chrono::days>(now));
    const int this_year = static_cast<int>(today.year());
    const int candidate = this_year - this_year % 100 + two_digits;
    return candidate > this_year + 50 ? candidate - 100 : candidate;
}

struct DateParts {
    std::string_view day, month, year, time;
};

std::optional<DateParts> parts_of(const std::vector<std::string_view>& pieces) {
    const bool asctime = pieces.size() == 5;  // Sun Nov 6 08:49:37 1994
    if (asctime) return DateParts{pieces[2], pieces[1], pieces[4], pieces[3]};
    const bool with_zone = pieces.size() == 6 && pieces[5] == "GMT";
    if (!with_zone) return std::nullopt;
    return DateParts{pieces[1], pieces[2], pieces[3], pieces[4]};
}

}  // namespace

std::optional<routing::Instant> parse_http_date(std::string_view text, routing::Instant now) {
    const auto parts = parts_of(pieces_of(text));
    if (!parts) return std::nullopt;
    const auto day_number = number(parts->day, 2);
    const auto month_name = month_named(parts->month);
    const auto year_number = number(parts->year, 4);
    const auto time = time_of_day(parts->time);
    if (!day_number || !month_name || !year_number || !time) return std::nullopt;
    if (parts->year.size() != 2 && parts->year.size() != 4) return std::nullopt;
    const int full = parts->year.size() == 2 ? full_year(*year_number, now) : *year_number;
    const std::chrono::year_month_day date{std::chrono::year(full), *month_name,
                                           std::chrono::day(static_cast<unsigned>(*day_number))};
    if (!date.ok()) return std::nullopt;
    return routing::Instant{std::chrono::sys_days(date) + *time};
}

std::chrono::seconds parse_retry_after(std::string_view value, routing::Instant now) {
    const bool all_digits = !value.empty() && value.find_first_not_of("0123456789") == value.npos;
    if (all_digits) {
        const auto given = number(value, 9);  // longer than nine digits is above the cap anyway
        return given ? std::min(std::chrono::seconds{*given}, retry_after_max) : retry_after_max;
    }
    const auto date = parse_http_date(value, now);
    if (!date || *date <= now) return std::chrono::seconds{0};
    return std::min(std::chrono::ceil<std::chrono::seconds>(*date - now), retry_after_max);
}

}  // namespace tipwire::gateway
