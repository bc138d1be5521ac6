// SPDX-License-Identifier: Apache-2.0
// A set of (MAC, row number) in 8 bytes an entry: says quickly where a MAC may stand, never that it
// does.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace tipwire::storage {

// Keeps 40 bits of each MAC: 8 choose one of 256 shards, 32 are kept as the tag. With ten million
// entries one lookup in 100,000 meets a stranger, so the caller compares the whole MAC with the
// row. A shard grows by half when it is full, alone: there is no moment at which everything is
// copied. The MACs are keyed, so nobody outside can choose colliding ones.
class FingerprintTable {
public:
    using Mac = std::array<std::uint8_t, 16>;

    void insert(const Mac& mac, std::uint32_t row);  // row is not 0; equal pairs may stand twice
    void erase(const Mac& mac, std::uint32_t row);   // one such pair; nothing if there is none
    // Rows under this fingerprint, in no order that means anything.
    std::vector<std::uint32_t> find(const Mac& mac) const;
    std::size_t size() const { return size_; }
    std::size_t bytes() const;  // memory for entries

private:
    struct Entry {
        std::uint32_t tag = 0;
        std::uint32_t row = 0;  // 0: free
    };
    struct Shard {
        std::vector<Entry> entries;
        std::uint32_t used = 0;
    };
    static std::uint32_t tag_of(const Mac& mac);
    static std::size_t home(const Shard& shard, std::uint32_t tag);
    static void place(Shard& shard, Entry entry);
    static void grow(Shard& shard);
    static void close_gap(Shard& shard, std::size_t gap);

    std::array<Shard, 256> shards_;
    std::size_t size_ = 0;
};

}  // namespace tipwire::storage
