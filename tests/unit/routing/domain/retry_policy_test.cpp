// SPDX-License-Identifier: Apache-2.0
// Delays between attempts.
#include "routing/domain/retry_policy.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {

using namespace std::chrono_literals;

TEST(RetryPolicy, DoublesUpToTheLongestDelay) {
    const RetryPolicy policy{10s, 60s, 72h};

    EXPECT_EQ(policy.delay(1, 0), 5s);
    EXPECT_EQ(policy.delay(2, 0), 10s);
    EXPECT_EQ(policy.delay(3, 0), 20s);
    EXPECT_EQ(policy.delay(4, 0), 30s);
    EXPECT_EQ(policy.delay(400, 0), 30s);
}

TEST(RetryPolicy, AddsUpToHalfAsJitter) {
    const RetryPolicy policy{10s, 60s, 72h};

    EXPECT_EQ(policy.delay(1, 500), 7500ms);
    EXPECT_EQ(policy.delay(1, 999), 9995ms);
    EXPECT_EQ(policy.delay(1, 1000), policy.delay(1, 0));
}

TEST(RetryPolicy, GivesUpAtItsTimeAndNotBefore) {
    const RetryPolicy policy{10s, 60s, 72h};
    const Instant first{};

    EXPECT_FALSE(policy.gives_up(first, first + 72h - 1ms));
    EXPECT_TRUE(policy.gives_up(first, first + 72h));
}

}  // namespace tipwire::routing
