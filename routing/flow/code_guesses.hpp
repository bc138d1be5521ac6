// SPDX-License-Identifier: Apache-2.0
// Budgets against guessing tip codes: per pseudonym and hour, and for everybody together.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include "routing/domain/sealed.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::routing {

// Ten wrong codes an hour for one sender, 10^6 a year in all (threat model 5.2): with 10^5 live
// codes the chance of any hit is 10^-4 a year. In memory only.   Runs on: reactor.
class CodeGuesses {
public:
    static constexpr int per_sender_and_hour = 10;
    static constexpr int all_per_hour = 114;  // 10^6 / (365 * 24)

    // May this sender (none: a source without identity) try a code now? Ask before looking it up.
    bool allowed(const std::optional<Pseudonym>& sender, Duration monotonic_now);
    // The code named no tip.
    void failed(const std::optional<Pseudonym>& sender, Duration monotonic_now);

private:
    void roll(Duration now);
    std::map<std::array<std::uint8_t, 16>, int> failures_;
    int all_ = 0;
    Duration hour_began_{0};
    bool began_ = false;
};

}  // namespace tipwire::routing
