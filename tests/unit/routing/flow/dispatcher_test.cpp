// SPDX-License-Identifier: Apache-2.0
// The outbox loop: what contacts are told, once, in order, and what happens when they do not
// answer.
#include "routing/flow/dispatcher.hpp"

#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::FlowWorld;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(DispatcherTest, TellsTheContactAndStartsItsClocks) {
    FlowWorld world;
    world.send("report");
    world.start_dispatcher();

    ASSERT_THAT(world.channel->notices, SizeIs(1));
    const auto& notice = world.channel->notices[0];
    EXPECT_EQ(notice.reference, "EKB-000001");
    ASSERT_THAT(notice.messages, SizeIs(1));
    EXPECT_EQ(notice.messages[0].text.reveal(), "report");
    ASSERT_TRUE(notice.deadlines.has_value());
    EXPECT_EQ(notice.deadlines->acknowledge_by, notice.timestamp + hours{24});
    EXPECT_EQ(world.tips()[0].stored.status, TipStatus::forwarded);
    EXPECT_EQ(world.tips()[0].referrals[0].view.stored.status, ReferralStatus::delivered);
}

TEST(DispatcherTest, TellsALaterMessageByItselfAndNothingTwice) {
    FlowWorld world;
    world.send("first");
    world.start_dispatcher();
    world.send("second");
    world.clock.run_for(minutes{1});

    ASSERT_THAT(world.channel->notices, SizeIs(2));
    EXPECT_EQ(world.channel->notices[1].kind, DeliveryKind::tip_message);
    ASSERT_THAT(world.channel->notices[1].messages, SizeIs(1));
    EXPECT_EQ(world.channel->notices[1].messages[0].text.reveal(), "second");
}

TEST(DispatcherTest, SendsTheSameForwardOnEveryRetryWhateverCameMeanwhile) {
    FlowWorld world;
    world.channel->answer = RetryAfter{std::chrono::seconds{0}, "http_500"};
    world.send("first");
    world.start_dispatcher();
    world.send("second");
    world.channel->answer = Accepted{};
    world.clock.run_for(minutes{5});

    ASSERT_THAT(world.channel->notices, SizeIs(3));
    EXPECT_EQ(world.channel->notices[0].id, world.channel->notices[1].id);
    EXPECT_THAT(world.channel->notices[1].messages, SizeIs(1));
    EXPECT_EQ(world.channel->notices[2].kind, DeliveryKind::tip_message);
}

TEST(DispatcherTest, WaitsAsLongAsTheContactAsks) {
    FlowWorld world;
    world.channel->answer = RetryAfter{std::chrono::seconds{3600}, "http_503"};
    world.send("report");
    world.start_dispatcher();
    world.channel->answer = Accepted{};
    world.clock.run_for(minutes{59});
    EXPECT_THAT(world.channel->notices, SizeIs(1));

    world.clock.run_for(minutes{2});
    EXPECT_THAT(world.channel->notices, SizeIs(2));
}

TEST(DispatcherTest, GivesUpAfterDaysAndCanBeToldToTryAgain) {
    FlowWorld world;
    world.channel->answer = RetryAfter{std::chrono::seconds{0}, "http_500"};
    world.send("report");
    world.start_dispatcher();
    world.clock.run_for(hours{80});
    DeliveryQuery dead;
    dead.status = DeliveryStatus::dead;
    ASSERT_THAT(world.run(world.store.deliveries(dead)).value(), SizeIs(1));
    EXPECT_EQ(world.tips()[0].referrals[0].view.stored.status, ReferralStatus::undeliverable);

    world.channel->answer = Accepted{};
    world.dispatcher.reset_breakers();
    EXPECT_EQ(world.run(world.store.retry_dead(std::nullopt, world.clock.now())).value(), 1);
    world.clock.run_for(minutes{1});

    EXPECT_EQ(world.tips()[0].referrals[0].view.stored.status, ReferralStatus::delivered);
}

TEST(DispatcherTest, StopsAtAChannelThatIsGoneAndKeepsItsDeliveries) {
    FlowWorld world;
    world.channel->answer = Refused{"http_410", true};
    world.send("report");
    world.start_dispatcher();
    world.send("another", "+77010000002");
    world.clock.run_for(hours{100});

    EXPECT_THAT(world.channel->notices, SizeIs(1));
    EXPECT_EQ(world.dispatcher.state_of("police"), Dispatcher::ContactState::disabled);

    world.channel->answer = Accepted{};
    world.dispatcher.reset_breakers();
    world.clock.run_for(minutes{1});
    EXPECT_THAT(world.channel->notices, SizeIs(3));
}

TEST(DispatcherTest, TriesADeadContactOnceAPauseAndNotWithEveryTip) {
    FlowWorld world;
    world.channel->answer = RetryAfter{std::chrono::seconds{0}, "connect"};
    world.start_dispatcher();
    for (int i = 0; i < 50; ++i) world.send("report", "+7701000" + std::to_string(1000 + i));
    world.clock.run_for(minutes{10});

    // 50 at the start at most, then one in each pause of 30 s.
    EXPECT_LT(world.channel->notices.size(), 75u);
    EXPECT_GT(world.channel->notices.size(), 10u);
}

TEST(DispatcherTest, TestsAContactOutsideTheOutbox) {
    FlowWorld world;

    EXPECT_EQ(world.run(world.dispatcher.test_contact("police")).value(), "accepted");
    EXPECT_EQ(world.channel->notices[0].kind, DeliveryKind::contact_test);
    EXPECT_THAT(world.channel->notices[0].messages, IsEmpty());
    EXPECT_EQ(world.run(world.dispatcher.test_contact("nobody")).error().code, Errc::not_found);
}

}  // namespace

}  // namespace tipwire::routing
