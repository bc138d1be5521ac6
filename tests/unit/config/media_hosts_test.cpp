// SPDX-License-Identifier: Apache-2.0
// A host is a name or an address, never a URL, and a pattern is never wider than a registered name.
#include "config/media_hosts.hpp"

#include <gtest/gtest.h>

#include "config/provider_profile.hpp"
#include "config/source_tree.hpp"

namespace tipwire::config {

TEST(MediaHosts, AreNamesAddressesAndPatterns) {
    for (const auto* host : {"api.twilio.com", "*.twiliocdn.com", "192.168.1.5:8080", "[fd00::5]",
                             "[fd00::5]:8080", "localhost"})
        EXPECT_EQ(media_host_complaint(host), "") << host;
}

TEST(MediaHosts, AreNoUrlsAndNoPatternsOfEverything) {
    for (const auto* host : {"", "*", "*.", "*.com", "https://api.twilio.com", "a.example/path",
                             "a b.example", "a*.example", "*.*.example", "user@a.example"})
        EXPECT_NE(media_host_complaint(host), "") << host;
}

TEST(MediaHosts, OfTwilioComeWithItsProfile) {
    const auto loaded = load_profile("twilio", {shipped_data});
    const auto* profile = std::get_if<ProviderProfile>(&loaded);

    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->media_hosts,
              (std::vector<std::string>{"api.twilio.com", "*.twiliocdn.com"}));
    EXPECT_EQ(profile->media_auth, "basic");
    EXPECT_EQ(profile->media_redirects, 1);
}

}  // namespace tipwire::config
