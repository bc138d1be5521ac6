// SPDX-License-Identifier: Apache-2.0
// The one place of the daemon where clocks are read and timers are set.
#include "gateway/app/system_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tipwire::gateway {

routing::Instant SystemClock::now() const {
    return std::chrono::floor<routing::Duration>(std::chrono::system_clock::now());
}

routing::Duration SystemClock::monotonic() const {
    return std::chrono::floor<routing::Duration>(
        std::chrono::steady_clock::now().time_since_epoch());
}

boost::asio::awaitable<void> SystemClock::sleep_for(routing::Duration duration) {
    boost::asio::steady_timer timer(executor_, duration);
    co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace tipwire::gateway
