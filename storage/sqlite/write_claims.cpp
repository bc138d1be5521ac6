// SPDX-License-Identifier: Apache-2.0
// What goes out: choosing due entries of the outbox fairly, and loading all that is needed to send
// them.
#include <algorithm>

#include "storage/sqlite/tip_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

constexpr int media_claimed_max = 4;  // of pictures: each takes memory and a process of its own

using Lane = std::optional<std::string>;  // nullopt: replies; "": route; else a contact

bool is_named(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// One from each lane in turn, so that a long queue of one contact delays nobody else.
std::vector<std::int64_t> in_turn(const std::vector<std::vector<std::int64_t>>& lanes,
                                  std::size_t limit) {
    std::vector<std::int64_t> chosen;
    for (std::size_t round = 0; chosen.size() < limit; ++round) {
        const auto before = chosen.size();
        for (const auto& lane : lanes) {
            if (round < lane.size() && chosen.size() < limit) chosen.push_back(lane[round]);
        }
        if (chosen.size() == before) break;
    }
    return chosen;
}

NewReply reply_of(Use& row) {
    NewReply reply;
    reply.kind = delivery_kind(row.integer(0));
    reply.source = row.text(8);
    reply.language = row.text(9);
    reply.text_key = row.text(10);
    reply.give_up_at = row.time(11);
    if (!row.null(13)) {
        reply.salt.bytes = row.array<16>(12);
        reply.address = SealedAddress{row.bytes(13)};
    }
    return reply;
}

}  // namespace

Result<std::vector<Claim>> Writer::claim_due(Instant now, Duration lease, int limit,
                                             const std::vector<std::string>& not_now) {
    std::vector<Claim> claims;
    if (limit <= 0) return claims;
    std::vector<std::vector<std::int64_t>> due;
    for (const auto& lane : lanes(not_now)) {
        const bool media = lane && *lane == media_lane;
        due.push_back(due_in(lane, now, media ? std::min(limit, media_claimed_max) : limit));
    }
    for (const auto delivery : in_turn(due, static_cast<std::size_t>(limit))) {
        if (auto claim = load_claim(delivery)) {
            leases_.take(delivery, now + lease);
            claims.push_back(std::move(*claim));
        }
    }
    return claims;
}

// The lanes that have entries, found by hopping through the index from contact to contact.
std::vector<Lane> Writer::lanes(const std::vector<std::string>& not_now) {
    std::vector<Lane> found{std::nullopt, ""};
    std::string last;
    for (;;) {
        Use next(connection_, "SELECT min(contact) FROM delivery WHERE status = 1 AND contact > ?",
                 last);
        if (!next.step() || next.null(0)) return found;
        last = next.text(0);
        if (!is_named(not_now, last)) found.emplace_back(last);
    }
}

std::vector<std::int64_t> Writer::due_in(const Lane& lane, Instant now, int limit) {
    std::vector<std::int64_t> due;
    // What must wait is in the lanes of contacts only.
    const bool of_contact = lane && !lane->empty();
    // Reads the index only: passing over the leased ones is cheap.
    Use rows(connection_,
             "SELECT seq FROM delivery WHERE status = 1 AND contact IS ? AND next_attempt_at <= ?"
             " ORDER BY next_attempt_at, tip, seq",
             lane, now);
    while (static_cast<int>(due.size()) < limit && rows.step()) {
        const auto delivery = rows.integer(0);
        if (leases_.held(delivery, now) || (of_contact && must_wait(delivery))) continue;
        due.push_back(delivery);
    }
    return due;
}

// What the sender added must not reach a contact before the tip itself.
bool Writer::must_wait(std::int64_t delivery) {
    return Use(connection_,
               "SELECT 1 FROM delivery d JOIN referral r ON r.seq = d.referral"
               " WHERE d.seq = ? AND d.kind IN (3, 4, 10) AND r.status = 1",
               delivery)
        .step();
}

std::optional<Claim> Writer::load_claim(std::int64_t delivery) {
    try {
        Claim claim;
        std::int64_t referral = 0;
        {
            Use row(connection_,
                    "SELECT d.kind, d.tip, coalesce(d.referral, 0), coalesce(d.contact, ''),"
                    " d.attempts, d.first_tried, coalesce(d.message, 0), coalesce(d.alarm, ''),"
                    " d.reply_source, d.reply_language, d.reply_text_key, d.give_up_at,"
                    " d.reply_salt, d.reply_address, coalesce(d.summary, ''), t.status,"
                    " t.received_at, t.urgent, t.salt, t.wrapped_key, t.source, t.channel, t.area,"
                    " t.language, t.category"
                    " FROM delivery d LEFT JOIN tip t ON t.seq = d.tip WHERE d.seq = ?",
                    delivery);
            if (!row.step()) return std::nullopt;
            claim.seq = {delivery};
            claim.kind = delivery_kind(row.integer(0));
            if (!row.null(1)) claim.tip = tip_at(row, {row.integer(1)}, 15);
            referral = row.integer(2);
            claim.contact = row.text(3);
            claim.attempts = static_cast<int>(row.integer(4));
            claim.first_tried = row.time(5);
            claim.message = {row.integer(6)};
            claim.alarm = row.text(7);
            claim.summary = row.text(14);
            if (is_reply(claim.kind)) claim.reply = reply_of(row);
        }
        if (claim.tip && referral != 0) fill_told(claim, referral);
        if (claim.reply && !claim.reply->address) fill_address(claim);
        return claim;
    } catch (const std::exception& failure) {
        if (trouble_of(failure) != Trouble::row) throw;
        set_aside(delivery);
        return std::nullopt;
    }
}

// The referral that the entry is about, and the messages that it tells.
void Writer::fill_told(Claim& claim, std::int64_t referral) {
    auto about = load_referral(connection_, referral);
    if (!about) throw DamagedRow("an outbox entry names a referral that is not there");
    claim.reference = about->reference;
    claim.tip->referrals.push_back(std::move(*about));
    if (claim.message.value == 0) return;
    const bool forward = claim.kind == DeliveryKind::tip_forwarded;
    load_messages(connection_, *claim.tip, forward ? first_message(claim.tip->seq) : claim.message,
                  claim.message);
}

void Writer::fill_address(Claim& claim) {
    if (!claim.tip) return;
    Use row(connection_, "SELECT sealed FROM return_address WHERE tip = ?", claim.tip->seq.value);
    if (!row.step()) return;
    claim.reply->salt = claim.tip->key.salt;
    claim.reply->address = SealedAddress{row.bytes(0)};
}

// A damaged entry becomes a dead letter, where operators see it, and holds up nothing else.
void Writer::set_aside(std::int64_t delivery) {
    Use(connection_, "UPDATE delivery SET status = 3, last_error = 'damaged' WHERE seq = ?",
        delivery)
        .run();
}

}  // namespace tipwire::storage
