// SPDX-License-Identifier: Apache-2.0
// Who wrote before, and what was seen before: indices in memory over the tables `seen` and `tip`.
#pragma once

#include <map>
#include <vector>

#include "routing/domain/sealed.hpp"
#include "routing/domain/time.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/fingerprint_table.hpp"

namespace tipwire::storage {

// One table for each key epoch, so that an epoch is forgotten by dropping its table. Answers are
// candidates: the caller compares them with the row. Changes are undone together with the
// transaction they belong to.
class Lookups {
public:
    // A sender's messages join a tip within this time, so older conversations need not be found.
    explicit Lookups(routing::Duration window) : window_(window) {}

    // Reads the database anew; whatever was here before is gone.
    void load(Connection& connection);

    std::vector<std::uint32_t> seen(const routing::KeyedMac& mac) const;
    void add_seen(const routing::KeyedMac& mac, std::uint32_t row);

    // Tips of this pseudonym, newest first; at most the last four.
    std::vector<std::uint32_t> conversations(const routing::KeyedMac& sender) const;
    void add_conversation(const routing::KeyedMac& sender, std::uint32_t tip, routing::Instant at);
    void touch_conversation(std::uint32_t epoch, routing::Instant at);

    void forget_seen_below(std::uint32_t epoch);     // takes effect with keep()
    void forget_senders_below(std::uint32_t epoch);  // the same

    void keep();  // the transaction was committed
    void undo();  // it was rolled back

    std::size_t bytes() const;  // memory for entries

private:
    struct Conversations {
        FingerprintTable tips;
        routing::Instant newest;  // when the last message came
    };
    struct Change {
        bool added;
        bool conversation;
        routing::KeyedMac mac;
        std::uint32_t row;
    };
    FingerprintTable& table_of(const Change& change);
    void apply(const Change& change);
    void load_conversations(Connection& connection);
    void drop_stale(routing::Instant now);

    routing::Duration window_;
    std::map<std::uint32_t, FingerprintTable> seen_;
    std::map<std::uint32_t, Conversations> conversations_;
    std::vector<Change> changes_;
    routing::Instant now_{};
    std::uint32_t seen_floor_ = 0;
    std::uint32_t sender_floor_ = 0;
};

}  // namespace tipwire::storage
