// SPDX-License-Identifier: Apache-2.0
// Error names, public ids and hex: small things that stand in logs and contracts.
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

#include "routing/domain/bytes.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::routing {
namespace {

TEST(Errc, HasAWordOfItsOwn) {
    std::set<std::string_view> names;
    for (int code = 1; code <= 11; ++code) names.insert(name(static_cast<Errc>(code)));

    EXPECT_EQ(names.size(), 11u);
    EXPECT_FALSE(names.contains("unknown"));
    EXPECT_EQ(name(Errc::key_destroyed), "key_destroyed");
    EXPECT_EQ(name(static_cast<Errc>(99)), "unknown");
}
TEST(Result, ThrowsWithCodeAndPlaceWhenAFailureIsUsed) {
    const Result<int> failure = Error{Errc::not_found, "no such tip"};
    try {
        failure.value();
        FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
        EXPECT_EQ(std::string_view(error.what()).find("not_found: no such tip"), 0u);
    }
}

TEST(Hex, ReadsBackInEitherCase) {
    const Bytes bytes{0x00, 0x7f, 0xab, 0xff};
    EXPECT_EQ(to_hex(bytes), "007fabff");
    EXPECT_EQ(from_hex("007fabff"), bytes);
    EXPECT_EQ(from_hex("007FABFF"), bytes);
    EXPECT_EQ(from_hex(""), Bytes{});
}
TEST(Hex, RefusesOddAndOther) {
    EXPECT_FALSE(from_hex("abc"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_FALSE(from_hex("0 "));
}

TEST(PublicId, IsThirtyTwoHexDigits) {
    const std::string text = "000102030405060708090a0b0c0d0eff";
    const auto id = PublicId::parse(text);

    ASSERT_TRUE(id);
    EXPECT_EQ(id->bytes[15], 0xff);
    EXPECT_EQ(id->text(), text);
}
TEST(PublicId, RefusesOtherLengths) {
    EXPECT_FALSE(PublicId::parse(""));
    EXPECT_FALSE(PublicId::parse("000102030405060708090a0b0c0d0e"));
    EXPECT_FALSE(PublicId::parse("000102030405060708090a0b0c0d0eff00"));
    EXPECT_FALSE(PublicId::parse("zz0102030405060708090a0b0c0d0eff"));
}

}  // namespace
}  // namespace tipwire::routing
