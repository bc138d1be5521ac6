// SPDX-License-Identifier: Apache-2.0
// Tips that wait for a person, and tips of the same words.
#include "routing/domain/assert.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

void Writer::hold(TipSeq tip, HeldBecause why) {
    Use(connection_, "INSERT INTO quarantine VALUES (?, ?)", tip.value, why).run();
}

void Writer::link(TipSeq one, TipSeq other) {
    if (!tip_head(other)) return;
    Use(connection_, "INSERT OR IGNORE INTO tip_link VALUES (?, ?)", one.value, other.value).run();
    Use(connection_, "INSERT OR IGNORE INTO tip_link VALUES (?, ?)", other.value, one.value).run();
}

void Writer::enqueue_route(TipSeq tip, Instant created_at) {
    Use(connection_,
        "INSERT INTO delivery (seq, kind, status, contact, next_attempt_at, tip, created_at)"
        " VALUES (?, 1, 1, '', 0, ?, ?)",
        next_delivery().value, tip.value, created_at)
        .run();
}

std::vector<TipSeq> Writer::held_tips(std::optional<TipSeq> one) {
    std::vector<TipSeq> tips;
    const std::int64_t from = one ? one->value : 0;
    const std::int64_t to = one ? one->value : INT64_MAX;
    Use rows(connection_,
             "SELECT q.tip FROM quarantine q JOIN tip t ON t.seq = q.tip"
             " WHERE q.tip BETWEEN ? AND ? AND t.status = ? ORDER BY q.tip LIMIT ?",
             from, to, TipStatus::held, release_batch);
    while (rows.step()) tips.push_back({rows.integer(0)});
    return tips;
}

Result<int> Writer::release_held(std::optional<TipSeq> one, Instant now) {
    int released = 0;
    for (const auto seq : held_tips(one)) {
        Use(connection_, "DELETE FROM quarantine WHERE tip = ?", seq.value).run();
        auto tip = tip_head(seq);
        TIPWIRE_ASSERT(tip && move(*tip, TipStatus::screened));
        AuditNote note_of_release = note(AuditEvent::released, *tip, now);
        note_of_release.actor = Actor::operator_;
        audit_.append(note_of_release);
        enqueue_route(seq, now);
        ++released;
    }
    return released;
}

}  // namespace tipwire::storage
