// SPDX-License-Identifier: Apache-2.0
// Twilio's proof and SignalWire's: what holds, and every way in which one does not.
#include <gtest/gtest.h>

#include "gateway/http/encoding.hpp"
#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using test::holds;
using test::proof;
using test::sha256_hex;
using test::SmsRequest;
using test::source_with;
using test::with_header;

config::Verifier twilio_verifier(std::vector<std::string> headers = {"X-Twilio-Signature"}) {
    config::Verifier made;
    made.kind = config::VerifierKind::twilio_sha1;
    made.headers = std::move(headers);
    return made;
}

std::string twilio_mac(std::string_view key, std::string_view signed_text) {
    return test::hmac_base64(Hmac::Hash::sha1, key, signed_text);
}

SmsRequest twilio_form(std::string body, std::string_view signed_text, std::string_view key) {
    SmsRequest request;
    request.body = std::move(body);
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=UTF-8"},
                       {"X-Twilio-Signature", twilio_mac(key, signed_text)}};
    return request;
}

struct TwilioProofTest : testing::Test {
    std::unique_ptr<OriginProof> twilio =
        proof(twilio_verifier(), source_with({"token", "previous"}));
};

TEST_F(TwilioProofTest, HoldsOverTheSortedDecodedForm) {
    EXPECT_TRUE(holds(
        *twilio, twilio_form("b=2+%26&a=1", "https://tips.example.org/hooks/smsa1b2 &", "token")));
}

TEST_F(TwilioProofTest, HoldsForThePreviousSecretOfARotation) {
    EXPECT_TRUE(
        holds(*twilio, twilio_form("a=1", "https://tips.example.org/hooks/smsa1", "previous")));
}

TEST_F(TwilioProofTest, TakesEachDistinctValueOfARepeatedNameOnce) {
    EXPECT_TRUE(holds(*twilio, twilio_form("a=2&b=x&a=1&a=2",
                                           "https://tips.example.org/hooks/smsa1a2bx", "token")));
}

TEST_F(TwilioProofTest, HoldsWithTheDefaultPortInTheSignedUrl) {
    EXPECT_TRUE(
        holds(*twilio, twilio_form("a=1", "https://tips.example.org:443/hooks/smsa1", "token")));
}

TEST_F(TwilioProofTest, DoesNotHoldWithAnotherPort) {
    EXPECT_FALSE(
        holds(*twilio, twilio_form("a=1", "https://tips.example.org:8443/hooks/smsa1", "token")));
}

TEST_F(TwilioProofTest, SignsTheRawTarget) {
    auto request = twilio_form("", "https://tips.example.org/hooks/sms?who=o'neil%20x", "token");
    request.target = "/hooks/sms?who=o'neil%20x";
    EXPECT_TRUE(holds(*twilio, request));

    request.target = "/hooks/sms?who=o%27neil%20x";
    EXPECT_FALSE(holds(*twilio, request));
}

TEST_F(TwilioProofTest, DoesNotHoldForAChangedField) {
    EXPECT_FALSE(
        holds(*twilio, twilio_form("a=2", "https://tips.example.org/hooks/smsa1", "token")));
}

TEST_F(TwilioProofTest, DoesNotHoldForAnAddedField) {
    EXPECT_FALSE(
        holds(*twilio, twilio_form("a=1&b=2", "https://tips.example.org/hooks/smsa1", "token")));
}

TEST_F(TwilioProofTest, DoesNotHoldForAnotherSecret) {
    EXPECT_FALSE(
        holds(*twilio, twilio_form("a=1", "https://tips.example.org/hooks/smsa1", "other")));
}

TEST_F(TwilioProofTest, DoesNotHoldWithoutASignature) {
    auto request = twilio_form("a=1", "", "token");
    request.headers.pop_back();
    EXPECT_FALSE(holds(*twilio, request));
    request.headers.emplace_back("X-Twilio-Signature", "");
    EXPECT_FALSE(holds(*twilio, request));
}

TEST_F(TwilioProofTest, DoesNotLookAtTheHostHeader) {
    auto request = twilio_form("a=1", "https://evil.example/hooks/smsa1", "token");
    request.headers.emplace_back("Host", "evil.example");
    request.headers.emplace_back("X-Forwarded-Host", "evil.example");
    EXPECT_FALSE(holds(*twilio, request));
}

TEST_F(TwilioProofTest, DoesNotHoldForTooManyFields) {
    std::string body, joined = "https://tips.example.org/hooks/sms";
    for (std::size_t i = 0; i <= form_fields_max; ++i) body += "a=1&";
    EXPECT_FALSE(holds(*twilio, twilio_form(body, joined + "a1", "token")));
}

SmsRequest twilio_json(std::string body, const std::string& hash) {
    SmsRequest request;
    request.target = "/hooks/sms?bodySHA256=" + hash;
    request.body = std::move(body);
    request.headers = {
        {"Content-Type", "application/json"},
        {"X-Twilio-Signature", twilio_mac("token", test::proof_url + request.target)}};
    return request;
}

TEST_F(TwilioProofTest, HoldsForJsonWhoseHashStandsInTheSignedUrl) {
    const std::string body = R"({"a":1})";
    EXPECT_TRUE(holds(*twilio, twilio_json(body, sha256_hex(body))));
}

TEST_F(TwilioProofTest, DoesNotHoldForJsonThatWasChanged) {
    const auto hash = sha256_hex(R"({"a":1})");
    EXPECT_FALSE(holds(*twilio, twilio_json(R"({"a":2})", hash)));
}

TEST_F(TwilioProofTest, DoesNotHoldForJsonWithoutAHash) {
    auto request = twilio_json("{}", "");
    request.target = "/hooks/sms";
    request.headers[1].second = twilio_mac("token", std::string(test::proof_url) + "/hooks/sms");
    EXPECT_FALSE(holds(*twilio, request));
}

TEST_F(TwilioProofTest, WantsTheWholeSignatureOnce) {
    test::expect_only_the_whole_signature(
        *twilio, twilio_form("a=1", "https://tips.example.org/hooks/smsa1", "token"),
        "X-Twilio-Signature");
}

// ---- SignalWire ---------------------------------------------------------------------------------

struct SignalWireProofTest : testing::Test {
    SignalWireProofTest() {
        auto how = twilio_verifier({"X-SignalWire-Signature", "X-Twilio-Signature"});
        how.sha256_header = "X-SignalWire-Sha256-Signature";
        signalwire = proof(how, source_with({"key", "previous"}));
    }
    static SmsRequest unsigned_form() {
        SmsRequest request;
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = "b=2&a=1";
        return request;
    }
    static std::string twilio_form_of_it() { return "https://tips.example.org/hooks/smsa1b2"; }
    static std::string raw_of_it() { return "https://tips.example.org/hooks/smsb=2&a=1"; }
    static std::string raw256(std::string_view key) {
        return test::hmac_hex(Hmac::Hash::sha256, key, raw_of_it());
    }

    std::unique_ptr<OriginProof> signalwire;
};

TEST_F(SignalWireProofTest, HoldsInTwiliosFormInEitherHeader) {
    const auto mac = twilio_mac("key", twilio_form_of_it());
    EXPECT_TRUE(holds(*signalwire, with_header(unsigned_form(), "X-SignalWire-Signature", mac)));
    EXPECT_TRUE(holds(*signalwire, with_header(unsigned_form(), "X-Twilio-Signature", mac)));
    EXPECT_FALSE(holds(*signalwire, with_header(unsigned_form(), "X-Other-Signature", mac)));
}

TEST_F(SignalWireProofTest, HoldsInHexOverTheRawBody) {
    const auto hex = test::hmac_hex(Hmac::Hash::sha1, "previous", raw_of_it());
    const auto request = with_header(unsigned_form(), "X-SignalWire-Signature", hex);
    EXPECT_TRUE(holds(*signalwire, request));
    auto changed = request;
    changed.body = "b=2&a=2";
    EXPECT_FALSE(holds(*signalwire, changed));
}

TEST_F(SignalWireProofTest, HexOverTheRawBodyIsNotTwiliosForm) {
    const auto twilio = proof(twilio_verifier(), source_with({"key"}));
    const auto hex = test::hmac_hex(Hmac::Hash::sha1, "key", raw_of_it());
    EXPECT_FALSE(holds(*twilio, with_header(unsigned_form(), "X-Twilio-Signature", hex)));
}

TEST_F(SignalWireProofTest, HoldsBySha256) {
    for (const auto* key : {"key", "previous"}) {
        const auto request =
            with_header(unsigned_form(), "X-SignalWire-Sha256-Signature", raw256(key));
        test::expect_only_the_whole_signature(*signalwire, request,
                                              "X-SignalWire-Sha256-Signature");
    }
}

TEST_F(SignalWireProofTest, Sha256DecidesWhereItIsThere) {
    const auto good = with_header(unsigned_form(), "X-SignalWire-Signature",
                                  twilio_mac("key", twilio_form_of_it()));
    ASSERT_TRUE(holds(*signalwire, good));
    for (const std::string& wrong : {raw256("other"), std::string()})
        EXPECT_FALSE(holds(*signalwire, with_header(good, "X-SignalWire-Sha256-Signature", wrong)));
}

}  // namespace
}  // namespace tipwire::gateway
