// SPDX-License-Identifier: Apache-2.0
// Pictures, sound and films: kept with their message, settled later, told to the contacts.
#include "routing/domain/assert.hpp"
#include "storage/sqlite/medium_rows.hpp"
#include "storage/sqlite/tip_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

// Called with the transaction of the message; for one without media it does nothing.
void Writer::insert_media(MessageSeq message, const std::vector<NewMedium>& media, Instant at) {
    TIPWIRE_ASSERT(media.size() <= media_per_message_max);
    auto seq = first_medium(message);
    for (const auto& medium : media) {
        Use(connection_, "INSERT INTO medium VALUES (?, ?, ?, ?)", seq.value, medium.state,
            medium.reason, medium.head.bytes)
            .run();
        insert_pieces(seq, medium.pieces);
        if (medium.state == MediumState::waiting) {
            Use(connection_,
                "INSERT INTO delivery (seq, kind, status, contact, next_attempt_at, tip, message,"
                " created_at) VALUES (?, 9, 1, ':media', 0, ?, ?, ?)",
                next_delivery().value, tip_of(message).value, seq.value, at)
                .run();
        }
        ++seq.value;
    }
}

void Writer::insert_pieces(MediumSeq medium, const std::vector<SealedBody>& pieces) {
    TIPWIRE_ASSERT(pieces.size() <= pieces_per_medium_max);
    auto seq = first_piece(medium);
    for (const auto& piece : pieces) {
        Use(connection_, "INSERT INTO medium_piece VALUES (?, ?)", seq++, piece.bytes).run();
    }
}

Result<void> Writer::finish_medium(const FinishedMedium& medium) {
    const MessageSeq message = message_of(medium.seq);
    const int changed =
        Use(connection_,
            "UPDATE medium SET state = ?, reason = ?, head = ? WHERE seq = ? AND state = 1",
            medium.state, medium.reason, medium.head.bytes, medium.seq.value)
            .run();
    if (changed == 0) return {};
    if (!medium.keeps_pieces) {
        const auto first = first_piece(medium.seq);
        Use(connection_, "DELETE FROM medium_piece WHERE seq BETWEEN ? AND ?", first,
            first + pieces_per_medium_max - 1)
            .run();
        insert_pieces(medium.seq, medium.pieces);
    }
    const auto tip = tip_head(tip_of(message));
    if (!tip) throw DamagedRow("a medium names a tip that is not there");
    AuditNote settled = note(AuditEvent::medium_settled, *tip, medium.at);
    settled.detail = static_cast<std::uint16_t>(medium.state);
    audit_.append(settled);
    if (medium.tell && tip->status != TipStatus::withdrawn) tell_ready(*tip, message, medium.at);
    return {};
}

// An entry that carries the message and is not yet under way will look for the media when it is
// claimed; so will an earlier one of this kind.
bool Writer::will_carry(std::int64_t referral, const std::string& contact, MessageSeq message,
                        Instant now) {
    Use rows(
        connection_,
        "SELECT seq FROM delivery WHERE status = 1 AND contact = ? AND tip = ? AND referral = ?"
        " AND (kind IN (3, 10) AND message = ? OR kind = 2 AND message >= ?)",
        contact, tip_of(message).value, referral, message.value, message.value);
    while (rows.step()) {
        if (!leases_.held(rows.integer(0), now)) return true;
    }
    return false;
}

void Writer::tell_ready(const TipHead& tip, MessageSeq message, Instant at) {
    for (const auto& referral : referrals_of(tip.seq)) {
        const bool never_told = referral.status == ReferralStatus::rerouted ||
                                referral.status == ReferralStatus::undeliverable;
        if (never_told || will_carry(referral.seq, referral.contact, message, at)) continue;
        enqueue_for(referral, DeliveryKind::media_ready, message, at, next_delivery());
    }
}

}  // namespace tipwire::storage
