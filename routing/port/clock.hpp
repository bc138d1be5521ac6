// SPDX-License-Identifier: Apache-2.0
// The seam for time. Nothing outside gateway/app, gateway/crypto and config reads a clock
// otherwise.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "routing/domain/time.hpp"

namespace tipwire::routing {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;         // wall clock, UTC; may jump
    virtual Duration monotonic() const = 0;  // never goes back; its origin means nothing
    // Completes after at least this long on the monotonic clock. Cancellation throws
    // operation_aborted. Runs on: reactor.
    virtual boost::asio::awaitable<void> sleep_for(Duration duration) = 0;
};

}  // namespace tipwire::routing
