// SPDX-License-Identifier: Apache-2.0
// Reports of contacts: what the table allows, what is late, what the citizen hears.
#include "routing/flow/follow_up.hpp"

#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using testing::FlowWorld;

ReferralUpdate update(ReferralStatus state) {
    ReferralUpdate made;
    made.state = state;
    if (state == ReferralStatus::decided) made.decision = Decision::case_opened;
    return made;
}

class FollowUpTest : public ::testing::Test {
protected:
    FollowUpTest() {
        world.send("report");
        world.start_dispatcher();
    }
    Result<ReferralView> report(ReferralUpdate made, const std::string& contact = "police",
                                const std::string& request = "") {
        return world.run(world.follow_up.apply("EKB-000001", contact, std::move(made), request));
    }
    FlowWorld world;
};

TEST_F(FollowUpTest, TakesAnAcknowledgement) {
    const auto before = world.clock.now();
    const auto view = report(update(ReferralStatus::acknowledged));

    ASSERT_TRUE(view);
    EXPECT_EQ(view->stored.status, ReferralStatus::acknowledged);
    ASSERT_TRUE(view->stored.acknowledged_at.has_value());
    EXPECT_GE(*view->stored.acknowledged_at, before);
    EXPECT_LE(*view->stored.acknowledged_at, world.clock.now());
}

TEST_F(FollowUpTest, RefusesAMoveBack) {
    report(update(ReferralStatus::registered));

    EXPECT_EQ(report(update(ReferralStatus::acknowledged)).error().code, Errc::conflict);
}

TEST_F(FollowUpTest, LetsNoSecondDecisionReplaceTheFirst) {
    report(update(ReferralStatus::decided));
    EXPECT_TRUE(report(update(ReferralStatus::decided)));
    auto other = update(ReferralStatus::decided);
    other.decision = Decision::refused;

    EXPECT_EQ(report(other).error().code, Errc::conflict);
    EXPECT_EQ(world.tips()[0].referrals[0].view.stored.decision, Decision::case_opened);
}

TEST_F(FollowUpTest, KnowsNoReferralOfAnotherContact) {
    EXPECT_EQ(report(update(ReferralStatus::acknowledged), "oversight").error().code,
              Errc::not_found);
}

TEST_F(FollowUpTest, LetsAnOperatorSpeakForAnyContact) {
    EXPECT_TRUE(report(update(ReferralStatus::acknowledged), ""));
}

TEST_F(FollowUpTest, AppliesARepeatedReportOnce) {
    report(update(ReferralStatus::acknowledged), "police", "r1");
    report(update(ReferralStatus::registered), "police", "r2");

    EXPECT_TRUE(report(update(ReferralStatus::acknowledged), "police", "r1"));
    EXPECT_EQ(world.tips()[0].referrals[0].view.stored.status, ReferralStatus::registered);
}

TEST_F(FollowUpTest, KeepsTheWordsSealedAndShowsThemToOperators) {
    auto made = update(ReferralStatus::registered);
    made.note = "passed to the desk";
    made.entry = RegisterEntry{"512", "2026-11-22", "duty"};
    report(std::move(made));

    const auto details = world.tips()[0].referrals[0].details;
    EXPECT_EQ(details.note, "passed to the desk");
    ASSERT_TRUE(details.entry.has_value());
    EXPECT_EQ(details.entry->number, "512");
}

TEST_F(FollowUpTest, SaysWhatIsLateFromTheMomentOnAndNotBefore) {
    world.clock.run_for(hours{24} - std::chrono::seconds{10});
    EXPECT_EQ(world.tips()[0].referrals[0].view.overdue, Overdue::no);

    world.clock.run_for(std::chrono::seconds{20});
    EXPECT_EQ(world.tips()[0].referrals[0].view.overdue, Overdue::acknowledgement);
}

TEST_F(FollowUpTest, TellsTheCitizenHowFarItHasCome) {
    const auto code = world.code_of(world.tips()[0].stored.seq);
    EXPECT_EQ(world.run(world.intake.status_text(code, "en")), "status.forwarded");
    report(update(ReferralStatus::acknowledged));
    EXPECT_EQ(world.run(world.intake.status_text(code, "en")), "status.acknowledged");
    report(update(ReferralStatus::decided));
    EXPECT_EQ(world.run(world.intake.status_text(code, "en")), "status.decided");
    report(update(ReferralStatus::closed));
    EXPECT_EQ(world.run(world.intake.status_text(code, "en")), "status.closed");
    EXPECT_EQ(world.tips()[0].stored.status, TipStatus::closed);
    EXPECT_EQ(world.run(world.intake.status_text("1234", "en")), "code.unknown");
}

}  // namespace

}  // namespace tipwire::routing
