// SPDX-License-Identifier: Apache-2.0
// Which machines may be asked for a picture: what somebody sends must not make us call our own.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace tipwire::gateway {

enum class Reach : std::uint8_t {
    internet,       // addresses of the public internet only
    local_network,  // also private ones and this machine: a gateway of one's own stands there
    this_machine,   // loopback only: test mode
};

// By the registries of special-purpose addresses (RFC 6890 and its updates). Link-local, multicast
// and IPv4 in IPv6 disguise are never asked.
bool may_ask(const boost::asio::ip::address& address, Reach reach);

// Whether a list names this host: "api.twilio.com", "*.twiliocdn.com" (any name below it, not the
// name itself). The port must be the scheme's own, or stand in the list: "192.168.1.5:8080",
// "[fd00::5]:8080".
bool is_listed(const std::vector<std::string>& hosts, std::string_view host, std::string_view port,
               bool tls);

}  // namespace tipwire::gateway
