// SPDX-License-Identifier: Apache-2.0
// Budgets against guessing codes, each at its limit and one above.
#include "routing/flow/code_guesses.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {

using namespace std::chrono_literals;

namespace {
std::optional<Pseudonym> sender(std::uint8_t number) {
    Pseudonym pseudonym;
    pseudonym.current.bytes[0] = number;
    return pseudonym;
}
}  // namespace

TEST(CodeGuesses, RefusesTheEleventhOfOneSenderInAnHour) {
    CodeGuesses guesses;
    for (int i = 0; i < CodeGuesses::per_sender_and_hour; ++i) {
        EXPECT_TRUE(guesses.allowed(sender(1), 1s));
        guesses.failed(sender(1), 1s);
    }

    EXPECT_FALSE(guesses.allowed(sender(1), 2s));
    EXPECT_TRUE(guesses.allowed(sender(2), 2s));
}

TEST(CodeGuesses, RefusesEverybodyOnceTheHourIsUsedUp) {
    CodeGuesses guesses;
    for (int i = 0; i < CodeGuesses::all_per_hour; ++i) {
        EXPECT_TRUE(guesses.allowed(sender(static_cast<std::uint8_t>(i)), 1s));
        guesses.failed(sender(static_cast<std::uint8_t>(i)), 1s);
    }

    EXPECT_FALSE(guesses.allowed(sender(200), 2s));
    EXPECT_FALSE(guesses.allowed(std::nullopt, 2s));
}

TEST(CodeGuesses, StartsAnewAfterAnHour) {
    CodeGuesses guesses;
    for (int i = 0; i < CodeGuesses::per_sender_and_hour; ++i) guesses.failed(sender(1), 1s);
    EXPECT_FALSE(guesses.allowed(sender(1), 1h));

    EXPECT_TRUE(guesses.allowed(sender(1), 1h + 1s));
}

}  // namespace tipwire::routing
