// SPDX-License-Identifier: Apache-2.0
// The table of delivery channels: the configured kind, and what makes one of it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>

#include "config/settings.hpp"
#include "gateway/http/client.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/delivery_channel.hpp"
#include "routing/port/event_log.hpp"

namespace tipwire::gateway {

// What channels are made of; all of it outlives them.
struct ChannelParts {
    const config::Settings& settings;
    boost::asio::any_io_executor executor;
    routing::Clock& clock;
    routing::EventLog& log;
    // A client for that origin that trusts that authority ("" for the system's).
    std::function<HttpClient&(const Origin& origin, const std::filesystem::path& ca)> client_to;
};

// Errors: bad_request: an unknown kind, an address or a secret that cannot be used.
routing::Result<std::unique_ptr<routing::DeliveryChannel>> make_channel(
    const config::Channel& channel, const ChannelParts& parts);

}  // namespace tipwire::gateway
