// SPDX-License-Identifier: Apache-2.0
// Hashes over sorted fields: what holds, and every way in which one does not.
#include <gtest/gtest.h>

#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using test::holds;
using test::proof;
using test::SmsRequest;
using test::source_with;

config::Verifier vonage_verifier(std::string hash) {
    config::Verifier made;
    made.kind = config::VerifierKind::sorted_fields;
    made.field = "sig";
    made.hash = std::move(hash);
    return made;
}

SmsRequest signed_form(std::string body) {
    SmsRequest request;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    return request;
}

const std::string joined = "&msisdn=7701&text=a_b_c d";
const std::string fields = "text=a%26b%3Dc+d&msisdn=7701&sig=";

std::string hex(Hmac::Hash hash, std::string_view key, std::string_view text = joined) {
    return test::hmac_hex(hash, key, text);
}

struct SortedFieldsProofTest : testing::Test {
    std::unique_ptr<OriginProof> vonage =
        proof(vonage_verifier("hmac_sha256"), source_with({"key", "previous"}));
};

TEST_F(SortedFieldsProofTest, HoldsOverAForm) {
    EXPECT_TRUE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::sha256, "key"))));
    EXPECT_TRUE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::sha256, "previous"))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::sha256, "other"))));
}

TEST_F(SortedFieldsProofTest, HoldsOverTheQueryOfAGet) {
    SmsRequest request;
    request.method = "GET";
    request.target = "/hooks/sms?" + fields + hex(Hmac::Hash::sha256, "key");
    EXPECT_TRUE(holds(*vonage, request));
    request.target.replace(request.target.find("7701"), 4, "7702");
    EXPECT_FALSE(holds(*vonage, request));
}

TEST_F(SortedFieldsProofTest, HoldsOverAJsonObjectInEitherCaseOfHex) {
    SmsRequest request;
    request.headers = {{"Content-Type", "application/json"}};
    auto upper = hex(Hmac::Hash::sha256, "key", "&concat=true&msisdn=7701&n=3&none=&text=Кража");
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    const auto body = [&](const std::string& text) {
        return R"({"text":")" + text +
               R"(","msisdn":"7701","n":3,"none":null,"concat":true,"sig":")" + upper + "\"}";
    };
    request.body = body("Кража");
    EXPECT_TRUE(holds(*vonage, request));
    request.body = body("Крыша");
    EXPECT_FALSE(holds(*vonage, request));
}

TEST_F(SortedFieldsProofTest, DoesNotHoldOverJsonThatIsNoFlatObject) {
    SmsRequest request;
    for (const auto* body : {"[]", "{", "\"text\"", R"({"a":{"b":1},"sig":""})"}) {
        request.body = body;
        EXPECT_FALSE(holds(*vonage, request)) << body;
    }
}

TEST(SortedFieldsProof, KnowsEachHash) {
    const std::pair<const char*, Hmac::Hash> hmacs[] = {{"hmac_md5", Hmac::Hash::md5},
                                                        {"hmac_sha1", Hmac::Hash::sha1},
                                                        {"hmac_sha256", Hmac::Hash::sha256},
                                                        {"hmac_sha512", Hmac::Hash::sha512}};
    for (const auto& [name, hash] : hmacs) {
        const auto vonage = proof(vonage_verifier(name), source_with({"key"}));
        for (const auto& [other, other_hash] : hmacs)
            EXPECT_EQ(holds(*vonage, signed_form(fields + hex(other_hash, "key"))),
                      hash == other_hash)
                << name << ' ' << other;
    }
    const auto vonage = proof(vonage_verifier("md5"), source_with({"old", "key"}));
    EXPECT_TRUE(holds(*vonage, signed_form(fields + routing::to_hex(md5({joined, "key"})))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + routing::to_hex(md5({joined, "other"})))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::md5, "key"))));
}

TEST(SortedFieldsProof, TheSourceChoosesTheHash) {
    auto source = source_with({"key"});
    source.signature_hash = "hmac_sha512";
    const auto vonage = proof(vonage_verifier("hmac_sha256"), source);
    EXPECT_TRUE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::sha512, "key"))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + hex(Hmac::Hash::sha256, "key"))));
}

TEST_F(SortedFieldsProofTest, DoesNotHoldForAChangedOrAddedField) {
    const auto sig = hex(Hmac::Hash::sha256, "key");
    EXPECT_FALSE(holds(*vonage, signed_form("text=other&msisdn=7701&sig=" + sig)));
    EXPECT_FALSE(holds(*vonage, signed_form("a=1&" + fields + sig)));
    EXPECT_FALSE(holds(*vonage, signed_form("msisdn=7701&sig=" + sig)));
}

TEST_F(SortedFieldsProofTest, DoesNotHoldForACutOrMissingSignature) {
    const auto sig = hex(Hmac::Hash::sha256, "key");
    EXPECT_FALSE(holds(*vonage, signed_form(fields + sig.substr(0, 62))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + sig + "00")));
    EXPECT_FALSE(holds(*vonage, signed_form(fields + std::string(1 << 18, '0'))));
    EXPECT_FALSE(holds(*vonage, signed_form(fields)));
    EXPECT_FALSE(holds(*vonage, signed_form("text=a")));
    EXPECT_FALSE(holds(*vonage, SmsRequest{}));
}

// Each would give the same text to sign as an honest request.
TEST_F(SortedFieldsProofTest, DoesNotHoldForFieldsThatCanBeReadInTwoWays) {
    const auto sig = hex(Hmac::Hash::sha256, "key", "&a=1&b=2");
    ASSERT_TRUE(holds(*vonage, signed_form("a=1&b=2&sig=" + sig)));
    EXPECT_FALSE(holds(*vonage, signed_form("a%3D1%26b=2&sig=" + sig)));
    EXPECT_FALSE(holds(*vonage, signed_form("a=1&b=2&b=2&sig=" + sig)));
    EXPECT_FALSE(holds(*vonage, signed_form("a=1&b=2&sig=" + sig + "&sig=" + sig)));
    auto with_query = signed_form("a=1&b=2&sig=" + sig);
    with_query.target = "/hooks/sms?c=3";
    EXPECT_FALSE(holds(*vonage, with_query));
}

}  // namespace
}  // namespace tipwire::gateway
