// SPDX-License-Identifier: Apache-2.0
// Long messages that come in parts: joined in any order, never lost, never waiting for ever.
#include "routing/flow/part_joiner.hpp"

#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using testing::FlowWorld;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using What = Taken::What;

std::vector<std::string> texts_of(const TipView& tip) {
    std::vector<std::string> all;
    for (const auto& message : tip.messages) all.push_back(message.body.text.reveal());
    return all;
}

TEST(PartsTest, AreJoinedWhenTheLastOneComes) {
    FlowWorld world;

    EXPECT_EQ(world.send_part("They sell ", 1, 3)->what, What::part);
    EXPECT_EQ(world.send_part("by the ", 2, 3)->what, What::part);
    EXPECT_THAT(world.tips(), IsEmpty());
    EXPECT_EQ(world.send_part("gate", 3, 3)->what, What::new_tip);

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("They sell by the gate"));
    EXPECT_EQ(world.tips()[0].messages[0].body.part.total, 1U);
    EXPECT_EQ(world.tips()[0].messages[0].body.recipient, "002");
}

TEST(PartsTest, AreJoinedInAnyOrderAndRepeatsChangeNothing) {
    FlowWorld world;
    world.send_part("c", 3, 3, 7, "+77010000001", "three");
    world.send_part("a", 1, 3, 7, "+77010000001", "one");
    EXPECT_EQ(world.send_part("a", 1, 3, 7, "+77010000001", "one")->what, What::repeated);
    world.send_part("b", 2, 3, 7, "+77010000001", "two");
    EXPECT_EQ(world.send_part("b", 2, 3, 7, "+77010000001", "two")->what, What::repeated);

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("abc"));
}

TEST(PartsTest, ThatTheCentreDeliversOnceMoreUnderAnotherIdAreRepeats) {
    FlowWorld world;
    world.start_late_parts();
    world.send_part("a ", 1, 2);
    EXPECT_EQ(world.send_part("a ", 1, 2)->what, What::repeated);
    world.send_part("b", 2, 2);
    EXPECT_EQ(world.send_part("b", 2, 2)->what, What::repeated);
    world.clock.run_for(minutes{9});
    EXPECT_EQ(world.send_part("b", 2, 2)->what, What::repeated);
    world.clock.run_for(minutes{11});

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("a b"));
}

TEST(PartsTest, OfTheSameWordsAreNewsAfterAWhileOrFromSomebodyElse) {
    FlowWorld world;
    world.send_part("a", 1, 2);
    EXPECT_EQ(world.send_part("a", 1, 2, 8)->what, What::part);
    EXPECT_EQ(world.send_part("a", 1, 2, 7, "+77010000002")->what, What::part);
    world.clock.run_for(minutes{21});
    EXPECT_EQ(world.send_part("a", 1, 2)->what, What::part);
}

TEST(PartsTest, OfTwoSendersWithOneReferenceStayApart) {
    FlowWorld world;
    world.send_part("a1 ", 1, 2, 7, "+77010000001");
    world.send_part("b1 ", 1, 2, 7, "+77010000002");
    world.send_part("b2", 2, 2, 7, "+77010000002");
    world.send_part("a2", 2, 2, 7, "+77010000001");

    ASSERT_THAT(world.tips(), SizeIs(2));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("a1 a2"));
    EXPECT_THAT(texts_of(world.tips()[1]), ElementsAre("b1 b2"));
}

TEST(PartsTest, AReferenceThatComesRoundAgainBeginsAnotherMessage) {
    FlowWorld world;
    world.send_part("old ", 1, 2);
    world.send_part("new ", 1, 2);
    world.send_part("end", 2, 2);
    world.start_late_parts();
    world.clock.run_for(minutes{11});

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("new end", "old  […] "));
}

TEST(PartsTest, GoOnMarkedIncompleteWhenTheTimeIsUp) {
    FlowWorld world;
    world.start_late_parts();
    world.send_part("first ", 1, 4);
    world.send_part(" third", 3, 4);
    world.clock.run_for(minutes{9});
    EXPECT_THAT(world.tips(), IsEmpty());
    world.clock.run_for(minutes{2});

    ASSERT_THAT(world.tips(), SizeIs(1));
    const auto tips = world.tips();
    const auto& message = tips[0].messages[0];
    EXPECT_EQ(message.body.text.reveal(), "first  […]  third […] ");
    EXPECT_EQ(message.body.part, (Part{7, 2, 4}));
    EXPECT_EQ(world.metrics.value(Metric::messages_incomplete), 1);
}

TEST(PartsTest, TheContactIsToldWhatIsIncompleteAndNothingElse) {
    FlowWorld world;
    world.start_dispatcher();
    world.start_late_parts();
    world.send_part("whole ", 1, 2);
    world.send_part("text", 2, 2);
    world.send_part("a half", 1, 2);
    world.clock.run_for(minutes{11});

    ASSERT_THAT(world.channel->notices, SizeIs(2));
    EXPECT_FALSE(world.channel->notices[0].messages.at(0).incomplete);
    EXPECT_EQ(world.channel->notices[1].messages.at(0).text.reveal(), "a half […] ");
    EXPECT_TRUE(world.channel->notices[1].messages.at(0).incomplete);
}

TEST(PartsTest, ALatePartStillReachesItsTip) {
    FlowWorld world;
    world.start_late_parts();
    world.send_part("first", 1, 2);
    world.clock.run_for(minutes{11});
    world.send_part("second", 2, 2);
    world.clock.run_for(minutes{11});

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts_of(world.tips()[0]), ElementsAre("first […] ", " […] second"));
}

TEST(PartsTest, AJoinedMessageIsReadAsOneText) {
    FlowWorld world;
    const auto tip = world.send("Sells by the gate");
    const auto code = world.code_of(tip->tip);

    world.send_part(code + " they moved", 1, 2, 9, "+77010000009");
    const auto added = world.send_part(" to the market", 2, 2, 9, "+77010000009");

    EXPECT_EQ(added->what, What::added);
    EXPECT_THAT(texts_of(world.tips()[0]),
                ElementsAre("Sells by the gate", "they moved to the market"));
}

TEST(PartsTest, TheSendersNumberIsMaskedAcrossTheSeam) {
    FlowWorld world;
    world.send_part("call me +7701000", 1, 2);
    world.send_part("0001 at night", 2, 2);

    EXPECT_THAT(texts_of(world.tips()[0])[0], Not(HasSubstr("0001")));
}

TEST(PartsTest, AnIncompleteOneIsAnsweredAndJoinsTheConversation) {
    FlowWorld world;
    world.start_late_parts();
    world.start_dispatcher();
    world.send_part("first", 1, 2);
    world.clock.run_for(minutes{11});
    EXPECT_EQ(world.send("more")->what, What::added);

    ASSERT_THAT(world.replies(), SizeIs(1));
    EXPECT_EQ(world.replies()[0].first, "+77010000001");
}

TEST(PartsTest, StopForgetsTheAddressOfWhatWaits) {
    FlowWorld world;
    world.start_late_parts();
    world.start_dispatcher();
    world.send_part("first", 1, 2);
    world.send("stop");
    const auto before = world.replies().size();
    world.clock.run_for(minutes{11});

    EXPECT_THAT(world.tips(), SizeIs(1));
    EXPECT_EQ(world.replies().size(), before);
}

TEST(PartsTest, WithoutAnAddressTheCompletedMessageStillHasItsSender) {
    IntakeRules rules;
    rules.keep_return_address = false;
    FlowWorld world(rules);
    world.send_part("a", 1, 2);
    world.send_part("b", 2, 2);

    EXPECT_EQ(world.send("later")->what, What::added);
}

TEST(PartsTest, APartWithoutASenderIsAMessageOfItsOwn) {
    FlowWorld world;
    EXPECT_EQ(world.send_part("page", 1, 2, 7, "")->what, What::new_tip);
}

TEST(PartsTest, WhatAnEarlierLifeHeldIsFoundAndTaken) {
    FlowWorld world;
    world.send_part("first", 1, 2);
    PartJoiner reborn(world.store, *world.vault, world.clock, world.metrics, {});

    ASSERT_TRUE(world.run(reborn.recover()));
    EXPECT_THAT(reborn.due(), IsEmpty());
    world.clock.run_for(minutes{10});
    EXPECT_THAT(reborn.due(), SizeIs(1));
}

// Committed, and then the daemon was killed before it was joined.
TEST(PartsTest, ACompleteOneThatWasNeverRecordedIsDueAtOnceAfterAStart) {
    FlowWorld world;
    PartJoiner killed(world.store, *world.vault, world.clock, world.metrics, {});
    for (std::uint32_t number : {1U, 2U}) {
        auto part = world.message_of("x", "+77010000001", {});
        part.part = Part{7, number, 2};
        ASSERT_TRUE(world.run(killed.hold(std::move(part), "sms")));
    }

    world.start_late_parts();
    world.clock.run_for(std::chrono::seconds{6});

    EXPECT_THAT(texts_of(world.tips().at(0)), ElementsAre("xx"));
}

}  // namespace

}  // namespace tipwire::routing
