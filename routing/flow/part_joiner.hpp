// SPDX-License-Identifier: Apache-2.0
// Parts of long messages wait for each other here: in the store, so that each is safe when its
// provider is answered, and for a limited time, so that a part that never comes holds up nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <variant>
#include <vector>

#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/part_store.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::routing {

struct PartRules {
    Duration wait = std::chrono::minutes{10};  // for the rest, counted from the first part
    Duration time_precision = std::chrono::hours{1};
    bool keep_address = true;  // false: an incomplete message is nobody's
};

// What stands where a part is missing.
inline constexpr std::string_view missing_part = " […] ";

// How long a part has waited is known in memory only (a row must not tell the minute of a message):
// after a start all wait their whole time again.   Runs on: reactor.
class PartJoiner {
public:
    PartJoiner(PartStore& store, Vault& vault, Clock& clock, Metrics& metrics, PartRules rules);

    enum class Held : std::uint8_t { waiting, repeated, complete };
    struct Outcome {
        Held what = Held::waiting;
        PartSeq group;  // of a complete one
    };
    // A message with a sender and part.total > 1. Errors: unavailable (not stored).
    boost::asio::awaitable<Result<Outcome>> hold(InboundMessage part, std::string channel);

    // The parts of a group as one message: with all of them whole, else marked as part `number` (of
    // how many came) of `total`, with missing_part in the gaps. not_found: the group is gone.
    boost::asio::awaitable<Result<InboundMessage>> join(PartSeq group);
    // The joined message was recorded, or another turn was faster: what is left waits anew.
    boost::asio::awaitable<Result<void>> finish(PartSeq group);

    // At start: all that waits in the store.
    boost::asio::awaitable<Result<void>> recover();
    // Groups whose time is up, or which are complete but were never recorded.
    std::vector<PartSeq> due() const;
    std::size_t waiting() const { return deadlines_.size(); }

private:
    static constexpr std::size_t lately_max = 50'000;  // more are not remembered

    IdempotencyKey seen_of(const InboundMessage& part, const Pseudonym& sender);
    void forget_old();
    NewPart anonymise(InboundMessage& part, const std::string& channel);
    Result<MessageBody> open(const StoredPart& part);

    PartStore& store_;
    Vault& vault_;
    Clock& clock_;
    Metrics& metrics_;
    PartRules rules_;
    std::map<PartSeq, Duration> deadlines_;  // of the monotonic clock
    Duration lately_began_;
    // Words of what came in this wait and in the one before, and the first one's key.
    std::map<KeyedMac, IdempotencyKey> lately_, earlier_;
};

}  // namespace tipwire::routing
