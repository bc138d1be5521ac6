// SPDX-License-Identifier: Apache-2.0
// Reads and weighs signed timestamps.
#include "gateway/crypto/freshness.hpp"

#include <charconv>

namespace tipwire::gateway {

std::optional<std::int64_t> read_unix_seconds(std::string_view digits) {
    constexpr std::size_t digits_max = 12;
    if (digits.empty() || digits.size() > digits_max || digits.front() == '-') return std::nullopt;
    std::int64_t value = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

bool is_fresh(std::int64_t unix_seconds, routing::Instant now, std::chrono::seconds window) {
    const std::int64_t at = routing::to_unix_seconds(now);
    return unix_seconds >= at - window.count() && unix_seconds <= at + window.count();
}

bool is_fresh(std::string_view timestamp, routing::Instant now, std::chrono::seconds window) {
    const auto signed_at = read_unix_seconds(timestamp);
    return signed_at && is_fresh(*signed_at, now, window);
}

}  // namespace tipwire::gateway
