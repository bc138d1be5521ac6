// SPDX-License-Identifier: Apache-2.0
// Spawning through one place: nothing is detached, no exception is swallowed.
#include "routing/port/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

namespace tipwire::routing {

void TaskGroup::spawn(std::string_view name, std::function<boost::asio::awaitable<void>()> body) {
    tasks_.emplace_front();
    const auto task = tasks_.begin();
    task->name = name;
    task->body = std::move(body);
    auto done = [this, task](std::exception_ptr error) { finished(task, error); };
    boost::asio::co_spawn(executor_, task->body(),
                          boost::asio::bind_cancellation_slot(task->signal.slot(), done));
}

void TaskGroup::finished(std::list<Task>::iterator task, std::exception_ptr error) {
    const std::string_view name = task->name;
    tasks_.erase(task);
    if (!error) return;
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
        if (failure.code() == boost::asio::error::operation_aborted) return;
        log_.error("task.failed", {{"task", Label{name}}, {"error", failure.code().value()}});
    } catch (const std::exception&) {
        log_.error("task.failed", {{"task", Label{name}}});
    }
}

void TaskGroup::cancel() {
    // A cancelled operation completes later, through the executor, so the list stays as it is here.
    for (auto& task : tasks_) task.signal.emit(boost::asio::cancellation_type::terminal);
}

}  // namespace tipwire::routing
