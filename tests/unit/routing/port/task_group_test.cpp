// SPDX-License-Identifier: Apache-2.0
// Tasks are counted, their failures logged, and all of them end when cancelled.
#include "routing/port/task_group.hpp"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace tipwire::routing {
namespace {

namespace asio = boost::asio;

class RecordingLog : public EventLog {
public:
    void write(Severity severity, std::string_view event,
               std::initializer_list<LogField> fields) override {
        std::string line = severity == Severity::error ? "error " : "other ";
        line += event;
        for (const auto& field : fields) line += " " + std::string(field.key) + "=" + text(field);
        lines.push_back(line);
    }
    std::vector<std::string> lines;

private:
    static std::string text(const LogField& field) {
        if (const auto* label = std::get_if<Label>(&field.value)) return std::string(label->text);
        return std::to_string(std::get<std::int64_t>(field.value));
    }
};

class TaskGroupTest : public testing::Test {
protected:
    // Waits until it is cancelled.
    asio::awaitable<void> wait_for_ever() {
        asio::steady_timer timer(io_, asio::steady_timer::time_point::max());
        co_await timer.async_wait(asio::use_awaitable);
    }

    asio::io_context io_;
    RecordingLog log_;
    TaskGroup tasks_{io_.get_executor(), log_};
};

TEST_F(TaskGroupTest, RunsATaskAndForgetsItWhenItEnds) {
    int runs = 0;
    tasks_.spawn("count", [&]() -> asio::awaitable<void> {
        ++runs;
        co_return;
    });
    EXPECT_EQ(tasks_.size(), 1u);

    io_.run();

    EXPECT_EQ(runs, 1);
    EXPECT_EQ(tasks_.size(), 0u);
    EXPECT_TRUE(log_.lines.empty());
}

TEST_F(TaskGroupTest, KeepsTheFunctionAliveAsLongAsItsCoroutine) {
    auto value = std::make_shared<int>(7);
    std::weak_ptr<int> watched = value;
    std::optional<int> seen;
    tasks_.spawn("keep", [this, &seen, value]() -> asio::awaitable<void> {
        co_await asio::post(io_, asio::use_awaitable);
        seen = *value;
    });
    value.reset();
    EXPECT_FALSE(watched.expired());

    io_.run();

    EXPECT_EQ(seen, 7);
    EXPECT_TRUE(watched.expired());
}

TEST_F(TaskGroupTest, CancelEndsEveryTaskInSilence) {
    tasks_.spawn("first", [this] { return wait_for_ever(); });
    tasks_.spawn("second", [this] { return wait_for_ever(); });
    io_.poll();
    ASSERT_EQ(tasks_.size(), 2u);

    tasks_.cancel();
    io_.restart();
    io_.run();

    EXPECT_EQ(tasks_.size(), 0u);
    EXPECT_TRUE(log_.lines.empty());
}

TEST_F(TaskGroupTest, CancelReachesATaskThatHasNotBegun) {
    tasks_.spawn("early", [this] { return wait_for_ever(); });

    tasks_.cancel();
    io_.run();

    EXPECT_EQ(tasks_.size(), 0u);
}

TEST_F(TaskGroupTest, LogsAFailureByTaskAndCodeOnly) {
    tasks_.spawn("dial", []() -> asio::awaitable<void> {
        throw boost::system::system_error(asio::error::connection_refused, "to 192.0.2.1");
        co_return;
    });

    io_.run();

    const auto code = std::to_string(static_cast<int>(asio::error::connection_refused));
    ASSERT_EQ(log_.lines.size(), 1u);
    EXPECT_EQ(log_.lines[0], "error task.failed task=dial error=" + code);
}

TEST_F(TaskGroupTest, LogsAnyOtherExceptionWithoutItsWords) {
    tasks_.spawn("think", []() -> asio::awaitable<void> {
        throw std::runtime_error("words of a tip");
        co_return;
    });

    io_.run();

    ASSERT_EQ(log_.lines.size(), 1u);
    EXPECT_EQ(log_.lines[0], "error task.failed task=think");
}

TEST_F(TaskGroupTest, LetsTheOthersRunOnWhenOneFails) {
    int runs = 0;
    tasks_.spawn("bad", []() -> asio::awaitable<void> {
        throw std::runtime_error("bad");
        co_return;
    });
    tasks_.spawn("good", [&]() -> asio::awaitable<void> {
        co_await asio::post(io_, asio::use_awaitable);
        ++runs;
    });

    io_.run();

    EXPECT_EQ(runs, 1);
    EXPECT_EQ(tasks_.size(), 0u);
}

TEST_F(TaskGroupTest, TakesTasksThatSpawnTasks) {
    int runs = 0;
    tasks_.spawn("outer", [&]() -> asio::awaitable<void> {
        tasks_.spawn("inner", [&]() -> asio::awaitable<void> {
            ++runs;
            co_return;
        });
        co_return;
    });

    io_.run();

    EXPECT_EQ(runs, 1);
    EXPECT_EQ(tasks_.size(), 0u);
}

}  // namespace
}  // namespace tipwire::routing
