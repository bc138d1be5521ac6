// SPDX-License-Identifier: Apache-2.0
// Writing and reading the bytes of the key store's files.
#include "gateway/crypto/key_store_format.hpp"

#include <algorithm>
#include <string_view>

#include "gateway/crypto/big_endian.hpp"
#include "gateway/crypto/key_wrap.hpp"
#include "gateway/crypto/mac.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;
using routing::SecretKey;

using FileHead = std::array<std::uint8_t, 8>;
constexpr FileHead store_head{'T', 'W', 'K', 'S', 1, 0, 0, 0};
constexpr FileHead slot_head{'T', 'W', 'K', 'W', 1, 0, 0, 0};
constexpr std::size_t body_head_size = 8 + 4;
constexpr std::size_t entry_size = 1 + 4 + 8 + 8 + 32;
constexpr std::size_t slot_plain_size = 8 + 32;
constexpr std::size_t slot_wrapped_size = slot_plain_size + 8;
constexpr std::size_t slot_checked_size = 8 + 8 + slot_wrapped_size;

std::int64_t to_milliseconds(routing::Instant at) { return at.time_since_epoch().count(); }
routing::Instant from_milliseconds(std::int64_t count) {
    return routing::Instant{std::chrono::milliseconds{count}};
}

auto place_of(const StoredKey& key) { return std::pair{key.info.purpose, key.info.epoch}; }

void write_entry(FieldWriter& writer, const StoredKey& key) {
    writer.number(static_cast<std::uint8_t>(key.info.purpose));
    writer.number(key.info.epoch);
    writer.number(to_milliseconds(key.info.made_at));
    writer.number(to_milliseconds(key.info.dies_at));
    writer.bytes(key.key.reveal());
}

SecretKey read_key(FieldReader& reader) {
    std::array<std::uint8_t, 32> bytes;
    std::ranges::copy(reader.take(bytes.size()), bytes.begin());
    SecretKey key{bytes};
    routing::wipe(bytes);
    return key;
}

StoredKey read_entry(FieldReader& reader) {
    StoredKey key;
    key.info.purpose = static_cast<KeyPurpose>(reader.number<std::uint8_t>());
    key.info.epoch = reader.number<std::uint32_t>();
    key.info.made_at = from_milliseconds(reader.number<std::int64_t>());
    key.info.dies_at = from_milliseconds(reader.number<std::int64_t>());
    key.key = read_key(reader);
    return key;
}

bool is_canonical(const std::vector<StoredKey>& keys) {
    const auto not_after = [](const StoredKey& left, const StoredKey& right) {
        return place_of(left) >= place_of(right);
    };
    const auto known = [](const StoredKey& key) { return !name(key.info.purpose).empty(); };
    return std::ranges::adjacent_find(keys, not_after) == keys.end() &&
           std::ranges::all_of(keys, known);
}

std::optional<KeySet> decode_body(ByteView body) {
    if (body.size() < body_head_size) return std::nullopt;
    FieldReader reader{body};
    KeySet set;
    set.generation = reader.number<std::uint64_t>();
    const auto count = reader.number<std::uint32_t>();
    if (count > stored_keys_max || body.size() != body_head_size + count * entry_size)
        return std::nullopt;
    set.keys.reserve(count);
    for (std::uint32_t i = 0; i < count; ++i) set.keys.push_back(read_entry(reader));
    if (!is_canonical(set.keys)) return std::nullopt;
    return set;
}

bool starts_with(ByteView bytes, const FileHead& head) {
    return bytes.size() >= head.size() && std::ranges::equal(bytes.first(head.size()), head);
}

bool fits_checksum(ByteView slot) {
    return std::ranges::equal(sha256(slot.first(slot_checked_size)),
                              slot.subspan(slot_checked_size, 32));
}

WrapSlot slot_in_state(SlotState state) {
    WrapSlot slot;
    slot.state = state;
    return slot;
}

}  // namespace

Bytes encode_store(const KeySet& set, const SecretKey& store_key) {
    TIPWIRE_ASSERT(is_canonical(set.keys) && set.keys.size() <= stored_keys_max);
    Bytes body(body_head_size + set.keys.size() * entry_size);
    FieldWriter writer{body};
    writer.number(set.generation);
    writer.number(static_cast<std::uint32_t>(set.keys.size()));
    for (const StoredKey& key : set.keys) write_entry(writer, key);

    const Bytes wrapped = wrap_keys(store_key, body);
    routing::wipe(body);
    Bytes file(store_head.size() + wrapped.size());
    FieldWriter file_writer{file};
    file_writer.bytes(store_head);
    file_writer.bytes(wrapped);
    return file;
}

std::optional<KeySet> decode_store(ByteView file, const SecretKey& store_key) {
    if (!starts_with(file, store_head)) return std::nullopt;
    const auto body = unwrap_keys(store_key, file.subspan(store_head.size()));
    if (!body) return std::nullopt;
    return decode_body(body->reveal());
}

Bytes encode_slot(const StoreKey& content, const SecretKey& wrapping) {
    std::array<std::uint8_t, slot_plain_size> plain;
    FieldWriter plain_writer{plain};
    plain_writer.number(content.generation);
    plain_writer.bytes(content.key.reveal());
    const Bytes wrapped = wrap_keys(wrapping, plain);
    routing::wipe(plain);
    TIPWIRE_ASSERT(wrapped.size() == slot_wrapped_size);

    Bytes slot(wrap_slot_size);
    FieldWriter writer{slot};
    writer.bytes(slot_head);
    writer.number(content.generation);
    writer.bytes(wrapped);
    writer.bytes(sha256(ByteView{slot}.first(slot_checked_size)));
    return slot;
}

WrapSlot decode_slot(ByteView slot, const SecretKey& wrapping) {
    TIPWIRE_ASSERT(slot.size() == wrap_slot_size);
    if (std::ranges::all_of(slot, [](std::uint8_t byte) { return byte == 0; }))
        return slot_in_state(SlotState::empty);
    if (!starts_with(slot, slot_head) || !fits_checksum(slot))
        return slot_in_state(SlotState::damaged);

    FieldReader reader{slot.subspan(slot_head.size())};
    const auto generation = reader.number<std::uint64_t>();
    const auto plain = unwrap_keys(wrapping, reader.take(slot_wrapped_size));
    if (!plain || plain->reveal().size() != slot_plain_size)
        return slot_in_state(SlotState::foreign);
    FieldReader plain_reader{plain->reveal()};
    if (plain_reader.number<std::uint64_t>() != generation)
        return slot_in_state(SlotState::damaged);
    WrapSlot open = slot_in_state(SlotState::open);
    open.content.generation = generation;
    open.content.key = read_key(plain_reader);
    return open;
}

}  // namespace tipwire::gateway
