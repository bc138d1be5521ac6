// SPDX-License-Identifier: Apache-2.0
// Hashing an entry onto the chain and storing it.
#include "storage/sqlite/audit_log.hpp"

#include <algorithm>

namespace tipwire::storage {

AuditLog::AuditLog(Connection& connection) : connection_(connection) {
    Use last(connection, "SELECT seq, entry, head FROM audit ORDER BY seq DESC LIMIT 1");
    if (!last.step()) return;
    const auto entry = parse_canonical(last.bytes(1));
    if (!entry) throw DamagedRow("the last audit entry cannot be read");
    end_ = {last.integer(0), last.array<32>(2)};
    kept_ = end_;
    latest_ = routing::Instant{std::chrono::hours{entry->hour}};
}

Hash AuditLog::commitment_of(const AuditNote& note) {
    if (note.tip.value == 0) return note.commitment;
    const Hash content = brings_message(note.event) ? hasher_.sha256({note.content}) : Hash{};
    return hasher_.commitment(note.salt, note.tip, note.event, content);
}

std::int64_t AuditLog::append(const AuditNote& note) {
    AuditEntry entry;
    entry.seq = static_cast<std::uint64_t>(end_.seq + 1);
    entry.hour = unix_hour(note.at);
    entry.event = note.event;
    entry.commitment = commitment_of(note);
    entry.actor = note.actor;
    entry.detail = note.detail;

    const Canonical bytes = canonical(entry);
    const Hash head = hasher_.head(end_.head, hasher_.leaf(bytes));
    const auto tip = note.tip.value ? std::optional(note.tip.value) : std::nullopt;
    const auto message = note.message.value ? std::optional(note.message.value) : std::nullopt;
    Use(connection_, "INSERT INTO audit VALUES (?, ?, ?, ?, ?)", end_.seq + 1, tip, message, bytes,
        head)
        .run();
    end_ = {end_.seq + 1, head};
    latest_ = std::max(latest_, note.at);
    return end_.seq;
}

}  // namespace tipwire::storage
