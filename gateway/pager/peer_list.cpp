// SPDX-License-Identifier: Apache-2.0
// Networks and the addresses in them.
#include "gateway/pager/peer_list.hpp"

#include <boost/asio/ip/address.hpp>

namespace tipwire::gateway {

namespace asio = boost::asio;

namespace {

bool holds(const asio::ip::network_v4& network, const asio::ip::address_v4& peer) {
    return asio::ip::network_v4(peer, network.prefix_length()).canonical() == network.canonical();
}
bool holds(const asio::ip::network_v6& network, const asio::ip::address_v6& peer) {
    return asio::ip::network_v6(peer, network.prefix_length()).canonical() == network.canonical();
}

}  // namespace

routing::Result<PeerList> PeerList::parse(const std::vector<std::string>& peers) {
    PeerList list;
    for (const auto& text : peers) {
        const bool six = text.find(':') != std::string::npos;
        const bool whole = text.find('/') != std::string::npos;
        boost::system::error_code failed;
        if (six) {
            list.networks_.emplace_back(
                asio::ip::make_network_v6(whole ? text : text + "/128", failed));
        } else {
            list.networks_.emplace_back(
                asio::ip::make_network_v4(whole ? text : text + "/32", failed));
        }
        if (failed) return routing::Error{routing::Errc::bad_request, "not an address or network"};
    }
    return list;
}

PeerList PeerList::loopback() { return *parse({"127.0.0.0/8", "::1"}); }
PeerList PeerList::everybody() { return *parse({"0.0.0.0/0", "::/0"}); }

bool PeerList::allows(const asio::ip::address& peer) const {
    for (const auto& network : networks_) {
        const auto* four = std::get_if<asio::ip::network_v4>(&network);
        if (four != nullptr && peer.is_v4() && holds(*four, peer.to_v4())) return true;
        const auto* six = std::get_if<asio::ip::network_v6>(&network);
        if (six != nullptr && peer.is_v6() && holds(*six, peer.to_v6())) return true;
    }
    return false;
}

}  // namespace tipwire::gateway
