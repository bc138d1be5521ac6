// SPDX-License-Identifier: Apache-2.0
// Appends to the audit chain inside the transaction of the step it tells of.
#pragma once

#include "routing/domain/ids.hpp"
#include "storage/audit_leaf.hpp"
#include "storage/sqlite/connection.hpp"

namespace tipwire::storage {

struct AuditNote {
    AuditEvent event = AuditEvent::started;
    routing::Instant at;
    routing::TipSeq tip;          // 0: about no tip
    routing::TipSalt salt;        // the tip's, if there is one
    routing::MessageSeq message;  // of an event that brings one
    routing::ByteView content;    // that message's sealed body
    Hash commitment{};            // only where there is no tip
    std::uint32_t actor = Actor::system;
    std::uint16_t detail = 0;
};

class AuditLog {
public:
    // Continues after the last entry. Throws DamagedRow if that is none.
    explicit AuditLog(Connection& connection);

    std::int64_t append(const AuditNote& note);  // the entry's seq
    std::int64_t next() const { return end_.seq + 1; }
    routing::Instant latest() const { return latest_; }  // for steps that are given no time

    void keep() { kept_ = end_; }
    void undo() { end_ = kept_; }

private:
    struct End {
        std::int64_t seq = 0;
        Hash head{};
    };
    Hash commitment_of(const AuditNote& note);

    Connection& connection_;
    AuditHasher hasher_;
    End end_;
    End kept_;
    routing::Instant latest_;
};

}  // namespace tipwire::storage
