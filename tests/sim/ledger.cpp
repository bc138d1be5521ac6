// SPDX-License-Identifier: Apache-2.0
// Reading texts for what they give away.
#include "tests/sim/ledger.hpp"

#include <algorithm>

namespace tipwire::sim {

bool names_a_citizen(std::string_view text) {
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits.find(telling_digits) != std::string::npos;
}

// A token is "zq", eight letters, "qz".
std::vector<std::string> tokens_in(std::string_view text) {
    constexpr std::size_t size = 12;
    std::vector<std::string> tokens;
    for (auto at = text.find("zq"); at != std::string_view::npos; at = text.find("zq", at + 1)) {
        const auto token = text.substr(at, size);
        if (token.size() == size && token.ends_with("qz")) tokens.emplace_back(token);
    }
    return tokens;
}

void Figures::add(const Figures& other) {
    static constexpr std::int64_t Figures::*all[] = {&Figures::messages,
                                                     &Figures::pushes,
                                                     &Figures::repeats,
                                                     &Figures::answers_lost,
                                                     &Figures::tips,
                                                     &Figures::replies,
                                                     &Figures::deliveries,
                                                     &Figures::deliveries_failed,
                                                     &Figures::deliveries_repeated,
                                                     &Figures::channels_gone,
                                                     &Figures::reports,
                                                     &Figures::conflicts,
                                                     &Figures::dead_letters_retried,
                                                     &Figures::lives,
                                                     &Figures::starts_failed,
                                                     &Figures::crashes,
                                                     &Figures::disk_errors,
                                                     &Figures::full_disks,
                                                     &Figures::clock_jumps,
                                                     &Figures::contact_outages,
                                                     &Figures::rotations,
                                                     &Figures::withdrawn_untold,
                                                     &Figures::long_messages,
                                                     &Figures::long_whole,
                                                     &Figures::parts,
                                                     &Figures::parts_missing,
                                                     &Figures::floods,
                                                     &Figures::held,
                                                     &Figures::released,
                                                     &Figures::phrases,
                                                     &Figures::helped};
    for (const auto member : all) this->*member += other.*member;
}

}  // namespace tipwire::sim
