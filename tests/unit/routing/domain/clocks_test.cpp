// SPDX-License-Identifier: Apache-2.0
// Deadlines, and which clock is reported to have run out.
#include "routing/domain/clocks.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

using namespace std::chrono_literals;
using Status = ReferralStatus;

const Instant sent_at = from_unix_seconds(1'800'000'000);
const Deadlines usual = deadlines(sent_at, false, ClockLimits{});

TEST(Deadlines, StartAtTheMomentOfSending) {
    EXPECT_EQ(usual.acknowledge_by, sent_at + 24h);
    EXPECT_EQ(usual.register_by, sent_at + 24h);
    EXPECT_EQ(usual.decide_by, sent_at + 72h);
}
TEST(Deadlines, AreShorterForAnUrgentTip) {
    const auto urgent = deadlines(sent_at, true, ClockLimits{});
    EXPECT_EQ(urgent.acknowledge_by, sent_at + 4h);
    EXPECT_EQ(urgent.decide_by, sent_at + 72h);
}

TEST(Overdue, BeginsAfterTheDeadlineNotAtIt) {
    EXPECT_EQ(overdue(Status::delivered, usual, sent_at + 24h), Overdue::no);
    EXPECT_EQ(overdue(Status::delivered, usual, sent_at + 24h + 1ms), Overdue::acknowledgement);
}
TEST(Overdue, NamesTheFirstClockThatRanOut) {
    const auto after_all = sent_at + 100h;
    EXPECT_EQ(overdue(Status::sent, usual, after_all), Overdue::acknowledgement);
    EXPECT_EQ(overdue(Status::delivered, usual, after_all), Overdue::acknowledgement);
    EXPECT_EQ(overdue(Status::acknowledged, usual, after_all), Overdue::registration);
    EXPECT_EQ(overdue(Status::registered, usual, after_all), Overdue::decision);
    EXPECT_EQ(overdue(Status::under_check, usual, after_all), Overdue::decision);
}
TEST(Overdue, GoesByTheDeadlinesNotByTheOrderOfSteps) {
    ClockLimits limits;
    limits.register_ = 2h;
    const auto early = deadlines(sent_at, false, limits);

    EXPECT_EQ(overdue(Status::sent, early, sent_at + 3h), Overdue::registration);
    EXPECT_EQ(overdue(Status::sent, early, sent_at + 100h), Overdue::registration);
}
TEST(Overdue, IsNoMoreOnceTheStepWasTaken) {
    const auto after_two = sent_at + 30h;
    EXPECT_EQ(overdue(Status::registered, usual, after_two), Overdue::no);
    EXPECT_EQ(overdue(Status::under_check, usual, after_two), Overdue::no);
}
TEST(Overdue, IsNeverAReferralThatOwesNothing) {
    for (const auto status : {Status::queued, Status::undeliverable, Status::rerouted,
                              Status::decided, Status::closed, Status::appealed}) {
        EXPECT_EQ(overdue(status, usual, sent_at + 1000h), Overdue::no) << name(status);
    }
}
TEST(Overdue, HasNames) {
    EXPECT_EQ(name(Overdue::no), "");
    EXPECT_EQ(name(Overdue::acknowledgement), "acknowledgement");
    EXPECT_EQ(name(Overdue::registration), "registration");
    EXPECT_EQ(name(Overdue::decision), "decision");
}

}  // namespace
}  // namespace tipwire::routing
