// SPDX-License-Identifier: Apache-2.0
// Alarms: raised once, told once, cleared when their cause is gone.
#include "routing/flow/watch.hpp"

#include <gmock/gmock.h>

#include "tests/support/flow_world.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::Contains;
using testing::FlowWorld;
using ::testing::IsEmpty;

constexpr std::int64_t plenty = 10'000'000'000;

class WatchTest : public ::testing::Test {
protected:
    WatchTest()
        : watch(
              world.store, world.dispatcher, world.clock, world.log, world.metrics, {"police"},
              [this] { return free; }, rules()) {
        world.tasks.spawn("watch", [this] { return watch.run(); });
        world.start_dispatcher();
    }
    ~WatchTest() override {
        world.tasks.cancel();
        world.clock.run_for(std::chrono::seconds{1});
    }
    static WatchRules rules() {
        WatchRules rules;
        rules.contact = "police";
        return rules;
    }
    int told(const std::string& alarm) {
        int count = 0;
        for (const auto& notice : world.channel->notices) {
            if (notice.kind == DeliveryKind::alarm && notice.alarm == alarm) ++count;
        }
        return count;
    }

    FlowWorld world;
    std::int64_t free = plenty;
    Watch watch;
};

TEST_F(WatchTest, IsQuietWhileAllIsWell) {
    world.send("report");
    world.clock.run_for(hours{3});

    EXPECT_THAT(watch.alarms(), IsEmpty());
    EXPECT_TRUE(watch.clock_is_trusted());
}

TEST_F(WatchTest, TellsOfALowDiskOnceAndClearsItWhenThereIsRoom) {
    free = 1000;
    world.clock.run_for(minutes{10});

    EXPECT_THAT(watch.alarms(), Contains("disk_low"));
    EXPECT_EQ(told("disk_low"), 1);
    EXPECT_EQ(world.metrics.value(Metric::alarms_active), 1);
    EXPECT_THAT(world.log.lines, Contains("alarm.raised alarm=disk_low"));

    free = plenty;
    world.clock.run_for(minutes{1});
    EXPECT_THAT(watch.alarms(), IsEmpty());
    EXPECT_THAT(world.log.lines, Contains("alarm.cleared alarm=disk_low"));
}

TEST_F(WatchTest, TellsOfADeadChannelAndOfTheBacklogItLeaves) {
    world.channel->answer = RetryAfter{std::chrono::seconds{0}, "connect"};
    world.send("report");
    world.clock.run_for(minutes{14});
    EXPECT_THAT(watch.alarms(), IsEmpty());

    world.clock.run_for(minutes{3});
    EXPECT_THAT(watch.alarms(), Contains("channel_dead:police"));

    world.clock.run_for(hours{2});
    EXPECT_THAT(watch.alarms(), Contains("backlog_old"));

    world.channel->answer = Accepted{};
    world.clock.run_for(hours{2});
    EXPECT_THAT(watch.alarms(), IsEmpty());
}

TEST_F(WatchTest, TrustsTheClockAgainOnlyADayAfterAJump) {
    world.clock.jump_wall(hours{5});
    world.clock.run_for(minutes{1});
    EXPECT_FALSE(watch.clock_is_trusted());
    EXPECT_EQ(told("clock_jump"), 1);

    world.clock.run_for(hours{23});
    EXPECT_FALSE(watch.clock_is_trusted());

    world.clock.run_for(hours{2});
    EXPECT_TRUE(watch.clock_is_trusted());
}

TEST_F(WatchTest, TakesASmallStepOfTheClockForNormal) {
    world.clock.jump_wall(minutes{9});
    world.clock.run_for(minutes{1});

    EXPECT_TRUE(watch.clock_is_trusted());
}

}  // namespace

}  // namespace tipwire::routing
