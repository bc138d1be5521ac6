// SPDX-License-Identifier: Apache-2.0
// So many at once, the others in their order.
#include "routing/flow/lane.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/support/sim_clock.hpp"

namespace tipwire::routing {

namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;

void rethrow(std::exception_ptr failure) {
    if (failure) std::rethrow_exception(failure);
}

struct Road {
    boost::asio::io_context io;
    testing::SimClock clock{io};
    Lane lane{2};
    std::vector<int> began;
    int inside = 0;
    int most = 0;

    boost::asio::awaitable<void> walk(int who) {
        const auto place = co_await lane.enter();
        began.push_back(who);
        most = std::max(most, ++inside);
        co_await clock.sleep_for(seconds{1});
        --inside;
    }
    void start(int who) { boost::asio::co_spawn(io, walk(who), rethrow); }
};

TEST(Lane, LetsSoManyThroughAndKeepsTheOrderOfTheOthers) {
    Road road;
    for (int who = 1; who <= 5; ++who) road.start(who);

    road.clock.run_for(seconds{0});
    EXPECT_THAT(road.began, ElementsAre(1, 2));
    EXPECT_EQ(road.lane.waiting(), 3U);
    road.clock.run_for(seconds{3});

    EXPECT_THAT(road.began, ElementsAre(1, 2, 3, 4, 5));
    EXPECT_EQ(road.most, 2);
    EXPECT_EQ(road.lane.waiting(), 0U);
}

TEST(Lane, IsFreeAgainAfterAFailure) {
    Road road;
    const auto fail = [&road]() -> boost::asio::awaitable<void> {
        const auto place = co_await road.lane.enter();
        throw std::runtime_error("on the way");
    };
    int failed = 0;
    const auto count = [&failed](std::exception_ptr failure) { failed += failure != nullptr; };
    for (int i = 0; i < 3; ++i) boost::asio::co_spawn(road.io, fail, count);
    road.clock.run_for(seconds{0});
    EXPECT_EQ(failed, 3);
    road.start(1);
    road.clock.run_for(seconds{1});

    EXPECT_THAT(road.began, ElementsAre(1));
}

}  // namespace

}  // namespace tipwire::routing
