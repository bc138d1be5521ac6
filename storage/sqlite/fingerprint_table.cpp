// SPDX-License-Identifier: Apache-2.0
// Open addressing with linear probing; deletion moves later entries back, so there are no
// tombstones.
#include "storage/sqlite/fingerprint_table.hpp"

#include <algorithm>

namespace tipwire::storage {

namespace {

constexpr std::size_t shard_min = 16;
// Full at 4/5: about 3 entries are looked at for a hit and 13 for a miss, all in neighbouring cache
// lines.
bool is_full(std::size_t used, std::size_t capacity) { return (used + 1) * 5 > capacity * 4; }

}  // namespace

std::uint32_t FingerprintTable::tag_of(const Mac& mac) {
    return static_cast<std::uint32_t>(mac[1]) << 24 | static_cast<std::uint32_t>(mac[2]) << 16 |
           static_cast<std::uint32_t>(mac[3]) << 8 | mac[4];
}

std::size_t FingerprintTable::home(const Shard& shard, std::uint32_t tag) {
    return static_cast<std::size_t>(std::uint64_t{tag} * shard.entries.size() >> 32);
}

void FingerprintTable::place(Shard& shard, Entry entry) {
    std::size_t at = home(shard, entry.tag);
    while (shard.entries[at].row != 0) at = at + 1 == shard.entries.size() ? 0 : at + 1;
    shard.entries[at] = entry;
}

void FingerprintTable::grow(Shard& shard) {
    std::vector<Entry> old = std::move(shard.entries);
    shard.entries = std::vector<Entry>(std::max(shard_min, old.size() + old.size() / 2));
    for (const auto& entry : old) {
        if (entry.row != 0) place(shard, entry);
    }
}

void FingerprintTable::insert(const Mac& mac, std::uint32_t row) {
    Shard& shard = shards_[mac[0]];
    if (is_full(shard.used, shard.entries.size())) grow(shard);
    place(shard, {tag_of(mac), row});
    ++shard.used;
    ++size_;
}

std::vector<std::uint32_t> FingerprintTable::find(const Mac& mac) const {
    std::vector<std::uint32_t> rows;
    const Shard& shard = shards_[mac[0]];
    if (shard.used == 0) return rows;
    const std::uint32_t tag = tag_of(mac);
    for (std::size_t at = home(shard, tag); shard.entries[at].row != 0;
         at = at + 1 == shard.entries.size() ? 0 : at + 1) {
        if (shard.entries[at].tag == tag) rows.push_back(shard.entries[at].row);
    }
    return rows;
}

void FingerprintTable::erase(const Mac& mac, std::uint32_t row) {
    Shard& shard = shards_[mac[0]];
    if (shard.used == 0) return;
    const std::uint32_t tag = tag_of(mac);
    std::size_t at = home(shard, tag);
    while (shard.entries[at].row != row || shard.entries[at].tag != tag) {
        if (shard.entries[at].row == 0) return;
        at = at + 1 == shard.entries.size() ? 0 : at + 1;
    }
    close_gap(shard, at);
    --shard.used;
    --size_;
}

// Knuth, volume 3, 6.4, algorithm R: an entry behind the gap moves into it unless its home lies
// between.
void FingerprintTable::close_gap(Shard& shard, std::size_t gap) {
    auto& entries = shard.entries;
    const std::size_t size = entries.size();
    for (std::size_t at = gap + 1 == size ? 0 : gap + 1; entries[at].row != 0;
         at = at + 1 == size ? 0 : at + 1) {
        const std::size_t distance_home = (at + size - home(shard, entries[at].tag)) % size;
        const std::size_t distance_gap = (at + size - gap) % size;
        if (distance_home >= distance_gap) {
            entries[gap] = entries[at];
            gap = at;
        }
    }
    entries[gap] = Entry{};
}

std::size_t FingerprintTable::bytes() const {
    std::size_t total = 0;
    for (const auto& shard : shards_) total += shard.entries.size() * sizeof(Entry);
    return total;
}

}  // namespace tipwire::storage
