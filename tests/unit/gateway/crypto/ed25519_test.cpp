// SPDX-License-Identifier: Apache-2.0
// Ed25519 against the vectors of RFC 8032, section 7.1.
#include "gateway/crypto/ed25519.hpp"

#include <gtest/gtest.h>

#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::from_hex;

Ed25519PublicKey key_of_hex(std::string_view hex) {
    auto key = Ed25519PublicKey::from_base64(to_base64(*from_hex(hex)));
    EXPECT_TRUE(key);
    return std::move(*key);
}

// TEST 2 of the section: one byte.
const auto public_key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
const auto signature =
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

TEST(Ed25519, VerifiesRfc8032) {
    EXPECT_TRUE(key_of_hex(public_key).verifies("\x72", *from_hex(signature)));
    EXPECT_TRUE(
        key_of_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
            .verifies("", *from_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901"
                                    "555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a"
                                    "100b")));
}

TEST(Ed25519, RefusesEverythingElse) {
    const auto key = key_of_hex(public_key);
    auto bytes = *from_hex(signature);
    EXPECT_FALSE(key.verifies("\x73", bytes));
    EXPECT_FALSE(key.verifies("", bytes));
    bytes[63] ^= 0x80;
    EXPECT_FALSE(key.verifies("\x72", bytes));
    EXPECT_FALSE(key.verifies("\x72", {}));
    EXPECT_FALSE(key.verifies("\x72", Bytes(63)));
    EXPECT_FALSE(key.verifies("\x72", Bytes(64)));
    EXPECT_FALSE(key.verifies("\x72", Bytes(65)));
}

TEST(Ed25519, WantsThirtyTwoBytesInBase64) {
    for (const auto* text : {"", "AAAA", "not base64"})
        EXPECT_FALSE(Ed25519PublicKey::from_base64(text)) << text;
    EXPECT_FALSE(Ed25519PublicKey::from_base64(to_base64(Bytes(31))));
    EXPECT_FALSE(Ed25519PublicKey::from_base64(to_base64(Bytes(33))));
}

}  // namespace
}  // namespace tipwire::gateway
