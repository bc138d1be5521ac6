// SPDX-License-Identifier: Apache-2.0
// The real clock: the system's wall clock, and a steady one for waiting.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "routing/port/clock.hpp"

namespace tipwire::gateway {

class SystemClock : public routing::Clock {
public:
    explicit SystemClock(boost::asio::any_io_executor executor) : executor_(std::move(executor)) {}
    routing::Instant now() const override;
    routing::Duration monotonic() const override;
    boost::asio::awaitable<void> sleep_for(routing::Duration duration) override;

private:
    boost::asio::any_io_executor executor_;
};

}  // namespace tipwire::gateway
