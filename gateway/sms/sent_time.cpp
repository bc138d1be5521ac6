// SPDX-License-Identifier: Apache-2.0
// The four time formats of provider profiles.
#include "gateway/sms/sent_time.hpp"

#include <charconv>
#include <string>

namespace tipwire::gateway {
namespace {

using routing::Instant;

constexpr std::int64_t unix_seconds_max = 7'258'118'399;  // 2199-12-31T23:59:59Z

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
    if (text.size() != 19 || text[10] != ' ') return std::nullopt;
    std::string rfc3339(text);
    rfc3339[10] = 'T';
    rfc3339 += 'Z';
    return routing::parse_rfc3339(rfc3339);
}

}  // namespace

std::optional<Instant> read_sent_at(std::string_view text, std::string_view format) {
    if (format == "unix") return read_number(text, 1);
    if (format == "unix_ms") return read_number(text, 1000);
    const auto at = format == "ymd_hms_utc" ? read_ymd_hms(text) : routing::parse_rfc3339(text);
    if (!at) return std::nullopt;
    const auto seconds = routing::to_unix_seconds(*at);
    return seconds >= 0 && seconds <= unix_seconds_max ? at : std::nullopt;
}

}  // namespace tipwire::gateway
