// SPDX-License-Identifier: Apache-2.0
// The time formats of provider profiles.
#include "gateway/sms/sent_time.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {
namespace {

using routing::Instant;

constexpr std::int64_t unix_seconds_max = 7'258'118'399;  // 2199-12-31T23:59:59Z
constexpr std::size_t date_size = 19;                     // "2026-01-01T00:00:00"
constexpr std::size_t text_size_max = 64;

std::optional<Instant> read_number(std::string_view digits, std::int64_t units_per_second) {
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    if (value < 0 || value / units_per_second > unix_seconds_max) return std::nullopt;
    return Instant{std::chrono::milliseconds{value * (1000 / units_per_second)}};
}

// "YYYY-MM-DD HH:MM:SS" is RFC 3339 but for the letters.
std::optional<Instant> read_ymd_hms(std::string_view text) {
    if (text.size() != date_size || text[10] != ' ') return std::nullopt;
    return routing::parse_rfc3339(std::string(text) + 'Z');
}

// "20260101000000".
std::optional<Instant> read_ymdhms(std::string_view text) {
    if (text.size() != 14 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
    std::string date(text);
    for (const std::size_t at : {12U, 10U}) date.insert(at, 1, ':');
    date.insert(8, 1, 'T');
    for (const std::size_t at : {6U, 4U}) date.insert(at, 1, '-');
    return routing::parse_rfc3339(date + 'Z');
}

// RFC 3339, and what providers write in its place: "+0000" or "+00" for "+00:00", or no zone at
// all, which is UTC to all of them.
std::optional<Instant> read_rfc3339(std::string_view text) {
    if (text.size() < date_size || text.size() > text_size_max) return std::nullopt;
    std::string date(text);
    const auto zone = date.find_first_not_of(".0123456789", date_size);
    if (zone == date.npos) {
        date += 'Z';
    } else if (date[zone] == '+' || date[zone] == '-') {
        const auto digits = date.size() - zone - 1;
        if (digits == 2) date += ":00";
        if (digits == 4) date.insert(zone + 3, 1, ':');
    }
    return routing::parse_rfc3339(date);
}

}  // namespace

std::optional<Instant> read_sent_at(std::string_view text, std::string_view format) {
    text = trim(text);
    if (format == "unix") return read_number(text, 1);
    if (format == "unix_ms") return read_number(text, 1000);
    const auto at = format == "ymd_hms_utc"  ? read_ymd_hms(text)
                    : format == "ymdhms_utc" ? read_ymdhms(text)
                                             : read_rfc3339(text);
    if (!at) return std::nullopt;
    const auto seconds = routing::to_unix_seconds(*at);
    return seconds >= 0 && seconds <= unix_seconds_max ? at : std::nullopt;
}

}  // namespace tipwire::gateway
