// SPDX-License-Identifier: Apache-2.0
// How far the signed timestamp of a request may be from now.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// Unix seconds as providers sign them: 1 to 12 digits (until the year 33658) and nothing else.
std::optional<std::int64_t> read_unix_seconds(std::string_view digits);

// At most `window` before or after now.
bool is_fresh(std::int64_t unix_seconds, routing::Instant now, std::chrono::seconds window);
bool is_fresh(std::string_view timestamp, routing::Instant now, std::chrono::seconds window);

}  // namespace tipwire::gateway
