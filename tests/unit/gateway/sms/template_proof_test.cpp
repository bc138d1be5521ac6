// SPDX-License-Identifier: Apache-2.0
// HMACs over a template: what holds, and every way in which one does not.
#include <gtest/gtest.h>

#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using test::holds;
using test::proof;
using test::proof_now;
using test::SmsRequest;
using test::source_with;
using test::with_header;

config::Verifier sinch_verifier() {
    config::Verifier made;
    made.kind = config::VerifierKind::hmac_template;
    made.headers = {"X-Signature"};
    made.signed_text = "{body}.{nonce}.{timestamp}";
    made.encoding = "base64";
    made.nonce_header = "X-Nonce";
    made.timestamp_header = "X-Timestamp";
    made.window = std::chrono::minutes{5};
    return made;
}

SmsRequest sinch_request(std::string_view key, std::int64_t at = test::proof_time) {
    SmsRequest request;
    request.body = R"({"a":1})";
    const auto timestamp = std::to_string(at);
    request.headers = {{"X-Signature", test::hmac_base64(Hmac::Hash::sha256, key,
                                                         request.body + ".01NONCE." + timestamp)},
                       {"X-Nonce", "01NONCE"},
                       {"X-Timestamp", timestamp}};
    return request;
}

struct TemplateProofTest : testing::Test {
    std::unique_ptr<OriginProof> sinch = proof(sinch_verifier(), source_with({"key", "previous"}));
};

TEST_F(TemplateProofTest, HoldsForBothSecretsOfARotation) {
    EXPECT_TRUE(holds(*sinch, sinch_request("key")));
    EXPECT_TRUE(holds(*sinch, sinch_request("previous")));
    EXPECT_FALSE(holds(*sinch, sinch_request("other")));
}

TEST_F(TemplateProofTest, DoesNotHoldForAChangedBodyNonceOrTimestamp) {
    const auto good = sinch_request("key");
    auto changed = good;
    changed.body = R"({"a":2})";
    EXPECT_FALSE(holds(*sinch, changed));
    EXPECT_FALSE(holds(*sinch, with_header(good, "X-Nonce", "02NONCE")));
    EXPECT_FALSE(holds(*sinch, with_header(good, "X-Timestamp", "1767225601")));
    EXPECT_FALSE(holds(*sinch, with_header(good, "X-Timestamp", "")));
    EXPECT_FALSE(holds(*sinch, with_header(good, "X-Timestamp", "01767225600")));
}

TEST_F(TemplateProofTest, HoldsForFiveMinutes) {
    EXPECT_TRUE(holds(*sinch, sinch_request("key", test::proof_time - 300)));
    EXPECT_TRUE(holds(*sinch, sinch_request("key", test::proof_time + 300)));
    EXPECT_FALSE(holds(*sinch, sinch_request("key", test::proof_time - 301)));
    EXPECT_FALSE(holds(*sinch, sinch_request("key", test::proof_time + 301)));
}

TEST_F(TemplateProofTest, WithoutAWindowAnOldTimestampIsGood) {
    auto how = sinch_verifier();
    how.window = std::chrono::seconds{0};
    EXPECT_TRUE(holds(*proof(how, source_with({"key"})), sinch_request("key", 1)));
}

TEST_F(TemplateProofTest, WantsTheWholeSignatureOnce) {
    test::expect_only_the_whole_signature(*sinch, sinch_request("key"), "X-Signature");
}

TEST_F(TemplateProofTest, WantsNonceAndTimestampOnce) {
    for (const auto* name : {"X-Nonce", "X-Timestamp"}) {
        auto twice = sinch_request("key");
        twice.headers.emplace_back(name, test::header_of(twice, name));
        EXPECT_FALSE(holds(*sinch, twice)) << name;
    }
}

// "body.nonce" read as body "body" and nonce "nonce" or as body "bo" and nonce "dy.nonce".
TEST_F(TemplateProofTest, NoByteOfTheBodyPassesForTheNonces) {
    auto moved = sinch_request("key");
    moved.body = "{}";
    moved.headers[0].second =
        test::hmac_base64(Hmac::Hash::sha256, "key", "{}.text.01NONCE.1767225600");
    EXPECT_FALSE(holds(*sinch, with_header(moved, "X-Nonce", "text.01NONCE")));
    EXPECT_FALSE(holds(*sinch, with_header(moved, "X-Nonce", "")));
}

TEST(TemplateProof, HoldsInHexOfEitherCase) {
    config::Verifier how;
    how.kind = config::VerifierKind::hmac_template;
    how.headers = {"X-Hub-Signature"};
    how.signed_text = "{body}";
    how.hash = "sha1";
    how.prefix = "sha1=";
    const auto hub = proof(how, source_with({"key"}));
    SmsRequest request;
    request.body = "text";
    auto hex = test::hmac_hex(Hmac::Hash::sha1, "key", "text");
    EXPECT_TRUE(holds(*hub, with_header(request, "X-Hub-Signature", "sha1=" + hex)));
    EXPECT_FALSE(holds(*hub, with_header(request, "X-Hub-Signature", hex)));
    EXPECT_FALSE(holds(*hub, with_header(request, "X-Hub-Signature", "md5=" + hex)));
    for (char& c : hex) c = static_cast<char>(std::toupper(c));
    EXPECT_TRUE(holds(*hub, with_header(request, "X-Hub-Signature", "sha1=" + hex)));
}

TEST(TemplateProof, SignsTheUrlWithAndWithoutItsPort) {
    config::Verifier how;
    how.kind = config::VerifierKind::hmac_template;
    how.headers = {"X-Signature"};
    how.signed_text = "{url}|{body}";
    how.hash = "sha512";
    const auto over_url = proof(how, source_with({"key"}));
    const auto signed_over = [](const std::string& url) {
        SmsRequest request;
        request.body = "text";
        request.target = "/hooks/sms?a=1";
        return with_header(request, "X-Signature",
                           test::hmac_hex(Hmac::Hash::sha512, "key", url + "|text"));
    };
    EXPECT_TRUE(holds(*over_url, signed_over("https://tips.example.org/hooks/sms?a=1")));
    EXPECT_TRUE(holds(*over_url, signed_over("https://tips.example.org:443/hooks/sms?a=1")));
    EXPECT_FALSE(holds(*over_url, signed_over("https://tips.example.org/hooks/sms?a=2")));
    EXPECT_FALSE(holds(*over_url, signed_over("https://evil.example/hooks/sms?a=1")));
}

}  // namespace
}  // namespace tipwire::gateway
