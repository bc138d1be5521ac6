// SPDX-License-Identifier: Apache-2.0
// What came of an outbox entry: referrals made, attempts recorded, dead letters kept and revived.
#include <sqlite3.h>

#include "routing/domain/assert.hpp"
#include "storage/sqlite/tip_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

std::string why_not(const DeliveryOutcome& outcome) {
    if (const auto* retry = std::get_if<RetryAfter>(&outcome)) return retry->why;
    if (const auto* refused = std::get_if<Refused>(&outcome)) return refused->why;
    return {};
}

}  // namespace

// ---- referrals ----------------------------------------------------------------------------------

Result<std::vector<Claim>> Writer::open_referrals(const std::vector<RouteDecision>& decisions,
                                                  Instant now, Duration lease) {
    for (const auto& decision : decisions) {
        if (decision.referrals.empty())
            return Error{Errc::bad_request, "a tip needs at least one contact"};
    }
    std::vector<Claim> claims;
    claims.reserve(decisions.size());
    for (const auto& decision : decisions) route(decision, now, lease, claims);
    return claims;
}

// Adds the forwards that are due at once to the claims.
void Writer::route(const RouteDecision& decision, Instant now, Duration lease,
                   std::vector<Claim>& claims) {
    const auto entry = delivery_head(decision.route);
    if (!entry || entry->kind != DeliveryKind::route || entry->status != DeliveryStatus::waiting) {
        return;
    }
    if (!entry->tip) throw DamagedRow("an outbox entry names a tip that is not there");
    TipHead tip = *entry->tip;

    const auto before = claims.size();
    for (const auto& referral : decision.referrals) {
        auto claim = open_referral(tip, referral, now);
        if (referral.not_before > now) {
            delay(claim.seq, referral.not_before);
        } else {
            leases_.take(claim.seq.value, now + lease);
            claims.push_back(std::move(claim));
        }
    }
    move(tip, TipStatus::screened);
    leases_.end(decision.route.value);
    Use(connection_, "DELETE FROM delivery WHERE seq = ?", decision.route.value).run();
    fill_forwards(std::span(claims).subspan(before), tip);
}

// Nothing is read again that open_referral() has just written.
void Writer::fill_forwards(std::span<Claim> claims, const TipHead& head) {
    if (claims.empty()) return;
    auto tip = load_tip_row(connection_, head.seq);
    TIPWIRE_ASSERT(tip);
    load_messages(connection_, *tip, first_message(head.seq), claims.front().message);
    for (auto& claim : claims) {
        claim.tip = tip;
        StoredReferral& referral = claim.tip->referrals.emplace_back();
        referral.reference = claim.reference;
        referral.contact = claim.contact;
    }
}

Claim Writer::open_referral(TipHead& tip, const NewReferral& referral, Instant now) {
    const auto number = next_reference(referral.reference_prefix);
    ReferralHead head;
    head.tip = tip.seq;
    head.contact = referral.contact;
    Use(connection_,
        "INSERT INTO referral (tip, contact, prefix, number, status, last_update)"
        " VALUES (?, ?, ?, ?, 1, x'')",
        tip.seq.value, referral.contact, referral.reference_prefix, number)
        .run();
    head.seq = sqlite3_last_insert_rowid(connection_.handle());
    // What came by now goes with the forward, on every attempt the same; what comes later is told
    // by itself.
    const MessageSeq last{first_message(tip.seq).value + tip.messages - 1};
    const DeliverySeq delivery = next_delivery();
    enqueue_for(head, DeliveryKind::tip_forwarded, last, now, delivery);

    AuditNote routed = note(AuditEvent::routed, tip, now);
    routed.actor = party(referral.contact);
    audit_.append(routed);

    Claim claim;
    claim.seq = delivery;
    claim.kind = DeliveryKind::tip_forwarded;
    claim.contact = referral.contact;
    claim.message = last;
    claim.reference = reference_text(referral.reference_prefix, number);
    return claim;
}

void Writer::delay(DeliverySeq delivery, Instant until) {
    Use(connection_, "UPDATE delivery SET next_attempt_at = ? WHERE seq = ?", until, delivery.value)
        .run();
}

// By prefix, not by contact: a contact that is renamed goes on where it was.
std::int64_t Writer::next_reference(const std::string& prefix) {
    const auto [known, is_new] = references_.try_emplace(prefix);
    auto& counter = known->second;
    if (is_new) {
        Use row(connection_, "SELECT last FROM reference_counter WHERE prefix = ?", prefix);
        if (row.step()) counter.last = row.integer(0);
    }
    counter.changed = true;
    return ++counter.last;
}

// Once for all that the transaction has numbered.
void Writer::write_references() {
    for (auto& [prefix, counter] : references_) {
        if (!counter.changed) continue;
        Use(connection_, "INSERT OR REPLACE INTO reference_counter VALUES (?, ?)", prefix,
            counter.last)
            .run();
        counter.changed = false;
    }
}

// ---- attempts -----------------------------------------------------------------------------------

Result<void> Writer::record_attempt(const AttemptRecord& record) {
    leases_.end(record.seq.value);
    const auto delivery = delivery_head(record.seq);
    if (!delivery) return {};
    const bool accepted = std::holds_alternative<Accepted>(record.outcome);
    const bool waits = delivery->status == DeliveryStatus::waiting;
    // Cancelled by a withdrawal while it was under way: if the contact has it, that is what counts.
    const bool too_late = delivery->status == DeliveryStatus::cancelled && accepted;
    if (!waits && !too_late) return {};

    const bool settled = delivery->kind == DeliveryKind::media && accepted;
    if (settled || (is_reply(delivery->kind) && (accepted || record.dead))) {
        Use(connection_, "DELETE FROM delivery WHERE seq = ?", record.seq.value).run();
    } else if (accepted) {
        succeed(*delivery, record.at);
    } else if (record.dead) {
        bury(*delivery, record.at, why_not(record.outcome));
    } else {
        try_again(record, why_not(record.outcome));
    }
    return {};
}

void Writer::try_again(const AttemptRecord& record, const std::string& why) {
    Use(connection_,
        "UPDATE delivery SET attempts = attempts + 1, next_attempt_at = ?, last_error = ?,"
        " first_tried = iif(first_tried = 0, ?, first_tried) WHERE seq = ?",
        record.next_attempt_at, why, record.at, record.seq.value)
        .run();
}

void Writer::succeed(const DeliveryHead& delivery, Instant at) {
    Use(connection_,
        "UPDATE delivery SET status = 2, attempts = attempts + 1, last_error = '',"
        " first_tried = iif(first_tried = 0, ?, first_tried) WHERE seq = ?",
        at, delivery.seq.value)
        .run();
    if (!delivery.tip) return;  // alarms and tests
    AuditNote delivered = note(AuditEvent::delivered, *delivery.tip, at);
    delivered.actor = party(delivery.contact);
    delivered.detail = static_cast<std::uint16_t>(delivery.kind);
    audit_.append(delivered);
    if (delivery.kind == DeliveryKind::tip_forwarded) forwarded(delivery, *delivery.tip, at);
}

void Writer::forwarded(const DeliveryHead& delivery, TipHead tip, Instant at) {
    if (!delivery.referral) throw DamagedRow("an outbox entry names no referral that is there");
    const ReferralHead& referral = *delivery.referral;
    const bool moves = may_follow(referral.status, ReferralStatus::delivered);
    Use(connection_, "UPDATE referral SET status = ?, sent_at = coalesce(sent_at, ?) WHERE seq = ?",
        moves ? ReferralStatus::delivered : referral.status, at, referral.seq)
        .run();
    move(tip, TipStatus::forwarded);
    if (tip.status == TipStatus::withdrawn) tell_of_withdrawal(referral, at);
}

// Of a tip that was withdrawn while we believed that the contact does not have it. It may say so
// itself and also accept it late: it is told once.
void Writer::tell_of_withdrawal(const ReferralHead& referral, Instant at) {
    {
        Use told(connection_, "SELECT 1 FROM delivery WHERE referral = ? AND kind = 4",
                 referral.seq);
        if (told.step()) return;
    }
    enqueue_for(referral, DeliveryKind::tip_withdrawn, std::nullopt, at, next_delivery());
}

void Writer::bury(const DeliveryHead& delivery, Instant at, const std::string& why) {
    Use(connection_,
        "UPDATE delivery SET status = 3, attempts = attempts + 1, last_error = ?,"
        " first_tried = iif(first_tried = 0, ?, first_tried) WHERE seq = ?",
        why, at, delivery.seq.value)
        .run();
    if (!delivery.tip) return;
    AuditNote buried = note(AuditEvent::undeliverable, *delivery.tip, at);
    const bool to_contact = !delivery.contact.empty() && delivery.kind != DeliveryKind::media;
    if (to_contact) buried.actor = party(delivery.contact);
    buried.detail = static_cast<std::uint16_t>(delivery.kind);
    audit_.append(buried);
    if (delivery.kind != DeliveryKind::tip_forwarded) return;
    auto referral = delivery.referral;
    // What the sender added since is told when the tip itself gets through: tell_rest().
    if (referral && move(*referral, ReferralStatus::undeliverable)) {
        Use(connection_,
            "UPDATE delivery SET status = 4 WHERE status = 1 AND contact = ? AND tip = ?"
            " AND referral = ?",
            delivery.contact, delivery.tip->seq.value, referral->seq)
            .run();
    }
}

Result<void> Writer::release(const std::vector<DeliverySeq>& leases) {
    for (const auto lease : leases) leases_.end(lease.value);
    return {};
}

// ---- dead letters and notices -------------------------------------------------------------------

Result<int> Writer::retry_dead(std::optional<DeliverySeq> one, Instant now) {
    std::vector<std::int64_t> dead;
    if (one) {
        dead.push_back(one->value);
    } else {
        Use rows(connection_, "SELECT seq FROM delivery WHERE status = 3 ORDER BY seq");
        while (rows.step()) dead.push_back(rows.integer(0));
    }
    int retried = 0;
    for (const auto seq : dead) {
        const auto delivery = delivery_head({seq});
        if (delivery && delivery->status == DeliveryStatus::dead && retry(*delivery, now))
            ++retried;
    }
    return retried;
}

// The time of the first attempt is forgotten: the days until it is given up begin anew.
bool Writer::retry(const DeliveryHead& delivery, Instant now) {
    const auto& tip = delivery.tip;
    if (tip && tip->status == TipStatus::withdrawn &&
        delivery.kind != DeliveryKind::tip_withdrawn) {
        return false;
    }
    Use(connection_,
        "UPDATE delivery SET status = 1, next_attempt_at = 0, first_tried = 0 WHERE seq = ?",
        delivery.seq.value)
        .run();
    if (delivery.kind == DeliveryKind::tip_forwarded) {
        auto referral = delivery.referral;
        if (referral && move(*referral, ReferralStatus::queued))
            tell_rest(*referral, delivery.seq, now);
    }
    if (!tip) return true;
    AuditNote retried = note(AuditEvent::retried, *tip, now);
    retried.actor = Actor::operator_;
    retried.detail = static_cast<std::uint16_t>(delivery.kind);
    audit_.append(retried);
    return true;
}

// Every message after the last one that the forward carries: none of them was told while it was
// dead.
void Writer::tell_rest(const ReferralHead& referral, DeliverySeq forward, Instant at) {
    std::vector<MessageSeq> rest;
    {
        Use rows(connection_,
                 "SELECT m.seq FROM delivery d JOIN message m ON m.seq > d.message AND m.seq <= ?"
                 " WHERE d.seq = ? ORDER BY m.seq",
                 first_message(referral.tip).value + messages_per_tip_max, forward.value);
        while (rows.step()) rest.push_back({rows.integer(0)});
    }
    for (const auto message : rest) {
        enqueue_for(referral, DeliveryKind::tip_message, message, at, next_delivery());
    }
}

Result<DeliverySeq> Writer::enqueue_notice(DeliveryKind kind, const std::string& contact,
                                           const std::string& alarm, const std::string& summary,
                                           Instant now) {
    const DeliverySeq seq = next_delivery();
    Use(connection_,
        "INSERT INTO delivery (seq, kind, status, contact, next_attempt_at, created_at, alarm,"
        " summary) VALUES (?, ?, 1, ?, 0, ?, ?, ?)",
        seq.value, kind, contact, now, alarm, summary)
        .run();
    return seq;
}

}  // namespace tipwire::storage
