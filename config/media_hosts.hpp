// SPDX-License-Identifier: Apache-2.0
// How a host from which pictures may be fetched is written, in a profile and in a [[source]].
#pragma once

#include <string>
#include <string_view>

namespace tipwire::config {

// "" for "api.twilio.com", "*.twiliocdn.com", "192.168.1.5:8080", "[fd00::5]"; else what is wrong.
std::string media_host_complaint(std::string_view host);

}  // namespace tipwire::config
