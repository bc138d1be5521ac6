// SPDX-License-Identifier: Apache-2.0
// Proofs of origin: what holds, and every way in which one does not.
#include "gateway/sms/verifiers.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/crypto/mac.hpp"
#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/encoding.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using config::VerifierKind;
using routing::Errc;
using routing::SecretString;
using test::SmsRequest;

constexpr auto public_url = "https://tips.example.org";
const auto now = routing::from_unix_seconds(1'767'225'600);

config::Source source_with(std::vector<std::string> secrets, std::string user = {}) {
    config::Source source;
    source.name = "sms";
    source.user = std::move(user);
    for (auto& secret : secrets) source.secret.emplace_back(std::move(secret));
    return source;
}

config::Verifier verifier(VerifierKind kind, std::string where = {}) {
    config::Verifier made;
    made.kind = kind;
    made.where = std::move(where);
    return made;
}

std::unique_ptr<OriginProof> proof(const config::Verifier& how, const config::Source& source,
                                   std::string url = public_url) {
    auto made = make_origin_proof(how, source, std::move(url));
    EXPECT_TRUE(made.has_value());
    return made ? std::move(*made) : nullptr;
}

bool holds(OriginProof& proof, SmsRequest request, std::string_view token = {},
           routing::Instant at = now) {
    return proof.holds(HookRequest(request.view(), token), at);
}

// ---- Twilio -------------------------------------------------------------------------------------

std::string twilio_mac(std::string_view key, std::string_view signed_text) {
    return to_base64(Hmac(Hmac::Hash::sha1, routing::as_bytes(key)).of({signed_text}));
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
        proof(verifier(VerifierKind::twilio_sha1), source_with({"token", "previous"}));
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
    request.headers = {{"Content-Type", "application/json"},
                       {"X-Twilio-Signature", twilio_mac("token", public_url + request.target)}};
    return request;
}

TEST_F(TwilioProofTest, HoldsForJsonWhoseHashStandsInTheSignedUrl) {
    const std::string body = R"({"a":1})";
    EXPECT_TRUE(
        holds(*twilio, twilio_json(body, routing::to_hex(sha256(routing::as_bytes(body))))));
}

TEST_F(TwilioProofTest, DoesNotHoldForJsonThatWasChanged) {
    const auto hash = routing::to_hex(sha256(routing::as_bytes(R"({"a":1})")));
    EXPECT_FALSE(holds(*twilio, twilio_json(R"({"a":2})", hash)));
}

TEST_F(TwilioProofTest, DoesNotHoldForJsonWithoutAHash) {
    auto request = twilio_json("{}", "");
    request.target = "/hooks/sms";
    request.headers[1].second = twilio_mac("token", std::string(public_url) + "/hooks/sms");
    EXPECT_FALSE(holds(*twilio, request));
}

TEST(WithAndWithoutPort, KnowsBothForms) {
    using Forms = std::vector<std::string>;
    EXPECT_EQ(with_and_without_port("https://a.example"),
              (Forms{"https://a.example", "https://a.example:443"}));
    EXPECT_EQ(with_and_without_port("https://a.example:443"),
              (Forms{"https://a.example:443", "https://a.example"}));
    EXPECT_EQ(with_and_without_port("http://a.example/x"),
              (Forms{"http://a.example/x", "http://a.example:80/x"}));
    EXPECT_EQ(with_and_without_port("https://a.example:8443"), Forms{"https://a.example:8443"});
    EXPECT_EQ(with_and_without_port("https://[::1]"),
              (Forms{"https://[::1]", "https://[::1]:443"}));
    EXPECT_EQ(with_and_without_port("http://[::1]:80"), (Forms{"http://[::1]:80", "http://[::1]"}));
}

// ---- Standard Webhooks --------------------------------------------------------------------------

constexpr auto standard_secret = "whsec_dGlwd2lyZSBnZW5lcmljIGluZ2VzdCB0ZXN0IGtleSE=";

SmsRequest standard_request(std::string body, const std::string& secret, std::int64_t at) {
    auto keys = StandardWebhooks::create({SecretString(secret)});
    SmsRequest request;
    request.headers = {{"webhook-id", "msg_1"},
                       {"webhook-timestamp", std::to_string(at)},
                       {"webhook-signature", keys->sign("msg_1", at, body)}};
    request.body = std::move(body);
    return request;
}

struct StandardProofTest : testing::Test {
    std::unique_ptr<OriginProof> standard =
        proof(verifier(VerifierKind::standard_webhooks),
              source_with({standard_secret, "previous secret of sixteen bytes"}));
};

TEST_F(StandardProofTest, HoldsForBothSecretsOfARotation) {
    EXPECT_TRUE(holds(*standard, standard_request("{}", standard_secret, 1'767'225'600)));
    EXPECT_TRUE(holds(*standard,
                      standard_request("{}", "previous secret of sixteen bytes", 1'767'225'600)));
}

TEST_F(StandardProofTest, HoldsForFiveMinutes) {
    EXPECT_TRUE(holds(*standard, standard_request("{}", standard_secret, 1'767'225'600 - 300)));
    EXPECT_FALSE(holds(*standard, standard_request("{}", standard_secret, 1'767'225'600 - 301)));
    EXPECT_FALSE(holds(*standard, standard_request("{}", standard_secret, 1'767'225'600 + 301)));
}

TEST_F(StandardProofTest, DoesNotHoldForAnotherBodySecretOrNone) {
    auto changed = standard_request("{}", standard_secret, 1'767'225'600);
    changed.body = "{ }";
    EXPECT_FALSE(holds(*standard, changed));
    EXPECT_FALSE(holds(*standard, standard_request("{}", "some other secret here", 1'767'225'600)));
    EXPECT_FALSE(holds(*standard, SmsRequest{}));
}

// ---- shared secret ------------------------------------------------------------------------------

TEST(SharedSecretProof, StandsInThePath) {
    const auto token =
        proof(verifier(VerifierKind::shared_secret, "path:token"), source_with({"tok-1", "tok-2"}));
    EXPECT_TRUE(holds(*token, {}, "tok-1"));
    EXPECT_TRUE(holds(*token, {}, "tok-2"));
    EXPECT_FALSE(holds(*token, {}, "tok-"));
    EXPECT_FALSE(holds(*token, {}, "tok-11"));
    EXPECT_FALSE(holds(*token, {}, ""));
}

TEST(SharedSecretProof, StandsInTheQuery) {
    const auto query =
        proof(verifier(VerifierKind::shared_secret, "query:key"), source_with({"a b"}));
    SmsRequest request;
    request.target = "/hooks/sms?key=a+b";
    EXPECT_TRUE(holds(*query, request));
    request.target = "/hooks/sms?Key=a+b";
    EXPECT_FALSE(holds(*query, request));
}

TEST(SharedSecretProof, StandsInAHeader) {
    const auto header =
        proof(verifier(VerifierKind::shared_secret, "header:X-Token"), source_with({"tok"}));
    SmsRequest request;
    request.headers = {{"x-token", "tok"}};
    EXPECT_TRUE(holds(*header, request));
    request.headers = {{"x-token", "Tok"}};
    EXPECT_FALSE(holds(*header, request));
}

TEST(SharedSecretProof, StandsInBasicCredentials) {
    const auto basic =
        proof(verifier(VerifierKind::shared_secret, "basic"), source_with({"p:w"}, "hook"));
    const auto with = [](const std::string& value) {
        SmsRequest request;
        request.headers = {{"Authorization", value}};
        return request;
    };
    const auto encoded = to_base64(routing::as_bytes("hook:p:w"));
    EXPECT_TRUE(holds(*basic, with("Basic " + encoded)));
    EXPECT_TRUE(holds(*basic, with("basic " + encoded)));
    EXPECT_FALSE(holds(*basic, with("Bearer " + encoded)));
    EXPECT_FALSE(holds(*basic, with("Basic " + to_base64(routing::as_bytes("other:p:w")))));
    EXPECT_FALSE(holds(*basic, with("Basic !")));
    EXPECT_FALSE(holds(*basic, with("")));
}

// ---- what cannot be made ------------------------------------------------------------------------

Errc refusal(const config::Verifier& how, const config::Source& source,
             std::string url = public_url) {
    const auto made = make_origin_proof(how, source, std::move(url));
    return made ? Errc{} : made.error().code;
}

TEST(MakeOriginProof, WantsASecret) {
    const auto how = verifier(VerifierKind::shared_secret, "path:token");
    EXPECT_EQ(refusal(how, source_with({})), Errc::bad_request);
    EXPECT_EQ(refusal(how, source_with({"a", ""})), Errc::bad_request);
}

TEST(MakeOriginProof, WantsAKnownPlace) {
    for (const auto* where : {"", "path", "cookie:x", "query:", "header"})
        EXPECT_EQ(refusal(verifier(VerifierKind::shared_secret, where), source_with({"a"})),
                  Errc::bad_request)
            << where;
}

TEST(MakeOriginProof, WantsAUserForBasic) {
    EXPECT_EQ(refusal(verifier(VerifierKind::shared_secret, "basic"), source_with({"a"})),
              Errc::bad_request);
}

TEST(MakeOriginProof, WantsAPublicUrlForTwilio) {
    EXPECT_EQ(refusal(verifier(VerifierKind::twilio_sha1), source_with({"a"}), ""),
              Errc::bad_request);
}

TEST(MakeOriginProof, WantsASecretThatStandardWebhooksCanUse) {
    EXPECT_EQ(refusal(verifier(VerifierKind::standard_webhooks), source_with({"short"})),
              Errc::bad_request);
}

TEST(MakeOriginProof, SaysWhichVerifiersAreNotThere) {
    for (const auto kind : {VerifierKind::hmac_template, VerifierKind::sorted_fields,
                            VerifierKind::nonce, VerifierKind::jwt, VerifierKind::ed25519}) {
        const auto made = make_origin_proof(verifier(kind), source_with({"a"}), public_url);
        ASSERT_FALSE(made);
        EXPECT_EQ(made.error().detail, "this verifier is not in this version");
    }
}

}  // namespace
}  // namespace tipwire::gateway
