// SPDX-License-Identifier: Apache-2.0
// What the store has at the end, and what must hold of long messages, floods and like words.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "routing/flow/tip_reader.hpp"
#include "tests/sim/life.hpp"

namespace tipwire::sim {

struct Contents {
    std::vector<routing::TipView> tips;
    std::map<std::string, std::int64_t> tip_of_token;
    std::vector<std::vector<std::string>> tokens_of_messages;
    std::map<std::string_view, std::int64_t> times_stored;  // of each phrase
};

// `before`: its status at the look before this one.
void look_at_held(Ledger& ledger, const routing::TipView& tip, routing::TipStatus before);

void every_phrase_is_stored(Ledger& ledger, const Contents& contents);
void long_messages_are_in_order(Ledger& ledger, const Contents& contents);
void no_part_waits(Life& life);

}  // namespace tipwire::sim
