// SPDX-License-Identifier: Apache-2.0
// Every read of the store, on a connection of its own that cannot write: reads never wait for
// commits.
#pragma once

#include "routing/port/medium_store.hpp"
#include "routing/port/part_store.hpp"
#include "routing/port/tip_store.hpp"
#include "storage/sqlite/connection.hpp"

namespace tipwire::storage {

// Not inside a transaction of their own: whoever calls several for one answer wraps them in
// Snapshot. Each throws if SQLite does.   Runs on: reading thread.
class Reader {
public:
    explicit Reader(Connection& connection) : connection_(connection) {}

    // Errors: not_found, damaged.
    routing::Result<routing::StoredTip> tip(routing::TipSeq seq);
    routing::Result<routing::StoredTip> tip_of_reference(const std::string& reference);
    // A tip whose row is damaged is left out; it hides no other.
    routing::Result<std::vector<routing::StoredTip>> tips(const routing::TipQuery& query);
    routing::Result<std::vector<routing::SealedTip>> sealed_tips(const routing::TipQuery& query);
    routing::Result<std::vector<routing::StoredPart>> parts_of(routing::PartSeq group);
    routing::Result<std::vector<routing::PartGroup>> waiting_parts();
    routing::Result<std::vector<routing::StoredMedium>> media_of(routing::TipSeq tip);
    routing::Result<routing::StoredMedium> medium(routing::MediumSeq seq);
    routing::Result<std::vector<routing::StoredDelivery>> deliveries(
        const routing::DeliveryQuery& query);
    routing::Result<routing::StoreCounts> counts();
    routing::Result<std::optional<routing::Instant>> oldest_waiting();
    routing::Result<std::optional<routing::WrappedKey>> oldest_needed_key(routing::Instant since);
    routing::Result<std::optional<routing::Bytes>> get_meta(const std::string& name);

private:
    std::vector<routing::TipSeq> matching(const routing::TipQuery& query);
    std::vector<routing::SealedTip> sealed_in_one_walk(const routing::TipQuery& query);
    std::vector<routing::SealedTip> sealed_one_by_one(const routing::TipQuery& query);

    Connection& connection_;
};

// What is read while it lives shows one moment of the database.
class Snapshot {
public:
    explicit Snapshot(Connection& connection);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

private:
    Connection& connection_;
};

}  // namespace tipwire::storage
