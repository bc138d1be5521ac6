// SPDX-License-Identifier: Apache-2.0
// The seam for delivery to a contact.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>

#include "routing/domain/delivery.hpp"
#include "routing/domain/notice.hpp"

namespace tipwire::routing {

class DeliveryChannel {
public:
    virtual ~DeliveryChannel() = default;
    // Sends once; never retries. At least once in all: the id makes a repeat harmless. Bounded in
    // time. Never throws for a failing peer.   Runs on: reactor. The notice outlives the call.
    virtual boost::asio::awaitable<DeliveryOutcome> deliver(const Notice& notice) = 0;
};

using Channels = std::map<std::string, std::unique_ptr<DeliveryChannel>>;  // by contact's name

}  // namespace tipwire::routing
