// SPDX-License-Identifier: Apache-2.0
// The text of a message, out of whatever charset and encoding its provider uses.
#pragma once

#include "config/provider_profile.hpp"
#include "gateway/sms/field_map.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/tip_text.hpp"

namespace tipwire::gateway {

// The bytes of `text_hex` where they are hexadecimal, else `text`; then out of the charset that the
// fields or the profile name. What is not of the form that the profile says is kept as it came.
// A subject stands before it.
routing::TipText read_text(const MessageFields& fields, const config::ProviderProfile& profile);

// What the user data header says that the text begins with, where the profile expects one.
std::optional<routing::Part> part_in_text(const MessageFields& fields,
                                          const config::ProviderProfile& profile);

}  // namespace tipwire::gateway
