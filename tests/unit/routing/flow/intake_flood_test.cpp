// SPDX-License-Identifier: Apache-2.0
// A flood: nothing of it is lost, none of it reaches a contact by itself, and others do not wait.
#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::Each;
using testing::FlowWorld;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using What = Taken::What;

IntakeRules few() {
    IntakeRules rules;
    rules.floods.per_sender_per_hour = 3;
    rules.floods.copies_per_day = 2;
    return rules;
}

std::vector<TipView> held(FlowWorld& world) {
    std::vector<TipView> tips;
    for (auto& tip : world.tips()) {
        if (tip.stored.status == TipStatus::held) tips.push_back(std::move(tip));
    }
    return tips;
}

TEST(IntakeFloodTest, WhatOneSenderWritesOverTheLimitGathersInOneHeldTip) {
    FlowWorld world(few());
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(world.send("word " + std::to_string(i)));

    ASSERT_THAT(world.tips(), SizeIs(2));
    ASSERT_THAT(held(world), SizeIs(1));
    EXPECT_THAT(held(world)[0].messages, SizeIs(7));
    EXPECT_EQ(held(world)[0].stored.held_because, HeldBecause::sender);
    EXPECT_EQ(world.metrics.value(Metric::messages_quarantined), 7);
}

TEST(IntakeFloodTest, AHeldTipReachesItsContactOnlyWhenReleased) {
    FlowWorld world(few());
    world.start_dispatcher();
    for (int i = 0; i < 5; ++i) world.send("word " + std::to_string(i));
    world.clock.run_for(seconds{5});
    ASSERT_THAT(held(world), SizeIs(1));
    for (const auto& notice : world.channel->notices) {
        for (const auto& message : notice.messages)
            EXPECT_THAT(message.text.reveal(), Not(HasSubstr("word 4")));
    }

    const std::optional<TipSeq> one{held(world)[0].stored.seq};
    EXPECT_EQ(world.run(world.store.release_held(one, world.clock.now())).value(), 1);
    world.clock.run_for(seconds{5});

    EXPECT_EQ(world.channel->notices.back().messages.back().text.reveal(), "word 4");
    EXPECT_THAT(held(world), SizeIs(0));
}

TEST(IntakeFloodTest, AFloodByCodeIsHeldAndDoesNotHandTheCodeOn) {
    FlowWorld world(few());
    const auto code = world.code_of(world.send("first", "+77010000009")->tip);
    for (int i = 0; i < 6; ++i) world.send(code + " more " + std::to_string(i));

    ASSERT_THAT(held(world), SizeIs(1));
    const auto tips = held(world);
    for (const auto& message : tips[0].messages)
        EXPECT_THAT(message.body.text.reveal(), Not(HasSubstr(code)));
}

TEST(IntakeFloodTest, TheSameWordsFromManyAreLinkedAndThenHeld) {
    FlowWorld world(few());
    const std::string words = "They sell it by the gate of the school, every evening";
    for (int i = 1; i <= 4; ++i) world.send(words, "+7701000000" + std::to_string(i));

    const auto tips = world.tips();  // newest first
    ASSERT_THAT(tips, SizeIs(4));
    EXPECT_EQ(tips[0].stored.status, TipStatus::held);
    EXPECT_EQ(tips[0].stored.held_because, HeldBecause::copies);
    EXPECT_EQ(tips[1].stored.status, TipStatus::held);
    EXPECT_NE(tips[2].stored.status, TipStatus::held);
    EXPECT_THAT(tips[3].related, SizeIs(3));
    EXPECT_EQ(tips[0].related, std::vector<PublicId>{tips[3].id});
}

TEST(IntakeFloodTest, ARepeatIsNotCounted) {
    FlowWorld world(few());
    for (int i = 0; i < 10; ++i) world.send("again", "+77010000001", "same");
    EXPECT_EQ(world.send("other")->what, What::added);
    EXPECT_THAT(held(world), SizeIs(0));
}

TEST(IntakeFloodTest, AnHourLaterTheSenderIsHeardAgain) {
    FlowWorld world(few());
    for (int i = 0; i < 5; ++i) world.send("word " + std::to_string(i));
    world.clock.run_for(hours{1});
    EXPECT_EQ(world.send("word 6")->what, What::added);
    EXPECT_EQ(world.tips()[1].messages.size(), 4U);
}

}  // namespace

}  // namespace tipwire::routing
