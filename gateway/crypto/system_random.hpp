// SPDX-License-Identifier: Apache-2.0
// The system generator behind the Random port, drawn in blocks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "routing/port/random.hpp"

namespace tipwire::gateway {

// Throws std::runtime_error if the generator fails. What was handed out is wiped here. Not
// thread-safe: one a thread; never used on both sides of a fork. Not to be copied: two copies would
// hand out the same bytes.
class SystemRandom : public routing::Random {
public:
    SystemRandom() = default;
    SystemRandom(const SystemRandom&) = delete;
    SystemRandom& operator=(const SystemRandom&) = delete;
    ~SystemRandom() override;

    void fill(std::span<std::uint8_t> bytes) override;

private:
    // A call to the generator costs the same for 12 bytes and for 600: a block serves some forty
    // tips.
    static constexpr std::size_t block_size = 4096;
    std::array<std::uint8_t, block_size> block_{};
    std::size_t used_ = block_size;
};

}  // namespace tipwire::gateway
