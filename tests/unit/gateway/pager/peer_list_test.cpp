// SPDX-License-Identifier: Apache-2.0
// Who may connect.
#include "gateway/pager/peer_list.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

bool allows(const PeerList& list, const char* peer) {
    return list.allows(boost::asio::ip::make_address(peer));
}

TEST(PeerList, AllowsAddressesAndNetworksThatAreNamedAndNoOthers) {
    const auto list = PeerList::parse({"192.0.2.10", "198.51.100.0/24", "2001:db8::/32"}).value();

    EXPECT_TRUE(allows(list, "192.0.2.10"));
    EXPECT_FALSE(allows(list, "192.0.2.11"));
    EXPECT_TRUE(allows(list, "198.51.100.255"));
    EXPECT_FALSE(allows(list, "198.51.101.0"));
    EXPECT_TRUE(allows(list, "2001:db8:1::5"));
    EXPECT_FALSE(allows(list, "2001:db9::1"));
    EXPECT_FALSE(allows(list, "127.0.0.1"));
}

TEST(PeerList, KnowsThisMachineAndEverybody) {
    EXPECT_TRUE(allows(PeerList::loopback(), "127.0.0.1"));
    EXPECT_TRUE(allows(PeerList::loopback(), "127.1.2.3"));
    EXPECT_TRUE(allows(PeerList::loopback(), "::1"));
    EXPECT_FALSE(allows(PeerList::loopback(), "10.0.0.1"));
    EXPECT_TRUE(allows(PeerList::everybody(), "10.0.0.1"));
    EXPECT_TRUE(allows(PeerList::everybody(), "2001:db8::1"));
}

TEST(PeerList, AllowsNobodyByDefault) {
    EXPECT_FALSE(allows(PeerList::parse({}).value(), "127.0.0.1"));
}

TEST(PeerList, RefusesWhatIsNoAddress) {
    for (const auto* text : {"", "localhost", "192.0.2.0/33", "192.0.2", "2001:db8::/129", "/24"}) {
        EXPECT_FALSE(PeerList::parse({text}).has_value()) << text;
    }
}

}  // namespace
}  // namespace tipwire::gateway
