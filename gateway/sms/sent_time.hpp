// SPDX-License-Identifier: Apache-2.0
// When a message was sent, in the provider's own words. Never required: a bad date must not lose a
// tip.
#pragma once

#include <optional>
#include <string_view>

#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// format: "unix", "unix_ms", "ymd_hms_utc" ("2026-11-21 20:39:00"), "ymdhms_utc" ("20261121203900")
// or "rfc3339", which here may also have "+0000" or "+00" for a zone, or none (UTC), and a blank
// for the T. nullopt if the text is not of that form or is outside the years 1970 to 2199.
std::optional<routing::Instant> read_sent_at(std::string_view text, std::string_view format);

}  // namespace tipwire::gateway
