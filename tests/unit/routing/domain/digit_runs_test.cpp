// SPDX-License-Identifier: Apache-2.0
// The quick look at a text's bytes never misses a digit.
#include "routing/domain/digit_runs.hpp"

#include <gtest/gtest.h>

#include "routing/domain/code_points.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::routing {
namespace {

std::string digits_of_every_script() {
    std::string text;
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (digit_value(point)) append_utf8(text, point);
    }
    return text;
}

TEST(MayHoldDigits, KnowsEveryDigit) {
    EXPECT_TRUE(may_hold_digits(digits_of_every_script(), 40));
    EXPECT_FALSE(may_hold_digits(digits_of_every_script(), 41));
}

TEST(MayHoldDigits, PassesOverWords) {
    EXPECT_FALSE(may_hold_digits("Продают у гаража, the blue one, көк қақпа", 1));
    EXPECT_FALSE(may_hold_digits("", 1));
}

TEST(MayHoldDigits, CountsThem) {
    EXPECT_TRUE(may_hold_digits("house 12", 2));
    EXPECT_FALSE(may_hold_digits("house 12", 3));
}

}  // namespace
}  // namespace tipwire::routing
