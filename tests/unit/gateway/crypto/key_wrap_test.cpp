// SPDX-License-Identifier: Apache-2.0
// KWP: vectors made with AES-ECB by hand after RFC 5649 (by code that also gives the RFC's own
// AES-192 example).
#include "gateway/crypto/key_wrap.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace tipwire::gateway {
namespace {

using routing::as_bytes;
using routing::Bytes;
using routing::SecretKey;
using routing::to_hex;

SecretKey counting_key() {
    std::array<std::uint8_t, 32> bytes;
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
    return SecretKey{bytes};
}

TEST(KeyWrap, MatchesKnownVectors) {
    Bytes forty(40);
    std::iota(forty.begin(), forty.end(), std::uint8_t{64});

    EXPECT_EQ(to_hex(wrap_keys(counting_key(), as_bytes("twenty bytes of text"))),
              "015fc92353499a19ea7fc0b0916686e940b6547bc17de9ddb700405949f09024");
    EXPECT_EQ(to_hex(wrap_keys(counting_key(), forty)),
              "35a4e725e59c5f1d32f0a46cf3180d6df2a7ad0307f371cfd4670fd54f5eb58d"
              "387fd0a2324fa77d57e4c340c1454ea0");
}

TEST(KeyWrap, ComesBackAtEveryLength) {
    for (std::size_t size = 1; size <= 70; ++size) {
        const Bytes plain(size, 0x5a);
        const auto back = unwrap_keys(counting_key(), wrap_keys(counting_key(), plain));
        ASSERT_TRUE(back.has_value()) << size;
        EXPECT_EQ(back->reveal(), plain);
    }
}

TEST(KeyWrap, RefusesEveryFlippedByteAndEveryCut) {
    const Bytes wrapped = wrap_keys(counting_key(), Bytes(40, 0x5a));
    for (std::size_t i = 0; i < wrapped.size(); ++i) {
        Bytes changed = wrapped;
        changed[i] ^= 0x01;
        EXPECT_FALSE(unwrap_keys(counting_key(), changed).has_value()) << i;
        const Bytes cut(wrapped.begin(), wrapped.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_FALSE(unwrap_keys(counting_key(), cut).has_value()) << i;
    }
}

TEST(KeyWrap, RefusesAnotherKey) {
    const SecretKey other{std::array<std::uint8_t, 32>{}};
    EXPECT_FALSE(unwrap_keys(other, wrap_keys(counting_key(), Bytes(40, 0x5a))).has_value());
}

}  // namespace
}  // namespace tipwire::gateway
