// SPDX-License-Identifier: Apache-2.0
// Filling the indices from the tables, and keeping them in step with the transactions.
#include "storage/sqlite/lookups.hpp"

#include <algorithm>
#include <functional>

namespace tipwire::storage {

namespace {

using routing::KeyedMac;

// More open tips of one sender than this are not told apart: a flood of NEW must not lengthen every
// lookup.
constexpr std::size_t conversations_max = 4;

template <class Map>
void drop_below(Map& tables, std::uint32_t epoch) {
    tables.erase(tables.begin(), tables.lower_bound(epoch));
}

}  // namespace

void Lookups::load(Connection& connection) {
    seen_.clear();
    conversations_.clear();
    changes_.clear();
    Use rows(connection, "SELECT seq, epoch, mac FROM seen");
    while (rows.step()) {
        const auto epoch = static_cast<std::uint32_t>(rows.integer(1));
        seen_[epoch].insert(rows.array<16>(2), static_cast<std::uint32_t>(rows.integer(0)));
    }
    load_conversations(connection);
}

void Lookups::load_conversations(Connection& connection) {
    Use rows(connection,
             "SELECT seq, sender_epoch, sender_mac, last_message_at FROM tip"
             " WHERE seq > coalesce((SELECT value FROM number WHERE name = 'senders_forgotten'), 0)"
             " AND sender_mac IS NOT NULL");
    while (rows.step()) {
        const auto epoch = static_cast<std::uint32_t>(rows.integer(1));
        auto& table = conversations_[epoch];
        table.tips.insert(rows.array<16>(2), static_cast<std::uint32_t>(rows.integer(0)));
        table.newest = std::max(table.newest, rows.time(3));
        now_ = std::max(now_, table.newest);
    }
    drop_stale(now_);
}

void Lookups::drop_stale(routing::Instant now) {
    std::erase_if(conversations_,
                  [&](const auto& entry) { return entry.second.newest + window_ < now; });
}

std::vector<std::uint32_t> Lookups::seen(const KeyedMac& mac) const {
    const auto table = seen_.find(mac.epoch);
    return table == seen_.end() ? std::vector<std::uint32_t>{} : table->second.find(mac.bytes);
}

std::vector<std::uint32_t> Lookups::conversations(const KeyedMac& sender) const {
    const auto table = conversations_.find(sender.epoch);
    if (table == conversations_.end()) return {};
    auto tips = table->second.tips.find(sender.bytes);
    std::sort(tips.begin(), tips.end(), std::greater<>());
    return tips;
}

FingerprintTable& Lookups::table_of(const Change& change) {
    return change.conversation ? conversations_[change.mac.epoch].tips : seen_[change.mac.epoch];
}

void Lookups::apply(const Change& change) {
    auto& table = table_of(change);
    if (change.added) {
        table.insert(change.mac.bytes, change.row);
    } else {
        table.erase(change.mac.bytes, change.row);
    }
    changes_.push_back(change);
}

void Lookups::add_seen(const KeyedMac& mac, std::uint32_t row) { apply({true, false, mac, row}); }

void Lookups::add_conversation(const KeyedMac& sender, std::uint32_t tip, routing::Instant at) {
    const auto before = conversations(sender);
    if (before.size() >= conversations_max) apply({false, true, sender, before.back()});
    apply({true, true, sender, tip});
    touch_conversation(sender.epoch, at);
}

void Lookups::touch_conversation(std::uint32_t epoch, routing::Instant at) {
    const auto table = conversations_.find(epoch);
    if (table == conversations_.end()) return;
    // Not undone by a rollback: it only keeps a table longer.
    table->second.newest = std::max(table->second.newest, at);
    now_ = std::max(now_, at);
}

void Lookups::forget_seen_below(std::uint32_t epoch) { seen_floor_ = epoch; }

void Lookups::forget_senders_below(std::uint32_t epoch) { sender_floor_ = epoch; }

void Lookups::keep() {
    changes_.clear();
    drop_below(seen_, seen_floor_);
    drop_below(conversations_, sender_floor_);
    drop_stale(now_);
}

void Lookups::undo() {
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
        auto& table = table_of(*change);
        if (change->added) {
            table.erase(change->mac.bytes, change->row);
        } else {
            table.insert(change->mac.bytes, change->row);
        }
    }
    changes_.clear();
    seen_floor_ = sender_floor_ = 0;
}

std::size_t Lookups::bytes() const {
    std::size_t total = 0;
    for (const auto& [epoch, table] : seen_) total += table.bytes();
    for (const auto& [epoch, table] : conversations_) total += table.tips.bytes();
    return total;
}

}  // namespace tipwire::storage
