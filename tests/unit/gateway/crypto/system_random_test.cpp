// SPDX-License-Identifier: Apache-2.0
// The buffered generator never hands out a byte twice.
#include "gateway/crypto/system_random.hpp"

#include <gtest/gtest.h>

#include <set>
#include <type_traits>
#include <vector>

namespace tipwire::gateway {
namespace {

static_assert(!std::is_copy_constructible_v<SystemRandom>);
static_assert(!std::is_copy_assignable_v<SystemRandom>);

TEST(SystemRandom, GivesNoValueTwice) {
    SystemRandom random;
    std::set<std::vector<std::uint8_t>> seen;
    for (int i = 0; i < 2000; ++i) {  // some eight blocks, in pieces that do not divide one
        std::vector<std::uint8_t> piece(17);
        random.fill(piece);
        seen.insert(piece);
    }
    EXPECT_EQ(seen.size(), 2000u);
}

TEST(SystemRandom, FillsMoreThanABlockAndNothing) {
    SystemRandom random;
    std::vector<std::uint8_t> large(20'001);
    random.fill(large);
    random.fill({});

    // A run of 16 equal bytes in real noise would be seen once in 10^33 tests.
    int run = 0;
    int longest = 0;
    for (std::size_t i = 1; i < large.size(); ++i) {
        run = large[i] == large[i - 1] ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    EXPECT_LT(longest, 15);
}

}  // namespace
}  // namespace tipwire::gateway
