// SPDX-License-Identifier: Apache-2.0
// The invariants of long messages, floods and like words.
#include "tests/sim/contents.hpp"

#include <algorithm>
#include <set>

namespace tipwire::sim {

using namespace routing;
using namespace std::chrono_literals;

namespace {

bool was_released(const Ledger& ledger, std::int64_t tip) {
    const auto one = ledger.released_at.find(tip);
    return ledger.all_released_at >= ledger.looked_at ||
           (one != ledger.released_at.end() && one->second >= ledger.looked_at);
}

}  // namespace

void look_at_held(Ledger& ledger, const TipView& tip, TipStatus before) {
    const auto seq = tip.stored.seq.value;
    const auto status = tip.stored.status;
    const std::string name = "tip " + std::to_string(seq);
    if (before == TipStatus::held && status != TipStatus::held && status != TipStatus::withdrawn &&
        !was_released(ledger, seq))
        ledger.broken(name + " was held, and nobody let it go");
    if (status != TipStatus::held) return;
    if (before != TipStatus::held) ++ledger.figures.held;
    for (const auto& message : tip.messages) {
        for (const auto& token : tokens_in(message.body.text.reveal())) {
            for (const auto& contact : ledger.contacts) {
                if (contact.id_of_token.contains(token))
                    ledger.broken(name + " is held, and " + contact.name + " has it");
            }
        }
    }
}

// Like words are told apart by nothing but their count.
void every_phrase_is_stored(Ledger& ledger, const Contents& contents) {
    std::map<std::string_view, std::int64_t> sent;
    for (const auto& one : ledger.sent) {
        if (one->phrase >= 0) ++sent[phrases[static_cast<std::size_t>(one->phrase)]];
    }
    if (sent != contents.times_stored)
        ledger.broken("messages of the same words are lost or stored twice");
}

// ---- long messages ------------------------------------------------------------------------------

namespace {

using Parts = std::vector<const Sent*>;

// Where all came the first time and soon, in one life, nothing may keep them apart.
bool must_be_whole(const Parts& parts) {
    if (parts.size() != parts.front()->total) return false;
    Duration first = parts.front()->acknowledged_at;
    Duration last = first;
    for (const auto* part : parts) {
        if (!part->at_once) return false;
        if (part->acknowledged_in_life != parts.front()->acknowledged_in_life) return false;
        first = std::min(first, part->acknowledged_at);
        last = std::max(last, part->acknowledged_at);
    }
    return last - first < 9min;
}

std::map<std::int64_t, Parts> parts_by_message(const Ledger& ledger) {
    std::map<std::int64_t, Parts> found;
    for (const auto& one : ledger.sent) {
        if (one->total > 1) found[one->long_message].push_back(one.get());
    }
    return found;
}

}  // namespace

void long_messages_are_in_order(Ledger& ledger, const Contents& contents) {
    std::map<std::string, const Sent*> sent;
    for (const auto& one : ledger.sent) sent[one->token] = one.get();
    std::map<std::int64_t, std::set<std::size_t>> places;
    for (std::size_t place = 0; place < contents.tokens_of_messages.size(); ++place) {
        const Sent* before = nullptr;
        for (const auto& token : contents.tokens_of_messages[place]) {
            const auto found = sent.find(token);
            if (found == sent.end()) return ledger.broken("a word that nobody wrote: " + token);
            const Sent* one = found->second;
            if (before && before->long_message != one->long_message)
                ledger.broken("two messages were joined to one: " + before->id + ", " + one->id);
            if (before && before->number >= one->number)
                ledger.broken("parts are joined in the wrong order: " + one->id);
            if (one->total > 1) places[one->long_message].insert(place);
            before = one;
        }
    }
    for (const auto& [name, parts] : parts_by_message(ledger)) {
        if (!must_be_whole(parts)) continue;
        ++ledger.figures.long_whole;
        if (places[name].size() > 1)
            ledger.broken("a long message came whole and lies apart: " + parts.front()->id);
    }
}

void no_part_waits(Life& life) {
    const auto waiting = life.call(life.store().waiting_parts());
    if (!waiting || !*waiting) return life.site().ledger.broken("the parts cannot be read");
    if (!(**waiting).empty()) life.site().ledger.broken("at the end a part still waits");
}

}  // namespace tipwire::sim
