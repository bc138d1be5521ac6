// SPDX-License-Identifier: Apache-2.0
// The circuit breaker of one contact: after some failures in a row, one try at a time and a pause
// between.
#pragma once

#include <optional>

#include "routing/domain/time.hpp"

namespace tipwire::routing {

// All times are monotonic.
class Breaker {
public:
    struct Limits {
        int failures = 5;
        Duration pause = std::chrono::seconds{30};
    };
    explicit Breaker(Limits limits) : limits_(limits) {}

    // True where a delivery may start now. While failing, true for one delivery after each pause;
    // its start must be told by started().
    bool allows(Duration now) const;
    void started() { trying_ = true; }
    void succeeded();
    void failed(Duration now);
    void disabled() { disabled_ = true; }  // 410: nothing until reset()
    void reset() { *this = Breaker(limits_); }

    bool is_disabled() const { return disabled_; }
    // Since when every delivery has failed; empty while things go well.
    std::optional<Duration> failing_since() const { return failing_since_; }

private:
    Limits limits_;
    int failures_ = 0;
    bool trying_ = false;
    bool disabled_ = false;
    Duration closed_until_{0};
    std::optional<Duration> failing_since_;
};

}  // namespace tipwire::routing
