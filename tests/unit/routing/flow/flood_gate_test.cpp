// SPDX-License-Identifier: Apache-2.0
// What is told from the usual, and when it is usual again.
#include "routing/flow/flood_gate.hpp"

#include <gtest/gtest.h>

#include "tests/support/sim_clock.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;

class FloodGateTest : public ::testing::Test {
protected:
    static Pseudonym sender(std::uint8_t name) {
        Pseudonym made;
        made.current.bytes.fill(name);
        return made;
    }
    FloodGate gate(FloodLimits limits) { return FloodGate(limits, clock, TipSalt{}); }
    static std::optional<HeldBecause> send(FloodGate& gate, std::optional<Pseudonym> from,
                                           std::string_view text = "short",
                                           std::string_view source = "sms") {
        return gate.judge({from, source, text}).hold;
    }
    // Judged and recorded as a tip.
    static FloodGate::Verdict tip(FloodGate& gate, std::int64_t seq, std::string_view text) {
        const std::optional<Pseudonym> nobody;
        auto verdict = gate.judge({nobody, "sms", text});
        gate.note_tip(verdict.words, TipSeq{seq});
        return verdict;
    }

    boost::asio::io_context io;
    testing::SimClock clock{io};
};

constexpr auto words = "They sell it by the gate of the school, every evening";

TEST_F(FloodGateTest, HoldsWhatOneSenderWritesOverTheLimitForTheHour) {
    auto flood = gate({.per_sender_per_hour = 2});
    EXPECT_FALSE(send(flood, sender(1)));
    EXPECT_FALSE(send(flood, sender(1)));
    EXPECT_EQ(send(flood, sender(1)), HeldBecause::sender);
    EXPECT_FALSE(send(flood, sender(2)));

    clock.run_for(hours{1});
    EXPECT_FALSE(send(flood, sender(1)));
}

TEST_F(FloodGateTest, HoldsWhatComesByOneSourceOverItsLimit) {
    auto flood = gate({.per_source_per_hour = 1});
    EXPECT_FALSE(send(flood, {}, "a", "sms"));
    EXPECT_EQ(send(flood, {}, "b", "sms"), HeldBecause::source);
    EXPECT_FALSE(send(flood, {}, "c", "pager"));
}

TEST_F(FloodGateTest, HoldsWhatComesOverTheLimitForAll) {
    auto flood = gate({.per_hour = 2});
    EXPECT_FALSE(send(flood, {}, "a", "sms"));
    EXPECT_FALSE(send(flood, {}, "b", "pager"));
    EXPECT_EQ(send(flood, {}, "c", "web"), HeldBecause::overall);
}

TEST_F(FloodGateTest, ZeroIsNoLimit) {
    auto flood = gate({0, 0, 0, 0});
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(send(flood, sender(1)));
        EXPECT_FALSE(tip(flood, i + 1, words).hold);
    }
}

TEST_F(FloodGateTest, WhatIsTakenBackIsNotCounted) {
    auto flood = gate({.per_sender_per_hour = 1});
    const std::optional<Pseudonym> anna = sender(1);
    for (int i = 0; i < 5; ++i) {
        EXPECT_FALSE(flood.judge({anna, "sms", "again"}).hold);
        flood.take_back({anna, "sms", "again"});
    }
}

TEST_F(FloodGateTest, SaysWhoseNextMessageWouldBeHeld) {
    auto flood = gate({.per_sender_per_hour = 1});
    EXPECT_FALSE(flood.is_over_limit(sender(1)));
    send(flood, sender(1));
    EXPECT_TRUE(flood.is_over_limit(sender(1)));
    EXPECT_FALSE(flood.is_over_limit({}));
}

TEST_F(FloodGateTest, LinksTipsOfTheSameWordsAndHoldsThemOverTheLimit) {
    auto flood = gate({.copies_per_day = 2});
    EXPECT_FALSE(tip(flood, 11, words).copy_of);
    const auto second = tip(flood, 12, "they SELL it — by the gate of the school every evening!");
    EXPECT_EQ(second.copy_of, TipSeq{11});
    EXPECT_FALSE(second.hold);
    const auto third = tip(flood, 13, words);
    EXPECT_EQ(third.copy_of, TipSeq{11});
    EXPECT_EQ(third.hold, HeldBecause::copies);
}

TEST_F(FloodGateTest, OtherWordsAndFewWordsAreNoCopies) {
    auto flood = gate({});
    tip(flood, 1, words);
    EXPECT_FALSE(tip(flood, 2, "They sell it by the gate of the school, every morning").copy_of);
    tip(flood, 3, "Drugs at no 5");
    EXPECT_FALSE(tip(flood, 4, "Drugs at no 5").copy_of);
}

TEST_F(FloodGateTest, ForgetsWordsAfterADay) {
    auto flood = gate({});
    tip(flood, 1, words);
    clock.run_for(hours{11});
    EXPECT_TRUE(tip(flood, 2, words).copy_of);
    clock.run_for(hours{12});
    EXPECT_TRUE(tip(flood, 3, words).copy_of);
    clock.run_for(hours{12});
    EXPECT_FALSE(tip(flood, 4, words).copy_of);
}

}  // namespace

}  // namespace tipwire::routing
