// SPDX-License-Identifier: Apache-2.0
// A file of smstools (smsd 3.1.21): what it names to its event handler as received.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/app/modem/handed_message.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t smstools_headers_max = 64;

// name: the file's own, without its folder; it counts for the id. nullopt: a status report or a
// call, which is no message. The file's times are left out: they are local times of zones that
// nobody names. Errors: too_large; unreadable_body (no such headers, no sender, or bytes that are
// nobody's words).
routing::Result<std::optional<HandedMessage>> parse_smstools_file(std::string_view name,
                                                                  std::string_view bytes);

}  // namespace tipwire::gateway
