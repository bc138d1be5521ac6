// SPDX-License-Identifier: Apache-2.0
// The other ends of the switchboard in one life: contacts that fail in every way, and the telephone
// network.
#pragma once

#include <memory>

#include "routing/port/delivery_channel.hpp"
#include "routing/port/mt_sender.hpp"
#include "tests/sim/life.hpp"

namespace tipwire::sim {

// Deliveries take the lease's time at most.
inline constexpr Duration slowest_answer = std::chrono::minutes{8};

std::unique_ptr<routing::DeliveryChannel> channel_to(Life& life, Contact& contact);
std::unique_ptr<routing::MtSender> phones_of(Life& life);

}  // namespace tipwire::sim
