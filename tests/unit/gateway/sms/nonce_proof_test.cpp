// SPDX-License-Identifier: Apache-2.0
// Plivo's proof: what holds, and every way in which one does not.
#include <gtest/gtest.h>

#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using test::holds;
using test::proof;
using test::SmsRequest;
using test::with_header;

constexpr auto hook = "https://tips.example.org/hooks/sms";

SmsRequest plivo_request(std::string body, const std::string& signed_text,
                         std::string_view key = "key") {
    SmsRequest request;
    request.body = std::move(body);
    request.headers = {
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"X-Plivo-Signature-V3", test::hmac_base64(Hmac::Hash::sha256, key, signed_text + ".1000")},
        {"X-Plivo-Signature-V3-Nonce", "1000"}};
    return request;
}

struct NonceProofTest : testing::Test {
    NonceProofTest() {
        config::Verifier how;
        how.kind = config::VerifierKind::nonce;
        how.headers = {"X-Plivo-Signature-V3", "X-Plivo-Signature-Ma-V3"};
        how.nonce_header = "X-Plivo-Signature-V3-Nonce";
        plivo = proof(how, test::source_with({"key", "previous"}));
    }
    SmsRequest good = plivo_request("b=2+%26&a=1", hook + std::string("?a1b2 &"));
    std::unique_ptr<OriginProof> plivo;
};

TEST_F(NonceProofTest, HoldsOverTheSortedDecodedForm) { EXPECT_TRUE(holds(*plivo, good)); }

TEST_F(NonceProofTest, HoldsForThePreviousSecretOfARotation) {
    const auto text = hook + std::string("?a1");
    EXPECT_TRUE(holds(*plivo, plivo_request("a=1", text, "previous")));
    EXPECT_FALSE(holds(*plivo, plivo_request("a=1", text, "other")));
}

TEST_F(NonceProofTest, HoldsWithAQueryBeforeTheForm) {
    auto request = plivo_request("a=1", hook + std::string("?x=1&y=2.a1"));
    request.target = "/hooks/sms?y=2&x=1";
    EXPECT_TRUE(holds(*plivo, request));
    request.target = "/hooks/sms?y=2&x=2";
    EXPECT_FALSE(holds(*plivo, request));
}

TEST_F(NonceProofTest, HoldsOverTheQueryOfAGet) {
    auto request = plivo_request("", hook + std::string("?Text=hi you&To=7"));
    request.method = "GET";
    request.headers.erase(request.headers.begin());
    request.target = "/hooks/sms?To=7&Text=hi+you";
    EXPECT_TRUE(holds(*plivo, request));
    request.target = "/hooks/sms?To=8&Text=hi+you";
    EXPECT_FALSE(holds(*plivo, request));
}

TEST_F(NonceProofTest, HoldsWithTheDefaultPortInTheSignedUrl) {
    EXPECT_TRUE(holds(*plivo, plivo_request("a=1", "https://tips.example.org:443/hooks/sms?a1")));
    EXPECT_FALSE(holds(*plivo, plivo_request("a=1", "https://tips.example.org:444/hooks/sms?a1")));
}

TEST_F(NonceProofTest, DoesNotHoldForAChangedBodyNonceOrUrl) {
    auto changed = good;
    changed.body = "b=2+%26&a=2";
    EXPECT_FALSE(holds(*plivo, changed));
    EXPECT_FALSE(holds(*plivo, with_header(good, "X-Plivo-Signature-V3-Nonce", "1001")));
    EXPECT_FALSE(holds(*plivo, with_header(good, "X-Plivo-Signature-V3-Nonce", "")));
    changed = good;
    changed.target = "/hooks/other";
    EXPECT_FALSE(holds(*plivo, changed));
}

TEST_F(NonceProofTest, DoesNotHoldForABodyThatIsNotSigned) {
    auto request = plivo_request(R"({"Text":"forged"})", hook);
    request.headers[0].second = "application/json";
    EXPECT_FALSE(holds(*plivo, request));
}

TEST_F(NonceProofTest, FindsItsSignatureAmongSeveral) {
    const auto mac = test::header_of(good, "X-Plivo-Signature-V3");
    EXPECT_TRUE(holds(*plivo, with_header(good, "X-Plivo-Signature-V3", "AAAA," + mac)));
    EXPECT_TRUE(holds(*plivo, with_header(good, "X-Plivo-Signature-V3", mac + ",")));
    EXPECT_FALSE(holds(*plivo, with_header(good, "X-Plivo-Signature-V3", "AAAA,,BBBB")));
    const auto wrong = with_header(good, "X-Plivo-Signature-V3", "AAAA");
    EXPECT_TRUE(holds(*plivo, with_header(wrong, "X-Plivo-Signature-Ma-V3", mac)));
}

TEST_F(NonceProofTest, WantsTheWholeSignatureOnce) {
    test::expect_only_the_whole_signature(*plivo, good, "X-Plivo-Signature-V3");
}

TEST_F(NonceProofTest, TheSecondFormProvesNothing) {
    SmsRequest request;
    request.body = "a=1";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                       {"X-Plivo-Signature-V2",
                        test::hmac_base64(Hmac::Hash::sha256, "key", hook + std::string("1000"))},
                       {"X-Plivo-Signature-V2-Nonce", "1000"}};
    EXPECT_FALSE(holds(*plivo, request));
}

}  // namespace
}  // namespace tipwire::gateway
