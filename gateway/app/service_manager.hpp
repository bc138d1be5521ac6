// SPDX-License-Identifier: Apache-2.0
// What systemd is told (sd_notify(3)); nothing happens where nobody listens.
#pragma once

#include <optional>
#include <string>

#include "routing/domain/time.hpp"

namespace tipwire::gateway {

void notify_ready(const std::string& status);
void notify_reloading();
void notify_stopping();
void notify_watchdog();
// Half of WATCHDOG_USEC: how often notify_watchdog() is due; nullopt without a watchdog.
std::optional<routing::Duration> watchdog_interval();

// The listening socket that systemd passed under this name (FileDescriptorName= of the socket
// unit). Throws std::runtime_error if there is none.
int passed_socket(const std::string& name);

}  // namespace tipwire::gateway
