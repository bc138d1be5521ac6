// SPDX-License-Identifier: Apache-2.0
// Virtual time: nothing waits; when the executor has nothing to do, the next sleeper is woken and
// the clock jumps to it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <map>

#include "routing/port/clock.hpp"

namespace tipwire::testing {

class SimClock : public routing::Clock {
public:
    explicit SimClock(boost::asio::io_context& io, routing::Instant start = default_start())
        : io_(io), wall_(start) {}

    // 2026-11-21T20:39:17Z: neither a whole hour nor a whole minute.
    static routing::Instant default_start() { return routing::from_unix_seconds(1'795'293'557); }

    routing::Instant now() const override { return wall_; }
    routing::Duration monotonic() const override { return monotonic_; }

    boost::asio::awaitable<void> sleep_for(routing::Duration duration) override {
        boost::asio::steady_timer timer(io_, boost::asio::steady_timer::time_point::max());
        bool woken = false;
        Sleeper sleeper{&timer, &woken};
        const auto place = sleepers_.emplace(monotonic_ + duration, sleeper);
        co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        if (woken) co_return;
        sleepers_.erase(place);
        throw boost::system::system_error(boost::asio::error::operation_aborted);
    }

    // Runs everything that is due until nothing is left but sleepers beyond `span` from now.
    void run_for(routing::Duration span) {
        const auto end = monotonic_ + span;
        for (;;) {
            io_.restart();
            io_.poll();
            if (sleepers_.empty() || sleepers_.begin()->first > end) break;
            wake_next();
        }
        pass(end - monotonic_);
    }

    // The wall clock is set; the monotonic one goes on as it was.
    void jump_wall(routing::Duration by) { wall_ += by; }

private:
    struct Sleeper {
        boost::asio::steady_timer* timer;
        bool* woken;
    };
    void pass(routing::Duration duration) {
        monotonic_ += duration;
        wall_ += duration;
    }
    void wake_next() {
        const auto next = sleepers_.begin();
        if (next->first > monotonic_) pass(next->first - monotonic_);
        *next->second.woken = true;
        next->second.timer->cancel();
        sleepers_.erase(next);
    }

    boost::asio::io_context& io_;
    routing::Instant wall_;
    routing::Duration monotonic_{0};
    std::multimap<routing::Duration, Sleeper> sleepers_;
};

}  // namespace tipwire::testing
