// SPDX-License-Identifier: Apache-2.0
// The Retry-After header (RFC 9110, 10.2.3): seconds, or a date in one of the three forms of RFC
// 9110, 5.6.7.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// A peer may not put a tip off for longer than this.
inline constexpr std::chrono::seconds retry_after_max = std::chrono::hours{24};

// "Sun, 06 Nov 1994 08:49:37 GMT", and the obsolete "Sunday, 06-Nov-94 08:49:37 GMT" and
// "Sun Nov  6 08:49:37 1994". now: for the century of the two-digit year. The weekday is not
// checked.
std::optional<routing::Instant> parse_http_date(std::string_view text, routing::Instant now);

// Zero for none, for an unreadable one and for a moment that has passed; at most retry_after_max.
std::chrono::seconds parse_retry_after(std::string_view value, routing::Instant now);

}  // namespace tipwire::gateway
