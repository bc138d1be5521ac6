// SPDX-License-Identifier: Apache-2.0
// When to try again: doubling delays with jitter between two bounds, for days, then a dead letter.
#pragma once

#include <cstdint>

#include "routing/domain/time.hpp"

namespace tipwire::routing {

struct RetryPolicy {
    Duration delay_min = std::chrono::seconds{10};
    Duration delay_max = std::chrono::hours{1};
    Duration give_up_after = std::chrono::hours{72};  // since the first attempt

    // attempts: how many have failed, at least 1. jitter: 0 to 999, a share of thousandths.
    // Between half and the whole of delay_min * 2^(attempts-1), bounded by delay_max.
    Duration delay(int attempts, std::uint64_t jitter) const;
    bool gives_up(Instant first_tried, Instant now) const {
        return now - first_tried >= give_up_after;
    }
};

}  // namespace tipwire::routing
