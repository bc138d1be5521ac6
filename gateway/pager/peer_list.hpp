// SPDX-License-Identifier: Apache-2.0
// Which machines may connect to a listener that cannot tell its clients apart otherwise.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <string>
#include <variant>
#include <vector>

#include "routing/domain/result.hpp"

namespace tipwire::gateway {

class PeerList {
public:
    // "192.0.2.10", "192.0.2.0/24", "2001:db8::/32". Errors: bad_request. An empty list allows
    // nobody: who wants everybody says everybody().
    static routing::Result<PeerList> parse(const std::vector<std::string>& peers);
    static PeerList loopback();
    static PeerList everybody();

    bool allows(const boost::asio::ip::address& peer) const;

private:
    using Network = std::variant<boost::asio::ip::network_v4, boost::asio::ip::network_v6>;
    std::vector<Network> networks_;
};

}  // namespace tipwire::gateway
