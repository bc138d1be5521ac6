// SPDX-License-Identifier: Apache-2.0
// The seam for chance. The daemon's is the system generator; the seeded one lives in tests/.
#pragma once

#include <cstdint>
#include <span>

namespace tipwire::routing {

class Random {
public:
    virtual ~Random() = default;
    // Fills bytes. Throws if the generator fails: no weaker source is tried.   Runs on: reactor.
    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    std::uint64_t below(std::uint64_t bound) {  // 0 .. bound-1, unbiased; bound > 0
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        std::uint64_t value = 0;
        do {
            fill({reinterpret_cast<std::uint8_t*>(&value), sizeof value});
        } while (value >= limit);
        return value % bound;
    }
};

}  // namespace tipwire::routing
