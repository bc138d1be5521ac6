// SPDX-License-Identifier: Apache-2.0
// The transaction's beginning and end, and the small steps that the others share.
#include "storage/sqlite/writer.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "routing/domain/assert.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/tip_rows.hpp"

namespace tipwire::storage {

namespace {

using routing::DeliveryKind;
using routing::DeliverySeq;
using routing::Instant;
using routing::MessageSeq;
using routing::ReferralStatus;
using routing::TipSeq;
using routing::TipStatus;

// Delivery numbers are reserved on disk in blocks, because rows vanish and their numbers must not
// return.
constexpr std::int64_t delivery_block = 10'000;

Connection migrated(const ConnectionOptions& options) {
    Connection connection(options);
    migrate(connection);
    return connection;
}

}  // namespace

Writer::Writer(const ConnectionOptions& options, routing::Duration conversation_window)
    : connection_(migrated(options)), audit_(connection_), lookups_(conversation_window) {
    lookups_.load(connection_);
    next_.tip = highest("SELECT coalesce(max(seq), 0) FROM tip") + 1;
    next_.seen = highest("SELECT coalesce(max(seq), 0) FROM seen") + 1;
    next_.delivery = next_.delivery_reserved =
        std::max(number("delivery"), highest("SELECT coalesce(max(seq), 0) FROM delivery") + 1);
    kept_ = next_;
}

void Writer::begin() { Use(connection_, "BEGIN IMMEDIATE").run(); }

void Writer::commit() {
    write_references();
    Use(connection_, "COMMIT").run();
    kept_ = next_;
    audit_.keep();
    lookups_.keep();
    leases_.keep();
}

void Writer::rollback() noexcept {
    // SQLite has rolled back by itself after some errors.
    if (sqlite3_get_autocommit(connection_.handle()) == 0) {
        sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
    }
    next_ = kept_;
    parties_.clear();
    references_.clear();
    audit_.undo();
    lookups_.undo();
    leases_.undo();
}

std::int64_t Writer::highest(const char* sql) {
    return connection_.database().execAndGet(sql).getInt64();
}

std::int64_t Writer::number(const std::string& name) {
    Use row(connection_, "SELECT value FROM number WHERE name = ?", name);
    return row.step() ? row.integer(0) : 0;
}

void Writer::set_number(const std::string& name, std::int64_t value) {
    Use(connection_, "INSERT OR REPLACE INTO number VALUES (?, ?)", name, value).run();
}

DeliverySeq Writer::next_delivery() {
    if (next_.delivery == next_.delivery_reserved) {
        next_.delivery_reserved += delivery_block;
        set_number("delivery", next_.delivery_reserved);
    }
    return {next_.delivery++};
}

std::uint32_t Writer::party(const std::string& contact) {
    const auto known = parties_.find(contact);
    if (known != parties_.end()) return known->second;
    std::int64_t id = 0;
    {
        Use row(connection_, "SELECT id FROM party WHERE name = ?", contact);
        if (row.step()) id = row.integer(0);
    }
    if (id == 0) {
        id = std::max<std::int64_t>(highest("SELECT coalesce(max(id), 0) FROM party") + 1,
                                    Actor::contact_first);
        Use(connection_, "INSERT INTO party VALUES (?, ?)", id, contact).run();
    }
    return parties_[contact] = static_cast<std::uint32_t>(id);
}

std::optional<Writer::TipHead> Writer::tip_head(TipSeq tip) {
    Use row(connection_, "SELECT status, messages, salt, sender_epoch FROM tip WHERE seq = ?",
            tip.value);
    if (!row.step()) return std::nullopt;
    return tip_head_at(row, tip, 0);
}

Writer::TipHead Writer::tip_head_at(Use& row, TipSeq tip, int column) {
    TipHead head;
    head.seq = tip;
    head.status = tip_status(row.integer(column));
    head.messages = row.integer(column + 1);
    head.salt.bytes = row.array<16>(column + 2);
    if (!row.null(column + 3)) {
        head.sender_epoch = static_cast<std::uint32_t>(row.integer(column + 3));
    }
    return head;
}

std::optional<Writer::ReferralHead> Writer::referral_head(std::int64_t referral) {
    Use row(connection_,
            "SELECT tip, contact, status, sent_at, acknowledged_at FROM referral WHERE seq = ?",
            referral);
    if (!row.step()) return std::nullopt;
    return referral_head_at(row, referral, 0);
}

Writer::ReferralHead Writer::referral_head_at(Use& row, std::int64_t referral, int column) {
    return ReferralHead{referral,
                        {row.integer(column)},
                        row.text(column + 1),
                        referral_status(row.integer(column + 2)),
                        !row.null(column + 3),
                        !row.null(column + 4)};
}

// With the tip and the referral it is about, in one look.
std::optional<Writer::DeliveryHead> Writer::delivery_head(DeliverySeq delivery) {
    Use row(connection_,
            "SELECT d.kind, d.status, coalesce(d.contact, ''), t.seq, t.status, t.messages,"
            " t.salt, t.sender_epoch, d.referral, r.tip, r.contact, r.status, r.sent_at,"
            " r.acknowledged_at FROM delivery d LEFT JOIN tip t ON t.seq = d.tip"
            " LEFT JOIN referral r ON r.seq = d.referral WHERE d.seq = ?",
            delivery.value);
    if (!row.step()) return std::nullopt;
    DeliveryHead head;
    head.seq = delivery;
    head.kind = delivery_kind(row.integer(0));
    head.status = delivery_status(row.integer(1));
    head.contact = row.text(2);
    if (!row.null(3)) head.tip = tip_head_at(row, {row.integer(3)}, 4);
    if (!row.null(9)) head.referral = referral_head_at(row, row.integer(8), 9);
    return head;
}

std::vector<Writer::ReferralHead> Writer::referrals_of(TipSeq tip) {
    std::vector<std::int64_t> numbers;
    {
        Use rows(connection_, "SELECT seq FROM referral WHERE tip = ? ORDER BY seq", tip.value);
        while (rows.step()) numbers.push_back(rows.integer(0));
    }
    std::vector<ReferralHead> referrals;
    for (const auto referral : numbers) referrals.push_back(*referral_head(referral));
    return referrals;
}

void Writer::set_status(TipHead& tip, TipStatus status) {
    Use(connection_, "UPDATE tip SET status = ? WHERE seq = ?", status, tip.seq.value).run();
    tip.status = status;
}

void Writer::set_status(ReferralHead& referral, ReferralStatus status) {
    Use(connection_, "UPDATE referral SET status = ? WHERE seq = ?", status, referral.seq).run();
    referral.status = status;
}

bool Writer::move(TipHead& tip, TipStatus to) {
    if (!may_follow(tip.status, to)) return false;
    set_status(tip, to);
    return true;
}

void Writer::note_end(const TipHead& tip, Instant at) {
    Use(connection_, "UPDATE tip SET ended_at = ? WHERE seq = ?", at, tip.seq.value).run();
}

bool Writer::move(ReferralHead& referral, ReferralStatus to) {
    if (!may_follow(referral.status, to)) return false;
    set_status(referral, to);
    return true;
}

AuditNote Writer::note(AuditEvent event, const TipHead& tip, Instant at) {
    AuditNote note;
    note.event = event;
    note.at = at;
    note.tip = tip.seq;
    note.salt = tip.salt;
    return note;
}

void Writer::enqueue_for(const ReferralHead& referral, DeliveryKind kind,
                         std::optional<MessageSeq> message, Instant created_at, DeliverySeq seq) {
    const auto number = message ? std::optional(message->value) : std::nullopt;
    Use(connection_,
        "INSERT INTO delivery (seq, kind, status, contact, next_attempt_at, tip, referral, message,"
        " created_at) VALUES (?, ?, 1, ?, 0, ?, ?, ?, ?)",
        seq.value, kind, referral.contact, referral.tip.value, referral.seq, number, created_at)
        .run();
}

void Writer::cancel_waiting(const std::string& lane, TipSeq tip) {
    Use(connection_, "UPDATE delivery SET status = 4 WHERE status = 1 AND contact = ? AND tip = ?",
        lane, tip.value)
        .run();
}

}  // namespace tipwire::storage
