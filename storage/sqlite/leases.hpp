// SPDX-License-Identifier: Apache-2.0
// Which outbox entries are being worked on. Kept in memory: one daemon owns the database
// (data_lock.hpp), so after a crash nobody works on anything and every entry is due at once,
// without waiting for a lease to end.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "routing/domain/time.hpp"

namespace tipwire::storage {

// Changes are undone together with the transaction they belong to.
class Leases {
public:
    bool held(std::int64_t delivery, routing::Instant now) const {
        const auto lease = until_.find(delivery);
        return lease != until_.end() && lease->second > now;
    }
    void take(std::int64_t delivery, routing::Instant until) {
        remember(delivery);
        until_[delivery] = until;
    }
    void end(std::int64_t delivery) {
        remember(delivery);
        until_.erase(delivery);
    }
    void keep() { before_.clear(); }
    void undo() {
        for (auto change = before_.rbegin(); change != before_.rend(); ++change) {
            if (change->second) {
                until_[change->first] = *change->second;
            } else {
                until_.erase(change->first);
            }
        }
        before_.clear();
    }

private:
    void remember(std::int64_t delivery) {
        const auto lease = until_.find(delivery);
        before_.emplace_back(delivery,
                             lease == until_.end() ? std::nullopt : std::optional(lease->second));
    }

    std::unordered_map<std::int64_t, routing::Instant> until_;
    std::vector<std::pair<std::int64_t, std::optional<routing::Instant>>> before_;
};

}  // namespace tipwire::storage
