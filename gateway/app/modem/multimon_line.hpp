// SPDX-License-Identifier: Apache-2.0
// One line of multimon-ng: a page that was received by radio.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/result.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t multimon_line_bytes_max = 16 * 1024;
inline constexpr std::uint32_t pager_address_max = 2'097'151;  // POCSAG: 21 bits (ITU-R M.584-2)

struct ReceivedPage {
    enum class Reading : std::uint8_t { tone, numeric, alpha, skyper };
    std::uint32_t address = 0;
    int function = 0;  // 0 to 3; by custom 0 is numeric and 3 alphanumeric
    Reading reading = Reading::tone;
    std::string text;                    // control characters as blanks, none at the end
    std::optional<routing::Instant> at;  // only with multimon-ng --timestamp; its zone is not known

    ReceivedPage() = default;
};

// Both of its forms, plain and JSON. Errors: unreadable_body (no page, or one whose address was not
// received), too_large. The detail never quotes the line.
routing::Result<ReceivedPage> parse_multimon_line(std::string_view line);

// "0012345": digits up to pager_address_max. nullopt if that is not what it is, or empty.
std::optional<std::uint32_t> parse_pager_address(std::string_view text);

}  // namespace tipwire::gateway
