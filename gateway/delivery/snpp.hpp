// SPDX-License-Identifier: Apache-2.0
// The channel that pages a duty officer by SNPP: the reference and a neutral word, never the tip.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "routing/domain/secret.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/delivery_channel.hpp"
#include "routing/port/event_log.hpp"

namespace tipwire::gateway {

struct SnppTerminal {
    std::string host;           // a name, or an address without brackets
    unsigned short port = 444;  // RFC 1861
    std::string pager;
    std::string user;  // of LOGI; "": none is sent
    routing::SecretString password;
    bool loopback_only = false;  // test mode: no connection leaves this machine

    SnppTerminal() = default;
};

// Of the whole call, looking up the name included.
inline constexpr std::chrono::seconds snpp_call_time{30};

// One connection a delivery. SNPP has no id for a page: one whose answer was lost is sent again,
// and the pager may show it twice.
std::unique_ptr<routing::DeliveryChannel> make_snpp_channel(boost::asio::any_io_executor executor,
                                                            SnppTerminal terminal,
                                                            routing::Clock& clock,
                                                            routing::EventLog& log);

}  // namespace tipwire::gateway
