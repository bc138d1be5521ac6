// SPDX-License-Identifier: Apache-2.0
// Which addresses and hosts may be asked for a picture.
#include "gateway/media/address_rules.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

bool asks(const char* address, Reach reach) {
    return may_ask(boost::asio::ip::make_address(address), reach);
}

}  // namespace

TEST(AddressRules, LetOnlyThePublicInternetBeAskedByDefault) {
    for (const auto* address :
         {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255",
          "172.32.0.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
          "223.255.255.255", "2606:4700::1111", "2001:4860::1", "2001:200::1", "64:ff9b::101:101"})
        EXPECT_TRUE(asks(address, Reach::internet)) << address;
    for (const auto* address : {"0.0.0.0",
                                "0.255.255.255",
                                "10.0.0.1",
                                "100.64.0.1",
                                "100.127.255.255",
                                "127.0.0.1",
                                "127.255.255.254",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.0.2.1",
                                "192.88.99.1",
                                "192.168.0.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "198.51.100.1",
                                "203.0.113.1",
                                "224.0.0.1",
                                "239.255.255.255",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:1.1.1.1",
                                "::ffff:127.0.0.1",
                                "fe80::1",
                                "fec0::1",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "2001:db8::1",
                                "2001::1",
                                "2001:10::1",
                                "2002:7f00:1::",
                                "64:ff9b::7f00:1",
                                "64:ff9b::a00:1",
                                "64:ff9b:1::1",
                                "100::1"})
        EXPECT_FALSE(asks(address, Reach::internet)) << address;
}

TEST(AddressRules, LetAGatewayInTheHouseBeAskedWhereThatIsSaid) {
    for (const auto* address : {"192.168.1.5", "10.0.0.1", "172.16.0.9", "127.0.0.1", "::1",
                                "fd12::1", "100.64.0.1", "1.1.1.1"})
        EXPECT_TRUE(asks(address, Reach::local_network)) << address;
    for (const auto* address : {"169.254.169.254", "fe80::1", "0.0.0.0", "224.0.0.1",
                                "::", "::ffff:192.168.1.5", "64:ff9b::c0a8:105"})
        EXPECT_FALSE(asks(address, Reach::local_network)) << address;
}

TEST(AddressRules, LetNothingButThisMachineBeAskedInTestMode) {
    EXPECT_TRUE(asks("127.0.0.1", Reach::this_machine));
    EXPECT_TRUE(asks("::1", Reach::this_machine));
    EXPECT_FALSE(asks("192.168.1.5", Reach::this_machine));
    EXPECT_FALSE(asks("1.1.1.1", Reach::this_machine));
    EXPECT_FALSE(asks("::ffff:127.0.0.1", Reach::this_machine));
}

TEST(HostList, NamesWholeHostsAndNamesBelowAHost) {
    const std::vector<std::string> hosts{"api.twilio.com", "*.twiliocdn.com"};
    EXPECT_TRUE(is_listed(hosts, "api.twilio.com", "443", true));
    EXPECT_TRUE(is_listed(hosts, "API.Twilio.COM", "443", true));
    EXPECT_TRUE(is_listed(hosts, "mms.twiliocdn.com", "443", true));
    EXPECT_TRUE(is_listed(hosts, "a.b.twiliocdn.com", "443", true));
    for (const auto* host :
         {"twiliocdn.com", ".twiliocdn.com.evil.example", "eviltwiliocdn.com",
          "api.twilio.com.evil.example", "xapi.twilio.com", "", "127.0.0.1", "api.twilio.com."})
        EXPECT_FALSE(is_listed(hosts, host, "443", true)) << host;
    EXPECT_FALSE(is_listed({}, "api.twilio.com", "443", true));
    EXPECT_FALSE(is_listed({""}, "", "443", true));
}

TEST(HostList, NamesThePortUnlessItIsTheSchemesOwn) {
    EXPECT_FALSE(is_listed({"a.example"}, "a.example", "8443", true));
    EXPECT_FALSE(is_listed({"a.example"}, "a.example", "80", true));
    EXPECT_TRUE(is_listed({"a.example"}, "a.example", "80", false));
    EXPECT_TRUE(is_listed({"a.example:8443"}, "a.example", "8443", true));
    EXPECT_FALSE(is_listed({"a.example:8443"}, "a.example", "443", true));
    EXPECT_TRUE(is_listed({"192.168.1.5:8080"}, "192.168.1.5", "8080", false));
    EXPECT_TRUE(is_listed({"[fd00::5]:8080"}, "fd00::5", "8080", false));
    EXPECT_TRUE(is_listed({"fd00::5"}, "fd00::5", "80", false));
    EXPECT_TRUE(is_listed({"[fd00::5]"}, "fd00::5", "443", true));
}

}  // namespace tipwire::gateway
