// SPDX-License-Identifier: Apache-2.0
// Starts, probes, named values, and forgetting what belongs to dead keys.
#include <algorithm>

#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

Result<void> Writer::note_start(const Hash& config_hash, Instant now) {
    AuditNote started;
    started.event = AuditEvent::started;
    started.at = now;
    started.commitment = config_hash;
    audit_.append(started);
    return {};
}

Result<void> Writer::probe() {
    set_number("probe", number("probe") + 1);
    return {};
}

Result<void> Writer::set_meta(const std::string& name, const Bytes& value) {
    Use(connection_, "INSERT OR REPLACE INTO meta VALUES (?, ?)", name, value).run();
    return {};
}

Result<bool> Writer::forget_some(std::uint32_t kp, std::uint32_t ki, std::uint32_t ka) {
    bool more = forget_senders(kp);
    more = forget_seen(ki) || more;
    more = forget_addresses(ka) || more;
    lookups_.forget_senders_below(kp);
    lookups_.forget_seen_below(ki);
    if (more) return true;
    forget_part_senders(kp, ka);
    AuditNote forgotten;
    forgotten.event = AuditEvent::epochs_forgotten;
    forgotten.at = audit_.latest();
    audit_.append(forgotten);
    return false;
}

bool Writer::forget_seen(std::uint32_t epoch) {
    const int gone = Use(connection_,
                         "DELETE FROM seen WHERE seq IN"
                         " (SELECT seq FROM seen WHERE epoch < ? LIMIT ?)",
                         epoch, forget_batch)
                         .run();
    return gone == forget_batch;
}

bool Writer::forget_addresses(std::uint32_t epoch) {
    const int gone = Use(connection_,
                         "DELETE FROM return_address WHERE tip IN"
                         " (SELECT tip FROM return_address WHERE epoch < ? LIMIT ?)",
                         epoch, forget_batch)
                         .run();
    return gone == forget_batch;
}

// Walks up from where the last walk ended, so that a day's tips are looked at, not all of them. The
// mark stays before the first tip whose key lives, because its pseudonym must be found the next
// time.
bool Writer::forget_senders(std::uint32_t epoch) {
    std::vector<std::int64_t> dead;
    int looked_at = 0;
    next_.swept = std::max(next_.swept, number("senders_forgotten"));
    {
        Use rows(connection_,
                 "SELECT seq, sender_epoch, sender_epoch IS NULL FROM tip WHERE seq > ?"
                 " ORDER BY seq LIMIT ?",
                 next_.swept, forget_batch);
        for (; rows.step(); ++looked_at) {
            next_.swept = rows.integer(0);
            if (rows.integer(2) != 0) continue;
            if (rows.integer(1) < epoch) {
                dead.push_back(next_.swept);
            } else if (next_.first_alive == 0) {
                next_.first_alive = next_.swept;
            }
        }
    }
    for (const auto tip : dead) {
        Use(connection_, "UPDATE tip SET sender_epoch = NULL, sender_mac = NULL WHERE seq = ?", tip)
            .run();
    }
    if (looked_at == forget_batch) return true;
    set_number("senders_forgotten", next_.first_alive ? next_.first_alive - 1 : next_.swept);
    next_.swept = next_.first_alive = 0;
    return false;
}

}  // namespace tipwire::storage
