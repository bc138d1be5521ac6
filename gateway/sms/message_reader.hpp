// SPDX-License-Identifier: Apache-2.0
// Makes one inbound message of the fields that a profile names.
#pragma once

#include <optional>
#include <string>

#include "config/provider_profile.hpp"
#include "gateway/sms/field_map.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t media_per_message_max = 64;

// Only an id must be there, for without it a repeat could not be told from a new message. A bad
// date, a bad part number or an unreadable sender is left out and the words are kept. Errors:
// unreadable_body (no id, or an object where the text should be), too_large (media).
routing::Result<routing::InboundMessage> read_message(const MessageFields& fields,
                                                      const config::ProviderProfile& profile,
                                                      const std::string& source);

// Whether a rule of the profile decides what the fields are; its `then`, or "" for a message.
std::string_view rule_of(const MessageFields& fields, const config::ProviderProfile& profile);

// The number at one of the paths, without what the profile strips; empty for names and short codes.
std::optional<routing::PhoneNumber> read_phone(const MessageFields& fields,
                                               const config::FieldPaths& paths,
                                               const config::ProviderProfile& profile);

}  // namespace tipwire::gateway
