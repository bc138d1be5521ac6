// SPDX-License-Identifier: Apache-2.0
// The bytes of the key store's files: final, so their layout is spelled out here.
#include "gateway/crypto/key_store_format.hpp"

#include <gtest/gtest.h>

#include "gateway/crypto/key_wrap.hpp"
#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;
using routing::from_hex;
using routing::Instant;
using routing::SecretKey;
using routing::to_hex;
using std::chrono::milliseconds;

SecretKey format_key() { return SecretKey{std::array<std::uint8_t, 32>{5, 5, 5}}; }

StoredKey entry(KeyPurpose purpose, std::uint32_t epoch) {
    StoredKey key;
    key.info = KeyInfo{purpose, epoch, Instant{milliseconds{1000}}, Instant::max()};
    std::array<std::uint8_t, 32> bytes;
    bytes.fill(0xee);
    key.key = SecretKey{bytes};
    return key;
}

KeySet two_keys() {
    KeySet set;
    set.generation = 0x0102030405060708;
    set.keys = {entry(KeyPurpose::pseudonym, 20160), entry(KeyPurpose::content, 672)};
    return set;
}

Bytes store_of(const Bytes& body) {
    Bytes file = *from_hex("54574b5301000000");
    const Bytes wrapped = wrap_keys(format_key(), body);
    file.insert(file.end(), wrapped.begin(), wrapped.end());
    return file;
}

std::string entry_hex(std::string_view purpose, std::string_view epoch) {
    std::string hex{purpose};
    hex.append(epoch).append("00000000000003e8").append("7fffffffffffffff");
    for (int i = 0; i < 32; ++i) hex.append("ee");
    return hex;
}

TEST(KeyStoreFormat, WritesTheStoreAsDocumented) {
    const Bytes file = encode_store(two_keys(), format_key());

    EXPECT_EQ(to_hex(ByteView{file}.first(8)), "54574b5301000000");  // "TWKS", version 1
    const auto body = unwrap_keys(format_key(), ByteView{file}.subspan(8));
    ASSERT_TRUE(body.has_value());
    EXPECT_EQ(to_hex(body->reveal()), "010203040506070800000002" + entry_hex("01", "00004ec0") +
                                          entry_hex("05", "000002a0"));
}

TEST(KeyStoreFormat, ReadsItBack) {
    const auto set = decode_store(encode_store(two_keys(), format_key()), format_key());

    ASSERT_TRUE(set.has_value());
    EXPECT_EQ(set->generation, two_keys().generation);
    ASSERT_EQ(set->keys.size(), 2u);
    EXPECT_EQ(set->keys[1].info.purpose, KeyPurpose::content);
    EXPECT_EQ(set->keys[1].info.epoch, 672u);
    EXPECT_EQ(set->keys[1].info.made_at, Instant{milliseconds{1000}});
    EXPECT_EQ(set->keys[1].info.dies_at, Instant::max());
    EXPECT_EQ(set->keys[1].key.reveal(), two_keys().keys[1].key.reveal());
}

TEST(KeyStoreFormat, RefusesOtherForms) {
    const std::string head = "0102030405060708";
    const std::string first = entry_hex("01", "00004ec0");
    const std::string second = entry_hex("05", "000002a0");
    const auto reads = [](const std::string& body) {
        return decode_store(store_of(*from_hex(body)), format_key()).has_value();
    };

    EXPECT_TRUE(reads(head + "00000002" + first + second));
    EXPECT_TRUE(reads(head + "00000000"));
    EXPECT_FALSE(reads(head + "00000002" + second + first));  // not in order
    EXPECT_FALSE(reads(head + "00000002" + first + first));   // twice
    EXPECT_FALSE(reads(head + "00000001" + first + second));  // bytes left over
    EXPECT_FALSE(reads(head + "00000003" + first + second));  // bytes missing
    EXPECT_FALSE(reads(head + "ffffffff" + first));
    EXPECT_FALSE(reads(head + "00000001" + entry_hex("00", "00000001")));  // no such purpose
    EXPECT_FALSE(reads(head + "00000001" + entry_hex("08", "00000001")));
    EXPECT_FALSE(reads(head));
}

TEST(KeyStoreFormat, RefusesAnotherVersion) {
    Bytes file = encode_store(two_keys(), format_key());
    file[4] = 2;
    EXPECT_FALSE(decode_store(file, format_key()).has_value());
    EXPECT_FALSE(decode_store({}, format_key()).has_value());
}

StoreKey slot_content() {
    StoreKey content;
    content.generation = 7;
    std::array<std::uint8_t, 32> bytes;
    bytes.fill(0xcc);
    content.key = SecretKey{bytes};
    return content;
}

TEST(KeyStoreFormat, WritesASlotAsDocumented) {
    const Bytes slot = encode_slot(slot_content(), format_key());
    const ByteView view{slot};

    ASSERT_EQ(slot.size(), 4096u);
    EXPECT_EQ(to_hex(view.first(16)), "54574b57010000000000000000000007");  // "TWKW", 1, 7
    const auto plain = unwrap_keys(format_key(), view.subspan(16, 48));
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(to_hex(ByteView{plain->reveal()}.first(8)), "0000000000000007");
    EXPECT_EQ(to_hex(ByteView{plain->reveal()}.last(32)), to_hex(slot_content().key.reveal()));
    EXPECT_EQ(to_hex(view.subspan(64, 32)), to_hex(sha256(view.first(64))));
    EXPECT_EQ(to_hex(view.subspan(96)), std::string(2 * 4000, '0'));
}

TEST(KeyStoreFormat, TellsTheStatesOfASlotApart) {
    const Bytes slot = encode_slot(slot_content(), format_key());
    const SecretKey other{std::array<std::uint8_t, 32>{6}};

    EXPECT_EQ(decode_slot(slot, format_key()).state, SlotState::open);
    EXPECT_EQ(decode_slot(slot, format_key()).content.generation, 7u);
    EXPECT_EQ(decode_slot(slot, other).state, SlotState::foreign);
    EXPECT_EQ(decode_slot(Bytes(4096), format_key()).state, SlotState::empty);
    for (std::size_t i = 0; i < 96; ++i) {
        Bytes changed = slot;
        changed[i] ^= 0x80;
        EXPECT_EQ(decode_slot(changed, format_key()).state, SlotState::damaged) << i;
    }
}

TEST(KeyStoreFormat, PutsGenerationsIntoSlotsByTurns) {
    EXPECT_EQ(slot_offset(1), 4096u);
    EXPECT_EQ(slot_offset(2), 0u);
    EXPECT_EQ(slot_offset(3), 4096u);
}

}  // namespace
}  // namespace tipwire::gateway
