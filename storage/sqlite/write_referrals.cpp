// SPDX-License-Identifier: Apache-2.0
// A contact's report about its referral: moved by the state table, repeats change nothing.
#include <algorithm>

#include "storage/sqlite/tip_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

std::uint16_t detail_of(const ReferralUpdate& update) {
    const auto decision = update.decision ? static_cast<unsigned>(*update.decision) : 0U;
    return static_cast<std::uint16_t>(static_cast<unsigned>(update.state) << 8 | decision);
}

}  // namespace

Result<StoredReferral> Writer::apply_update(const std::string& reference,
                                            const std::string& contact,
                                            const ReferralUpdate& update, const SealedBody& details,
                                            const std::optional<IdempotencyKey>& seen,
                                            Instant now) {
    const Error unknown{Errc::not_found, "no such referral"};
    const auto wanted = parse_reference(reference);
    if (!wanted) return unknown;
    std::int64_t seq = 0;
    {
        Use row(connection_, "SELECT seq FROM referral WHERE prefix = ? AND number = ?",
                wanted->prefix, wanted->number);
        if (!row.step()) return unknown;
        seq = row.integer(0);
    }
    auto referral = referral_head(seq);
    if (!contact.empty() && referral->contact != contact) return unknown;

    if (!seen || !first_of(*seen)) {
        const bool believed_lost = referral->status == ReferralStatus::undeliverable;
        if (auto reported = report(*referral, update, now); !reported) return reported.error();
        if (!details.bytes.empty()) {
            Use(connection_, "UPDATE referral SET last_update = ? WHERE seq = ?", details.bytes,
                seq)
                .run();
        }
        if (seen) remember(*seen, {{}, seq});
        auto tip = tip_head(referral->tip);
        if (!tip) throw DamagedRow("a referral names a tip that is not there");
        if (believed_lost && tip->status == TipStatus::withdrawn)
            tell_of_withdrawal(*referral, now);
        else if (believed_lost)
            tell_what_was_held_back(*referral, now);
        AuditNote updated = note(AuditEvent::updated, *tip, now);
        updated.actor = contact.empty() ? Actor::operator_ : party(contact);
        updated.detail = detail_of(update);
        audit_.append(updated);
        move(*tip, TipStatus::forwarded);  // the contact has it, whatever we believed
        close_if_all_closed(*tip, now);
    }
    return *load_referral(connection_, seq);
}

// The contact had the tip after all, though not what was added while its forward lay dead.
void Writer::tell_what_was_held_back(const ReferralHead& referral, Instant now) {
    DeliverySeq forward;
    {
        Use row(connection_,
                "SELECT seq FROM delivery WHERE status = 3 AND referral = ? AND kind = 2",
                referral.seq);
        if (!row.step()) return;
        forward = {row.integer(0)};
    }
    Use(connection_, "UPDATE delivery SET status = 4 WHERE seq = ?", forward.value).run();
    tell_rest(referral, forward, now);
}

namespace {

// A second decision in the state of the first; after an appeal the state is another.
bool contradicts(Connection& connection, std::int64_t referral, const ReferralUpdate& update) {
    if (!update.decision) return false;
    Use row(connection, "SELECT 1 FROM referral WHERE seq = ? AND status = ? AND decision <> ?",
            referral, update.state, *update.decision);
    return row.step();
}

}  // namespace

Result<void> Writer::report(ReferralHead& referral, const ReferralUpdate& update, Instant now) {
    if (contradicts(connection_, referral.seq, update))
        return Error{Errc::conflict, "another decision stands: it has to be appealed first"};
    if (referral.status != update.state && !move(referral, update.state)) {
        return Error{Errc::conflict, "a referral that is " + std::string(name(referral.status)) +
                                         " cannot become " + std::string(name(update.state))};
    }
    if (has_acknowledged(update.state) && !referral.acknowledged) {
        Use(connection_, "UPDATE referral SET acknowledged_at = ? WHERE seq = ?", now, referral.seq)
            .run();
    }
    if (update.decision) {
        Use(connection_, "UPDATE referral SET decision = ? WHERE seq = ?", *update.decision,
            referral.seq)
            .run();
    }
    add_outcomes(referral.seq, update.outcomes);
    return {};
}

// An outcome of the same kind, substance and detail is the later word on the same thing; others add
// up.
void Writer::add_outcomes(std::int64_t referral, const std::vector<Outcome>& outcomes) {
    for (const auto& outcome : outcomes) {
        Use(connection_,
            "INSERT INTO outcome (referral, kind, count, substance, grams, detail)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (referral, kind, substance, detail)"
            " DO UPDATE SET count = excluded.count, grams = excluded.grams",
            referral, outcome.kind, outcome.count, outcome.substance, outcome.grams, outcome.detail)
            .run();
    }
}

void Writer::close_if_all_closed(TipHead& tip, Instant now) {
    bool closed = false;
    for (const auto& referral : referrals_of(tip.seq)) {
        const bool gone = referral.status == ReferralStatus::rerouted ||
                          referral.status == ReferralStatus::undeliverable;
        if (referral.status != ReferralStatus::closed && !gone) return;
        closed = closed || !gone;
    }
    if (!closed || !move(tip, TipStatus::closed)) return;
    note_end(tip, now);
    audit_.append(note(AuditEvent::closed, tip, now));
}

}  // namespace tipwire::storage
