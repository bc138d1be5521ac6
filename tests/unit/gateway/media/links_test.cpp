// SPDX-License-Identifier: Apache-2.0
// Links open for what they were made for, until their end, and not otherwise.
#include "gateway/media/links.hpp"

#include <gtest/gtest.h>

#include "tests/support/seeded_random.hpp"

namespace tipwire::gateway {

class Links : public ::testing::Test {
protected:
    testing::SeededRandom random_{1};
    routing::SecretKey root_{std::array<std::uint8_t, 32>{7}};
    MediaLinks links_{root_, random_, std::chrono::hours{48}};
    routing::Instant now_{std::chrono::hours{500'000} + std::chrono::minutes{20}};
};

TEST_F(Links, SayWhichMediumAndForWhom) {
    const auto token = links_.token({1234567}, "city-police", now_);
    const auto opened = links_.open(token, now_);

    ASSERT_TRUE(opened);
    EXPECT_EQ(opened->medium.value, 1234567);
    EXPECT_EQ(opened->contact, "city-police");
    EXPECT_EQ(
        token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        token.npos);
}

TEST_F(Links, AreDifferentEachTimeAndSurviveARestart) {
    const auto token = links_.token({1}, "a", now_);
    EXPECT_NE(token, links_.token({1}, "a", now_));

    MediaLinks restarted(root_, random_, std::chrono::hours{1});
    EXPECT_TRUE(restarted.open(token, now_));
    MediaLinks other(routing::SecretKey{std::array<std::uint8_t, 32>{8}}, random_,
                     std::chrono::hours{1});
    EXPECT_FALSE(other.open(token, now_));
}

TEST_F(Links, EndWithTheHourInWhichTheirLifeEnds) {
    const auto token = links_.token({1}, "a", now_);
    EXPECT_TRUE(links_.open(token, now_ + std::chrono::hours{48}));
    EXPECT_FALSE(links_.open(token, now_ + std::chrono::hours{49}));
}

TEST_F(Links, AreRefusedAfterAnyChange) {
    const auto token = links_.token({1}, "city-police", now_);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (i + 1 == token.size()) continue;  // its last bits may mean nothing: refused or the same
        EXPECT_FALSE(links_.open(changed, now_)) << i;
    }
    EXPECT_FALSE(links_.open("", now_));
    EXPECT_FALSE(links_.open(token.substr(0, token.size() - 4), now_));
    EXPECT_FALSE(links_.open(token + "AAAA", now_));
    EXPECT_FALSE(links_.open(token + "=", now_));
    EXPECT_FALSE(links_.open(std::string(10'000, 'A'), now_));
}

}  // namespace tipwire::gateway
