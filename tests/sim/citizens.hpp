// SPDX-License-Identifier: Apache-2.0
// What citizens write and contacts report, drawn by chance.
#pragma once

#include "tests/sim/ledger.hpp"
#include "tests/support/seeded_random.hpp"

namespace tipwire::sim {

void settle(Ledger& ledger, std::size_t citizens);  // people and contacts
void write_something(Ledger& ledger, testing::SeededRandom& random, Duration now);
// Many messages at once, over the limits of a flood.
void write_much(Ledger& ledger, testing::SeededRandom& random, Duration now);
// One message in parts, out of order; sometimes one never comes.
void write_at_length(Ledger& ledger, testing::SeededRandom& random, Duration now);
Report invent_report(testing::SeededRandom& random, std::int64_t number);

}  // namespace tipwire::sim
