// SPDX-License-Identifier: Apache-2.0
// The bytes and hashes of the audit chain are final: the expected values here were made with other
// programs.
#include "storage/audit_leaf.hpp"

#include <gtest/gtest.h>

namespace tipwire::storage {

namespace {

using routing::to_hex;

AuditEntry example() {
    AuditEntry entry;
    entry.seq = 0x0102030405060708;
    entry.hour = 0x0a0b0c0d;
    entry.event = AuditEvent::updated;
    for (std::size_t i = 0; i < 32; ++i) entry.commitment[i] = static_cast<std::uint8_t>(0x40 + i);
    entry.actor = 0x11121314;
    entry.detail = 0x2122;
    return entry;
}

routing::TipSalt salt() {
    routing::TipSalt salt;
    for (std::size_t i = 0; i < 16; ++i) salt.bytes[i] = static_cast<std::uint8_t>(i);
    return salt;
}

}  // namespace

TEST(AuditLeaf, HasTheDocumentedBytes) {
    EXPECT_EQ(to_hex(canonical(example())),
              "01"
              "0102030405060708"
              "0a0b0c0d"
              "08"
              "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
              "11121314"
              "2122");
}

TEST(AuditLeaf, ParsesBack) { EXPECT_EQ(parse_canonical(canonical(example())), example()); }

TEST(AuditLeaf, IsNotParsedFromOtherBytes) {
    auto bytes = canonical(example());
    EXPECT_FALSE(parse_canonical(routing::ByteView(bytes).first(51)));
    EXPECT_FALSE(parse_canonical({}));
    bytes[0] = 2;
    EXPECT_FALSE(parse_canonical(bytes));
}

TEST(AuditLeaf, HashesAsInRfc9162) {
    AuditHasher hasher;
    const Hash leaf = hasher.leaf(canonical(example()));
    EXPECT_EQ(to_hex(leaf), "cdf455e21b093d91323f00ffb8a53d12978512612842ce9a5ffffe69a78cee2c");
    EXPECT_EQ(to_hex(hasher.head(Hash{}, leaf)),
              "2a7761c08f9485f033b115a2aabb8e7e37e86b498dcf25d2549f08ef57f531ad");
}

TEST(AuditLeaf, CommitsUnderTheSaltOfTheTip) {
    AuditHasher hasher;
    const Hash content = hasher.sha256({routing::as_bytes("sealed")});
    EXPECT_EQ(to_hex(hasher.commitment(salt(), {5}, AuditEvent::received, content)),
              "b85de53af511ce329ecda9924574dd8f22de963caad8550e8204bb12169a406b");
    // The context is used again: the same once more.
    EXPECT_EQ(to_hex(hasher.commitment(salt(), {5}, AuditEvent::received, content)),
              "b85de53af511ce329ecda9924574dd8f22de963caad8550e8204bb12169a406b");
}

TEST(AuditLeaf, KnowsTheHour) {
    EXPECT_EQ(unix_hour(routing::Instant{std::chrono::hours{490'000}}), 490'000U);
    EXPECT_EQ(unix_hour(routing::Instant{std::chrono::minutes{59}}), 0U);
    EXPECT_EQ(unix_hour(routing::Instant{std::chrono::hours{-3}}), 0U);
}

}  // namespace tipwire::storage
