// SPDX-License-Identifier: Apache-2.0
// Spawned coroutines that are counted, logged when they fail, cancelled and drained together.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <list>
#include <string_view>

#include "routing/port/event_log.hpp"

namespace tipwire::routing {

// Runs on: reactor. Must outlive its tasks: cancel(), then let the executor run until size() is 0.
class TaskGroup {
public:
    TaskGroup(boost::asio::any_io_executor executor, EventLog& log)
        : executor_(std::move(executor)), log_(log) {}
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    // name is a literal. The function is kept alive as long as its coroutine: a lambda may capture.
    // An exception ends the task and is logged with its type only; operation_aborted is silent.
    void spawn(std::string_view name, std::function<boost::asio::awaitable<void>()> task);
    void cancel();  // terminal cancellation for every task that runs now
    std::size_t size() const { return tasks_.size(); }

private:
    struct Task {
        std::string_view name;
        boost::asio::cancellation_signal signal;
        std::function<boost::asio::awaitable<void>()> body;
    };
    void finished(std::list<Task>::iterator task, std::exception_ptr error);

    boost::asio::any_io_executor executor_;
    EventLog& log_;
    std::list<Task> tasks_;
};

}  // namespace tipwire::routing
