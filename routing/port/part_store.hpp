// SPDX-License-Identifier: Apache-2.0
// The seam for parts of long messages that wait for each other. Each part is durable before its
// provider is answered; what is made of them is recorded through TipStore, which takes the parts
// away in the same transaction.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "routing/domain/ids.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::routing {

struct NewPart {
    IdempotencyKey seen;
    std::string source;
    Pseudonym sender;
    Part part;
    TipKey key;                            // of this part alone
    SealedBody body;                       // its words, and nothing of its neighbours'
    std::optional<ReturnAddress> address;  // sealed with the key's salt
    Instant received_at;                   // already rounded

    NewPart() = default;
};

struct StoredPart {
    PartSeq seq;
    std::string source;
    Part part;
    TipKey key;
    SealedBody body;
    std::optional<SealedAddress> address;
    KeyedMac seen;

    StoredPart() = default;
};

// Parts of one message: the same source, sender, reference and total, no number twice. Named by its
// first part's number.
struct PartGroup {
    PartSeq name;
    bool complete = false;
};

struct PartRepeated {};  // the provider's id was seen before: nothing was written
using HoldOutcome = std::variant<PartRepeated, PartGroup>;

// All calls: Runs on: reactor; answers come after the commit.
class PartStore {
public:
    virtual ~PartStore() = default;

    // Keeps a part in the youngest group that lacks its number, or in a new one. Errors:
    // unavailable.
    virtual boost::asio::awaitable<Result<HoldOutcome>> hold_part(NewPart part) = 0;
    // By number; empty if the group is gone.
    virtual boost::asio::awaitable<Result<std::vector<StoredPart>>> parts_of(PartSeq group) = 0;
    // All that wait, oldest first.
    virtual boost::asio::awaitable<Result<std::vector<PartGroup>>> waiting_parts() = 0;
};

}  // namespace tipwire::routing
