// SPDX-License-Identifier: Apache-2.0
// Wall-clock instants in UTC: rounding, and RFC 3339 in and out. No clock is read here.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipwire::routing {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// Down to a whole multiple of precision since the epoch; a precision of zero changes nothing.
Instant round_down(Instant at, Duration precision);

// "2026-11-21T20:39:00Z"; whole seconds, always UTC.
std::string to_rfc3339(Instant at);

// RFC 3339 date-time with "Z" or a numeric offset; fractions are accepted. nullopt if it is none.
std::optional<Instant> parse_rfc3339(std::string_view text);

// "90s", "15m", "12h", "3d"; a bare number is refused. nullopt if it is none or over 10 years.
std::optional<Duration> parse_duration(std::string_view text);
std::string to_text(Duration duration);  // the shortest of the forms above

inline std::int64_t to_unix_seconds(Instant at) {
    return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
}
inline Instant from_unix_seconds(std::int64_t seconds) {
    return Instant{std::chrono::seconds{seconds}};
}

}  // namespace tipwire::routing
