// SPDX-License-Identifier: Apache-2.0
// The bytes of the key store's two files. Version 1 is final; docs/key-store-format.md says the
// same in prose.
//
// All numbers are big endian. KWP is AES-256 key wrap with padding (RFC 5649).
//
// "store":  "TWKS" | version u8 = 1 | 3 zero bytes | KWP under KW of
//               generation u64 | count u32 | count entries, ascending by (purpose, epoch), each of
//               purpose u8 | epoch u32 | made_at i64 | dies_at i64 | key (32 bytes)
//           Times are milliseconds since 1970, UTC; dies_at = 2^63 - 1 means "by hand only".
//
// "wrap":   two slots of 4096 bytes; generation g lives in slot g mod 2. A slot is all zero, or
//               "TWKW" | version u8 = 1 | 3 zero bytes | generation u64
//               | KWP under HKDF(KR, "tipwire/v1/keystore") of generation u64 | KW (32 bytes): 48
//               bytes | SHA-256 of the 64 bytes before | zeros
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "gateway/crypto/key_store.hpp"
#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t wrap_slot_size =
    4096;  // own blocks: a torn write of one spares the other
inline constexpr std::size_t wrap_file_size = 2 * wrap_slot_size;
inline constexpr std::size_t stored_keys_max = 1024;  // some thirty live at a time
inline constexpr std::size_t store_file_size_max = 64 * 1024;

struct KeySet {
    std::uint64_t generation = 0;
    std::vector<StoredKey> keys;
};

// KW and the generation it belongs to.
struct StoreKey {
    std::uint64_t generation = 0;
    routing::SecretKey key;
    StoreKey() = default;
};

routing::Bytes encode_store(const KeySet& set, const routing::SecretKey& store_key);
// nullopt: not of this key, or not of this form.
std::optional<KeySet> decode_store(routing::ByteView file, const routing::SecretKey& store_key);

enum class SlotState {
    empty,    // zeros
    damaged,  // does not fit its checksum, or is of another version
    foreign,  // whole, and wrapped under another root key
    open,
};
struct WrapSlot {
    SlotState state = SlotState::empty;
    StoreKey content;  // of an open slot
    WrapSlot() = default;
};

routing::Bytes encode_slot(const StoreKey& content, const routing::SecretKey& wrapping);
WrapSlot decode_slot(routing::ByteView slot, const routing::SecretKey& wrapping);

inline std::size_t slot_offset(std::uint64_t generation) {
    return (generation % 2) * wrap_slot_size;
}

}  // namespace tipwire::gateway
