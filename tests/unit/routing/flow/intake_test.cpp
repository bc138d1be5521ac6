// SPDX-License-Identifier: Apache-2.0
// What becomes of a message: new tip, addition, command, repeat; and what is kept of its sender.
#include "routing/flow/intake.hpp"

#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using testing::FlowWorld;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using What = Taken::What;

std::vector<std::string> texts(const TipView& tip) {
    std::vector<std::string> all;
    for (const auto& message : tip.messages) all.push_back(message.body.text.reveal());
    return all;
}

TEST(IntakeTest, OpensATipWithTheTextAsItCame) {
    FlowWorld world;

    const auto taken = world.send("two lines\r\nof it");

    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->what, What::new_tip);
    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("two lines\r\nof it"));
    EXPECT_EQ(world.tips()[0].messages[0].body.recipient, "002");
}

TEST(IntakeTest, TakesARepeatOnceAndAnswersAsBefore) {
    FlowWorld world;
    const auto first = world.send("seen", "+77010000001", "same");
    const auto second = world.send("seen", "+77010000001", "same");

    ASSERT_TRUE(second);
    EXPECT_EQ(second->what, What::repeated);
    EXPECT_EQ(second->tip, first->tip);
    EXPECT_THAT(world.tips(), SizeIs(1));
}

TEST(IntakeTest, JoinsLaterTextsOfOneSenderAndNoOthers) {
    FlowWorld world;
    world.send("first");
    world.clock.run_for(hours{11});
    EXPECT_EQ(world.send("second")->what, What::added);
    EXPECT_EQ(world.send("another", "+77010000002")->what, What::new_tip);

    ASSERT_THAT(world.tips(), SizeIs(2));
    EXPECT_THAT(texts(world.tips()[1]), ElementsAre("first", "second"));
}

TEST(IntakeTest, StartsAnewAfterTheConversationWindow) {
    FlowWorld world;
    world.send("first");
    world.clock.run_for(hours{14});  // the window of 12 hours, and what rounding may add

    EXPECT_EQ(world.send("second")->what, What::new_tip);
}

TEST(IntakeTest, NeverJoinsMessagesWithoutASender) {
    FlowWorld world;
    EXPECT_EQ(world.send("page one", "")->what, What::new_tip);
    EXPECT_EQ(world.send("page two", "")->what, What::new_tip);
}

TEST(IntakeTest, MasksTheSendersOwnNumberOnly) {
    FlowWorld world;
    world.send("I am 8 701 000 00 01, he is 8 702 555 44 33");

    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("I am [***], he is 8 702 555 44 33"));
}

TEST(IntakeTest, RoundsTheTimeDown) {
    FlowWorld world;
    world.send("when");

    EXPECT_EQ(to_rfc3339(world.tips()[0].stored.received_at), "2026-11-21T20:00:00Z");
}

TEST(IntakeTest, SendsAReceiptWithTheCodeToTheSenderOnce) {
    FlowWorld world;
    const auto taken = world.send("report");
    world.send("more of it");
    world.start_dispatcher();

    EXPECT_THAT(world.replies(),
                ElementsAre(Pair("+77010000001", "Noted. " + world.code_of(taken->tip))));
}

TEST(IntakeTest, PromisesNoCodeWhereNothingCanBeAnswered) {
    FlowWorld world;
    world.send("page", "");
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), IsEmpty());
    EXPECT_EQ(world.metrics.value(Metric::replies_dropped), 0);
}

TEST(IntakeTest, TellsTheStatusToWhoeverHasTheCode) {
    FlowWorld world;
    const auto taken = world.send("report");
    EXPECT_EQ(world.send(world.code_of(taken->tip), "+77010000009")->what, What::command);
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), ::testing::Contains(Pair("+77010000009", "status.received")));
    EXPECT_THAT(world.tips(), SizeIs(1));
}

TEST(IntakeTest, SaysTheSameForAWrongAndAnUnknownCode) {
    FlowWorld world;
    world.send("STATUS 1234 5678 9012 3456", "+77010000002");
    world.send("STATUS 0000 0000 0000 0000", "+77010000003");
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), ElementsAre(Pair("+77010000002", "code.unknown"),
                                             Pair("+77010000003", "code.unknown")));
    EXPECT_THAT(world.tips(), IsEmpty());
}

TEST(IntakeTest, SaysLaterWhenTheGuessesAreUsedUpAndStillTakesTips) {
    FlowWorld world;
    for (int i = 0; i < CodeGuesses::per_sender_and_hour; ++i)
        world.send("STATUS 0000 0000 0000 0000");
    const auto code = world.code_of(world.send("a report", "+77010000002")->tip);
    world.send("STATUS " + code);
    EXPECT_EQ(world.send("a report of mine")->what, What::new_tip);
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), ::testing::Contains(Pair("+77010000001", "code.later")));
}

TEST(IntakeTest, HandsNoCodeToTheContactWhenTheGuessesAreUsedUp) {
    FlowWorld world;
    const auto code = world.code_of(world.send("a report", "+77010000002")->tip);
    for (int i = 0; i < CodeGuesses::per_sender_and_hour; ++i)
        world.send("STATUS 0000 0000 0000 0000");

    EXPECT_EQ(world.send(code + " the car is white")->what, What::new_tip);

    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("[***] the car is white"));
}

TEST(IntakeTest, HandsOnNoCodeThatNamesATip) {
    FlowWorld world;
    const auto code = world.code_of(world.send("a report", "+77010000002")->tip);

    world.send("my number is " + code + ", his card 4400 1234 5678 9010", "+77010000003");
    world.send("NEW " + code + " they moved", "+77010000004");
    world.send(code + " and again " + code, "+77010000005");

    const auto tips = world.tips();
    EXPECT_THAT(texts(tips[0]), ElementsAre("[***] they moved"));
    EXPECT_THAT(texts(tips[1]), ElementsAre("my number is [***], his card 4400 1234 5678 9010"));
    EXPECT_THAT(texts(tips[2]), ElementsAre("a report", "and again [***]"));
}

TEST(IntakeTest, LooksUpOnlySoManyCodesOfOneText) {
    FlowWorld world;
    const auto code = world.code_of(world.send("a report", "+77010000002")->tip);
    std::string text = "seen:";
    for (std::size_t i = 0; i <= Intake::codes_masked_max; ++i) text += " " + code + ",";
    world.send(text, "+77010000003");

    const auto kept = texts(world.tips()[0])[0];
    EXPECT_EQ(codes_in(kept).size(), 1U);
    EXPECT_THAT(kept, ::testing::EndsWith("[***], " + code + ","));
}

TEST(IntakeTest, KeepsBareDigitsAsAReportWhereNoAnswerCanBeSent) {
    FlowWorld world;
    EXPECT_EQ(world.send("4400 1234 5678 9012", "")->what, What::new_tip);
}

TEST(IntakeTest, AddsToATipByItsCodeFromAnyPhone) {
    FlowWorld world;
    const auto taken = world.send("report");
    const auto added = world.send(world.code_of(taken->tip) + " the car is white", "+77010000009");

    EXPECT_EQ(added->what, What::added);
    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("report", "the car is white"));
}

TEST(IntakeTest, KeepsTheWholeTextAsAReportIfTheCodeNamesNoTip) {
    FlowWorld world;
    EXPECT_EQ(world.send("0000 0000 0000 0000 the car is white")->what, What::new_tip);

    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("0000 0000 0000 0000 the car is white"));
}

TEST(IntakeTest, MarksACorrection) {
    FlowWorld world;
    const auto taken = world.send("report");
    world.send("CORRECT " + world.code_of(taken->tip) + " house 14, not 12");

    ASSERT_THAT(world.tips()[0].messages, SizeIs(2));
    EXPECT_EQ(world.tips()[0].messages[1].kind, MessageKind::correction);
}

TEST(IntakeTest, WithdrawsByCodeAndTakesTheNextTextAsANewTip) {
    FlowWorld world;
    const auto taken = world.send("report");
    world.send("WITHDRAW " + world.code_of(taken->tip), "+77010000009");

    EXPECT_EQ(world.tips()[0].stored.status, TipStatus::withdrawn);
    EXPECT_EQ(world.send("something else")->what, What::new_tip);
}

TEST(IntakeTest, OpensANewTipOnNew) {
    FlowWorld world;
    world.send("report");
    EXPECT_EQ(world.send("NEW 4400 1234 5678 9012 is the card")->what, What::new_tip);

    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("4400 1234 5678 9012 is the card"));
}

TEST(IntakeTest, DestroysTheReturnAddressOnStop) {
    FlowWorld world;
    world.send("report");
    EXPECT_TRUE(world.tips()[0].stored.has_return_address);
    world.send("STOP");

    EXPECT_FALSE(world.tips()[0].stored.has_return_address);
}

TEST(IntakeTest, TakesBackTheAnswersThatWaitOnStop) {
    FlowWorld world;
    world.send("STATUS 0000 0000 0000 0000");
    world.send("STATUS 0000 0000 0000 0000", "+77010000002");
    world.send("STOP");
    world.start_dispatcher();

    EXPECT_THAT(world.replies(),
                ::testing::UnorderedElementsAre(Pair("+77010000002", "code.unknown"),
                                                Pair("+77010000001", "stopped")));
}

TEST(IntakeTest, AnswersHelpWithTheTextOfTheAreaAndOpensNoTip) {
    FlowWorld world;
    EXPECT_EQ(world.send("HELP", "+77010000001", "same")->what, What::command);
    EXPECT_EQ(world.send("HELP", "+77010000001", "same")->what, What::repeated);
    EXPECT_EQ(world.send("Помощь!", "+77010000002")->what, What::command);
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), ElementsAre(Pair("+77010000001", "Call the clinic."),
                                             Pair("+77010000002", "Звоните в клинику.")));
    EXPECT_THAT(world.tips(), IsEmpty());
}

TEST(IntakeTest, KeepsHelpThatCannotBeAnsweredAsATip) {
    FlowWorld world;
    EXPECT_EQ(world.send("Help!", "")->what, What::new_tip);

    ASSERT_THAT(world.tips(), SizeIs(1));
    EXPECT_EQ(world.tips()[0].stored.category, "help_wanted");
    EXPECT_THAT(texts(world.tips()[0]), ElementsAre("Help!"));
    EXPECT_EQ(world.metrics.value(Metric::help_unanswered), 1);
}

TEST(IntakeTest, KeepsACryForHelpWithWordsAsAReport) {
    FlowWorld world;
    EXPECT_EQ(world.send("Help, they sell here")->what, What::new_tip);
    EXPECT_EQ(world.tips()[0].stored.category, "other");
}

TEST(IntakeTest, AnswersATipInItsOwnLanguage) {
    FlowWorld world;
    const auto taken = world.send("Продают у гаража");
    world.send(world.code_of(taken->tip), "+77010000009");
    world.send(world.code_of(taken->tip) + " white car", "+77010000008");
    world.start_dispatcher();

    EXPECT_EQ(world.tips()[0].stored.language, "ru");
    EXPECT_EQ(world.run(world.intake.status_text(world.code_of(taken->tip), "en")),
              "ru status.forwarded");
    EXPECT_EQ(world.run(world.intake.status_text("0000 0000 0000 0000", "en")), "code.unknown");
    EXPECT_THAT(world.replies(),
                ::testing::UnorderedElementsAre(
                    Pair("+77010000001", "Принято. " + world.code_of(taken->tip)),
                    Pair("+77010000009", "ru status.received"), Pair("+77010000008", "ru added")));
}

TEST(IntakeTest, AsksStatisticsForTheLanguage) {
    FlowWorld world;
    LanguageHint hint;
    hint.language = "ru";
    hint.sure = true;
    world.guesser.answer = hint;
    world.send("prodayut gashish okolo magazina");
    EXPECT_EQ(world.tips()[0].stored.language, "ru");
}

TEST(IntakeTest, AnswersInTheLineSFirstLanguageIfACommandIsOfSeveral) {
    FlowWorld world;
    world.send("stop");
    world.send("статус 0000 0000 0000 0000", "+77010000002");
    world.start_dispatcher();

    EXPECT_THAT(world.replies(), ElementsAre(Pair("+77010000001", "stopped"),
                                             Pair("+77010000002", "ru code.unknown")));
}

TEST(IntakeTest, StoresNoAddressIfNoneMayBeKeptAndAnswersAtOnce) {
    IntakeRules rules;
    rules.keep_return_address = false;
    FlowWorld world(rules);
    const auto taken = world.send("report");

    EXPECT_THAT(world.sender->sent,
                ElementsAre(Pair("+77010000001", "Noted. " + world.code_of(taken->tip))));
    EXPECT_FALSE(world.tips()[0].stored.has_return_address);
    EXPECT_THAT(world.run(world.store.deliveries(DeliveryQuery{})).value(),
                SizeIs(1));  // the route
}

TEST(IntakeTest, SaysUnavailableWhenTheStoreIsGone) {
    FlowWorld world;
    world.store.stop();

    const auto taken = world.send("report");

    ASSERT_FALSE(taken);
    EXPECT_EQ(taken.error().code, Errc::unavailable);
}

}  // namespace

}  // namespace tipwire::routing
