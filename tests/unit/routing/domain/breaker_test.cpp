// SPDX-License-Identifier: Apache-2.0
// The circuit breaker of one contact.
#include "routing/domain/breaker.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {

using namespace std::chrono_literals;

namespace {
Breaker broken(Duration now) {
    Breaker breaker({3, 30s});
    for (int i = 0; i < 3; ++i) breaker.failed(now);
    return breaker;
}
}  // namespace

TEST(Breaker, AllowsUntilTheLastAllowedFailure) {
    Breaker breaker({3, 30s});
    breaker.failed(1s);
    breaker.failed(1s);

    EXPECT_TRUE(breaker.allows(1s));

    breaker.failed(1s);
    EXPECT_FALSE(breaker.allows(1s));
}

TEST(Breaker, AllowsOneTryAfterThePauseAndNoSecondBesideIt) {
    Breaker breaker = broken(1s);
    EXPECT_FALSE(breaker.allows(30s + 999ms));
    EXPECT_TRUE(breaker.allows(31s));

    breaker.started();

    EXPECT_FALSE(breaker.allows(31s));
}

TEST(Breaker, PausesAnewAfterAFailedTry) {
    Breaker breaker = broken(1s);
    breaker.started();
    breaker.failed(40s);

    EXPECT_FALSE(breaker.allows(69s));
    EXPECT_TRUE(breaker.allows(70s));
}

TEST(Breaker, IsWholeAgainAfterOneSuccess) {
    Breaker breaker = broken(1s);
    breaker.started();
    breaker.succeeded();

    EXPECT_TRUE(breaker.allows(32s));
    EXPECT_FALSE(breaker.failing_since().has_value());
}

TEST(Breaker, RemembersTheFirstOfTheFailures) {
    Breaker breaker({3, 30s});
    breaker.failed(5s);
    breaker.failed(9s);

    EXPECT_EQ(breaker.failing_since(), Duration{5s});
}

TEST(Breaker, StaysDisabledUntilReset) {
    Breaker breaker({3, 30s});
    breaker.disabled();
    EXPECT_FALSE(breaker.allows(24h));

    breaker.reset();

    EXPECT_TRUE(breaker.allows(24h));
    EXPECT_FALSE(breaker.is_disabled());
}

}  // namespace tipwire::routing
