// SPDX-License-Identifier: Apache-2.0
// What is read as a moment or a duration is the same after it was written again.
#include "routing/domain/time.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    if (const auto at = routing::parse_rfc3339(input.rest())) {
        const auto again = routing::parse_rfc3339(routing::to_rfc3339(*at));
        // An offset can carry the first and the last day out of the four-digit years.
        const auto year = [](std::string_view text) { return text.substr(0, 4); };
        const bool at_edge = year(input.rest()) == "0000" || year(input.rest()) == "9999";
        require(again && (at_edge || *again == std::chrono::floor<std::chrono::seconds>(*at)));
    }
    if (const auto duration = routing::parse_duration(input.rest())) {
        require(routing::parse_duration(routing::to_text(*duration)) == duration);
    }
}

}  // namespace tipwire::fuzz
