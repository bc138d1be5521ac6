// SPDX-License-Identifier: Apache-2.0
// Counting by the hour; the same words by the half day, so that a text is remembered for 12 to 24
// hours.
#include "routing/flow/flood_gate.hpp"

#include "routing/domain/code_points.hpp"
#include "routing/domain/letter_case.hpp"

namespace tipwire::routing {

namespace {

constexpr Duration hour = std::chrono::hours{1};
constexpr Duration half_day = std::chrono::hours{12};

std::uint64_t number_of(const TipSalt& salt) {
    std::uint64_t number = 0;
    for (const auto byte : salt.bytes) number = number * 257 + byte;
    return number;
}

bool is_over(int count, int limit) { return limit > 0 && count > limit; }

}  // namespace

FloodGate::FloodGate(FloodLimits limits, Clock& clock, const TipSalt& key)
    : limits_(limits),
      clock_(clock),
      key_(number_of(key)),
      hour_began_(clock.monotonic()),
      half_day_began_(hour_began_) {}

void FloodGate::roll() {
    const Duration now = clock_.monotonic();
    if (now - hour_began_ >= hour) {
        hour_began_ = now;
        all_ = 0;
        sources_.clear();
        senders_.clear();
    }
    if (now - half_day_began_ >= half_day) {
        half_day_began_ = now;
        earlier_texts_ = std::move(texts_);
        texts_.clear();
    }
}

// FNV-1a over the letters and digits in lower case, begun with a secret: blanks, marks and case
// make no difference. Whoever could find two texts with one hash would only have them looked at.
std::uint64_t FloodGate::words_of(std::string_view text) const {
    std::uint64_t hash = 0xcbf29ce484222325U ^ key_;
    int letters = 0;
    while (!text.empty()) {
        const char32_t point = take_code_point(text);
        if (is_blank(point) || is_punctuation(point) || is_invisible(point)) continue;
        hash = (hash ^ to_lower(point)) * 0x100000001b3U;
        hash ^= hash >> 29;
        ++letters;
    }
    return letters < letters_min ? 0 : hash | 1;
}

const FloodGate::Copies* FloodGate::copies_of(std::uint64_t words) const {
    for (const auto* texts : {&texts_, &earlier_texts_}) {
        const auto found = texts->find(words);
        if (found != texts->end()) return &found->second;
    }
    return nullptr;
}

FloodGate::Verdict FloodGate::judge(const Message& message) {
    roll();
    Verdict verdict;
    verdict.words = words_of(message.text);
    if (const auto* copies = verdict.words ? copies_of(verdict.words) : nullptr) {
        verdict.copy_of = copies->first;
        if (is_over(copies->count + 1, limits_.copies_per_day)) verdict.hold = HeldBecause::copies;
    }
    if (is_over(++all_, limits_.per_hour)) verdict.hold = HeldBecause::overall;
    auto source = sources_.find(message.source);
    if (source == sources_.end()) source = sources_.emplace(message.source, 0).first;
    if (is_over(++source->second, limits_.per_source_per_hour)) verdict.hold = HeldBecause::source;
    if (!message.sender) return verdict;
    const auto& mac = message.sender->current.bytes;
    if (!senders_.contains(mac) && senders_.size() >= senders_max) return verdict;
    if (is_over(++senders_[mac], limits_.per_sender_per_hour)) verdict.hold = HeldBecause::sender;
    return verdict;
}

// A new hour may have begun: then there is nothing to take back.
void FloodGate::take_back(const Message& message) {
    if (all_ > 0) --all_;
    const auto source = sources_.find(message.source);
    if (source != sources_.end() && source->second > 0) --source->second;
    if (!message.sender) return;
    const auto sender = senders_.find(message.sender->current.bytes);
    if (sender != senders_.end() && sender->second > 0) --sender->second;
}

bool FloodGate::is_over_limit(const std::optional<Pseudonym>& sender) {
    roll();
    if (!sender) return false;
    const auto found = senders_.find(sender->current.bytes);
    return found != senders_.end() && is_over(found->second + 1, limits_.per_sender_per_hour);
}

void FloodGate::note_tip(std::uint64_t words, TipSeq tip) {
    if (words == 0) return;
    const auto earlier = earlier_texts_.find(words);
    if (earlier != earlier_texts_.end()) {
        ++earlier->second.count;
        return;
    }
    const auto known = texts_.find(words);
    if (known != texts_.end()) {
        ++known->second.count;
    } else if (texts_.size() < texts_max) {
        texts_.emplace(words, Copies{tip, 1});
    }
}

}  // namespace tipwire::routing
