// SPDX-License-Identifier: Apache-2.0
// The seam for MT messages: a reply to the sender of a tip.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <string>

#include "routing/domain/delivery.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::routing {

struct MtMessage {
    TipSalt salt;
    SealedAddress address;  // opened inside, for this one send
    SecretString text;      // may hold a tip code

    MtMessage() = default;
};

class MtSender {
public:
    virtual ~MtSender() = default;
    // Sends once. A destroyed or damaged address, and a number that policy forbids, is Refused.
    // Never throws for a failing peer.   Runs on: reactor. The message outlives the call.
    virtual boost::asio::awaitable<DeliveryOutcome> send(const MtMessage& message) = 0;
};

using MtSenders = std::map<std::string, std::unique_ptr<MtSender>>;  // by source's name

}  // namespace tipwire::routing
