// SPDX-License-Identifier: Apache-2.0
// Dates as people write them: YYYY-MM-DD, checked against the calendar.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace tipwire::routing {

// Exactly ten characters, years 0000 to 9999; nullopt for a day that does not exist.
std::optional<std::chrono::sys_days> parse_date(std::string_view text);

// Exactly this many ASCII digits as a number; nullopt if one of them is none. At most nine.
std::optional<int> parse_digits(std::string_view digits);

}  // namespace tipwire::routing
