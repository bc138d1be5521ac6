// SPDX-License-Identifier: Apache-2.0
// Hashes, MACs, HKDF and base64 against the vectors of their RFCs.
#include "gateway/crypto/mac.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using routing::as_bytes;
using routing::Bytes;
using routing::from_hex;
using routing::to_hex;

std::string repeated(char byte, std::size_t count) { return std::string(count, byte); }

std::string mac_hex(Hmac::Hash hash, std::string_view key, std::string_view data) {
    return to_hex(Hmac{hash, as_bytes(key)}.of({data}));
}

TEST(Sha256, MatchesFips180) {
    EXPECT_EQ(to_hex(sha256(as_bytes("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(to_hex(sha256({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Hmac, MatchesRfc4231ForSha256) {
    EXPECT_EQ(mac_hex(Hmac::Hash::sha256, repeated('\x0b', 20), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(mac_hex(Hmac::Hash::sha256, "Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(mac_hex(Hmac::Hash::sha256, repeated('\xaa', 20), repeated('\xdd', 50)),
              "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    EXPECT_EQ(mac_hex(Hmac::Hash::sha256, repeated('\xaa', 131),
                      "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, MatchesRfc4231ForSha512) {
    EXPECT_EQ(mac_hex(Hmac::Hash::sha512, "Jefe", "what do ya want for nothing?"),
              "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
              "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST(Hmac, MatchesRfc2202ForSha1) {
    EXPECT_EQ(mac_hex(Hmac::Hash::sha1, "Jefe", "what do ya want for nothing?"),
              "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST(Hmac, StartsAnewWithEachCall) {
    Hmac hmac{Hmac::Hash::sha256, as_bytes("Jefe")};
    const Bytes first = hmac.of({"what do ya want for nothing?"});

    hmac.of({"something else"});

    EXPECT_EQ(hmac.of({"what do ya want ", "", "for nothing?"}), first);
}

TEST(Hmac, WritesTheFirstBytes) {
    Hmac hmac{Hmac::Hash::sha256, as_bytes("Jefe")};
    std::array<std::uint8_t, 16> out;

    hmac.write({"what do ya want for nothing?"}, out);

    EXPECT_EQ(to_hex(out), "5bdcc146bf60754e6a042426089575c7");
}

// RFC 2202 (MD5) and RFC 4231 (SHA-384), test case 2.
TEST(Hmac, KnowsTheOlderAndTheLonger) {
    const auto text = "what do ya want for nothing?";
    EXPECT_EQ(mac_hex(Hmac::Hash::md5, "Jefe", text), "750c783e6ab0b503eaa86e310a5db738");
    EXPECT_EQ(mac_hex(Hmac::Hash::sha384, "Jefe", text),
              "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
              "8e2240ca5e69e2c78b3239ecfab21649");
}

// RFC 1321, appendix A.5.
TEST(Md5, HashesItsParts) {
    EXPECT_EQ(to_hex(md5({})), "d41d8cd98f00b204e9800998ecf8427e");
    EXPECT_EQ(to_hex(md5({"mess", "age ", "digest"})), "f96b697d7cb7938d525a2f31aaf161d0");
}

TEST(Base64Url, IsStrict) {
    EXPECT_EQ(from_base64url("-_8"), (Bytes{0xfb, 0xff}));
    EXPECT_EQ(from_base64url(""), Bytes{});
    for (const auto* text : {"-_8=", "+/8", "-_9", "a", "YQ YQ", "YQ\n"})
        EXPECT_EQ(from_base64url(text), std::nullopt) << text;
}

TEST(Hmac, TakesAnEmptyKey) {
    EXPECT_EQ(mac_hex(Hmac::Hash::sha256, "", ""),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// The RFC's outputs of 42 and 82 bytes, cut to the first block.
TEST(Hkdf, MatchesRfc5869) {
    const Bytes key(22, 0x0b);
    const Bytes info = *from_hex("f0f1f2f3f4f5f6f7f8f9");
    const Bytes salt = *from_hex("000102030405060708090a0b0c");
    EXPECT_EQ(to_hex(hkdf(key, routing::as_text(info), salt)),
              "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
    EXPECT_EQ(to_hex(hkdf_extract(key, salt)),
              "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    EXPECT_EQ(to_hex(hkdf(key, "")),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d");
}

TEST(Hkdf, ExpandsInParts) {
    const Bytes key(22, 0x0b);
    Hmac extracted{Hmac::Hash::sha256, hkdf_extract(key)};
    Digest256 out;

    hkdf_expand(extracted, "tipwire/v1/", "purpose", out);

    EXPECT_EQ(out, hkdf(key, "tipwire/v1/purpose"));
}

TEST(EqualConstantTime, ComparesLengthAndBytes) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_constant_time("abc", "ab"));
    EXPECT_FALSE(equal_constant_time("abc", ""));
}

TEST(Base64, MatchesRfc4648BothWays) {
    const std::pair<std::string_view, std::string_view> vectors[]{{"", ""},
                                                                  {"f", "Zg=="},
                                                                  {"fo", "Zm8="},
                                                                  {"foo", "Zm9v"},
                                                                  {"foob", "Zm9vYg=="},
                                                                  {"fooba", "Zm9vYmE="},
                                                                  {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, text] : vectors) {
        EXPECT_EQ(to_base64(as_bytes(plain)), text);
        const auto bytes = from_base64(text);
        ASSERT_TRUE(bytes.has_value()) << text;
        EXPECT_EQ(routing::as_text(*bytes), plain);
    }
}

TEST(Base64, RefusesEveryOtherSpelling) {
    for (const std::string_view text :
         {"Zg", "Zg=", "Zg===", "Z", "Zh==", "Zm9=", " Zm9", "Zm9v ", "Zm9v\n", "Zm9v\n\n\n\n",
          "    ", "Zm 9v", "Zm-_", "====", "=m9v", "Zm9vZg==Zm9v", "Zm9v\xc3\xa9"})
        EXPECT_FALSE(from_base64(text).has_value()) << text;
}

}  // namespace
}  // namespace tipwire::gateway
