// SPDX-License-Identifier: Apache-2.0
// Exponential back-off with equal jitter.
#include "routing/domain/retry_policy.hpp"

#include <algorithm>

namespace tipwire::routing {

Duration RetryPolicy::delay(int attempts, std::uint64_t jitter) const {
    Duration whole = delay_min;
    for (int i = 1; i < attempts && whole < delay_max; ++i) whole *= 2;
    whole = std::min(whole, delay_max);
    const auto half = whole / 2;
    return half + half * static_cast<std::int64_t>(jitter % 1000) / 1000;
}

}  // namespace tipwire::routing
