// SPDX-License-Identifier: Apache-2.0
// The budget of replies: each limit at n and n+1, and a day later.
#include "gateway/sms/reply_budget.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

routing::PhoneNumber number(int last) {
    std::string digits = std::to_string(10'000'000 + last);
    return *routing::PhoneNumber::parse("+7701" + digits.substr(1));
}
// Another prefix of five digits each: +77010, +77011, ...
routing::PhoneNumber elsewhere(int prefix) {
    return *routing::PhoneNumber::parse("+77" + std::to_string(100 + prefix) + "000001");
}

config::Replies limits(int per_number, int per_prefix, int per_day) {
    config::Replies made;
    made.per_number_per_day = per_number;
    made.per_prefix_per_day = per_prefix;
    made.per_day = per_day;
    made.allowed_prefixes = {"+7", "+996"};
    return made;
}

struct ReplyBudgetTest : testing::Test {
    test::StillClock clock;
    int taken(ReplyBudget& budget, int tries, const routing::PhoneNumber& who) {
        int count = 0;
        for (int i = 0; i < tries; ++i) count += budget.take(who) ? 1 : 0;
        return count;
    }
};

TEST_F(ReplyBudgetTest, LimitsANumber) {
    ReplyBudget budget(limits(3, 100, 100), clock);
    EXPECT_EQ(taken(budget, 5, number(1)), 3);
    EXPECT_TRUE(budget.take(number(2)));
}

TEST_F(ReplyBudgetTest, LimitsAPrefix) {
    ReplyBudget budget(limits(100, 3, 100), clock);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.take(number(i)));
    EXPECT_FALSE(budget.take(number(3)));
    EXPECT_TRUE(budget.take(elsewhere(50)));
}

TEST_F(ReplyBudgetTest, LimitsTheWhole) {
    ReplyBudget budget(limits(100, 100, 3), clock);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(budget.take(elsewhere(i)));
    EXPECT_FALSE(budget.take(elsewhere(3)));
}

TEST_F(ReplyBudgetTest, RollsOverADay) {
    ReplyBudget budget(limits(2, 100, 100), clock);
    EXPECT_TRUE(budget.take(number(1)));
    clock.pass(std::chrono::hours{12});
    EXPECT_TRUE(budget.take(number(1)));
    clock.pass(std::chrono::hours{12} - std::chrono::milliseconds{1});
    EXPECT_FALSE(budget.take(number(1)));
    clock.pass(std::chrono::milliseconds{1});
    EXPECT_EQ(taken(budget, 5, number(1)), 1);
}

TEST_F(ReplyBudgetTest, AnswersAllowedPrefixesOnly) {
    ReplyBudget budget(limits(10, 10, 10), clock);
    EXPECT_TRUE(budget.take(*routing::PhoneNumber::parse("+996700000001")));
    EXPECT_FALSE(budget.take(*routing::PhoneNumber::parse("+15005550006")));
}

TEST_F(ReplyBudgetTest, NeverAnswersAShortNumber) {
    auto any = limits(10, 10, 10);
    any.allowed_prefixes = {"+"};
    ReplyBudget budget(any, clock);
    if (const auto seven =
            routing::PhoneNumber::parse("+2901234")) {  // today parse() says no itself
        EXPECT_FALSE(budget.take(*seven));
    }
    EXPECT_TRUE(budget.take(*routing::PhoneNumber::parse("+29012345")));
}

TEST_F(ReplyBudgetTest, GivesBackWhatWasNotSent) {
    ReplyBudget budget(limits(1, 1, 1), clock);
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(budget.take(number(1)));
        budget.give_back(number(1));
    }
    EXPECT_TRUE(budget.take(number(1)));
    EXPECT_FALSE(budget.take(number(1)));
}

TEST_F(ReplyBudgetTest, GivesBackNothingThatWasNeverTaken) {
    ReplyBudget budget(limits(1, 5, 5), clock);
    EXPECT_TRUE(budget.take(number(1)));
    budget.give_back(number(2));
    EXPECT_FALSE(budget.take(number(1)));
}

TEST_F(ReplyBudgetTest, AgreesWithASlowCountOverRandomDays) {
    constexpr int per_number = 3, per_day = 12;
    ReplyBudget budget(limits(per_number, 1000, per_day), clock);
    std::vector<std::pair<routing::Duration, int>> sent;
    unsigned state = 1;
    for (int turn = 0; turn < 3000; ++turn) {
        state = state * 1'103'515'245U + 12'345U;
        const int who = static_cast<int>(state >> 16) % 6;
        clock.pass(std::chrono::minutes{static_cast<int>(state >> 20) % 300});
        int of_number = 0, of_all = 0;
        for (const auto& [at, number] : sent) {
            if (clock.monotonic() - at >= std::chrono::hours{24}) continue;
            ++of_all;
            of_number += number == who ? 1 : 0;
        }
        const bool expected = of_number < per_number && of_all < per_day;
        ASSERT_EQ(budget.take(number(who)), expected) << "turn " << turn;
        if (expected) sent.emplace_back(clock.monotonic(), who);
    }
}

}  // namespace
}  // namespace tipwire::gateway
