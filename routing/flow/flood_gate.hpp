// SPDX-License-Identifier: Apache-2.0
// Tells a flood from the usual. It drops nothing: what is over a limit is stored and held for a
// person, so that neither the contacts nor other senders suffer.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "routing/domain/ids.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/tip_status.hpp"
#include "routing/port/clock.hpp"

namespace tipwire::routing {

struct FloodLimits {  // 0: none
    int per_sender_per_hour = 60;
    int per_source_per_hour = 20'000;
    int per_hour = 50'000;
    int copies_per_day = 10;  // tips of the same words
};

// In memory only: after a start everybody begins anew. Texts are kept as keyed hashes.   Runs on:
// reactor.
class FloodGate {
public:
    static constexpr std::size_t senders_max = 200'000;  // more are not counted one by one
    static constexpr std::size_t texts_max = 100'000;
    static constexpr int letters_min = 20;  // fewer are alike by chance

    // key: chance, drawn anew by each life of the daemon.
    FloodGate(FloodLimits limits, Clock& clock, const TipSalt& key);

    struct Message {
        const std::optional<Pseudonym>& sender;
        std::string_view source;
        std::string_view text;
    };
    struct Verdict {
        std::optional<HeldBecause> hold;
        std::optional<TipSeq> copy_of;  // the first tip of the same words
        std::uint64_t words = 0;        // names them; 0: too few
    };
    // Counts the message.
    Verdict judge(const Message& message);
    // Whether the sender's next message would be held. Counts nothing.
    bool is_over_limit(const std::optional<Pseudonym>& sender);
    // It turned out to be a repeat, or was not stored: it is not counted.
    void take_back(const Message& message);
    // It became this tip.
    void note_tip(std::uint64_t words, TipSeq tip);

private:
    struct Copies {
        TipSeq first;
        int count = 0;
    };
    using Texts = std::unordered_map<std::uint64_t, Copies>;

    void roll();
    std::uint64_t words_of(std::string_view text) const;
    const Copies* copies_of(std::uint64_t words) const;

    FloodLimits limits_;
    Clock& clock_;
    std::uint64_t key_;
    Duration hour_began_;
    Duration half_day_began_;
    int all_ = 0;
    std::map<std::string, int, std::less<>> sources_;
    std::map<std::array<std::uint8_t, 16>, int> senders_;
    Texts texts_, earlier_texts_;  // of this half day and the one before
};

}  // namespace tipwire::routing
