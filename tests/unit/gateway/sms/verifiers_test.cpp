// SPDX-License-Identifier: Apache-2.0
// Proofs of origin: what holds, and every way in which one does not.
#include "gateway/sms/verifiers.hpp"

#include <gtest/gtest.h>

#include "gateway/crypto/standard_webhooks.hpp"
#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using config::VerifierKind;
using routing::Errc;
using routing::SecretString;
using test::SmsRequest;

using test::holds;
using test::proof;
using test::refusal;
using test::source_with;

config::Verifier verifier(VerifierKind kind, std::string where = {}) {
    config::Verifier made;
    made.kind = kind;
    made.where = std::move(where);
    return made;
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

TEST_F(StandardProofTest, WantsTheWholeSignatureOnce) {
    const auto good = standard_request("{}", standard_secret, 1'767'225'600);
    test::expect_only_the_whole_signature(*standard, good, "webhook-signature");
    auto twice = good;
    twice.headers.emplace_back("webhook-timestamp", "1767225600");
    EXPECT_FALSE(holds(*standard, twice));
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

TEST(SharedSecretProof, DoesNotHoldInAHeaderGivenTwice) {
    const auto header =
        proof(verifier(VerifierKind::shared_secret, "header:X-Token"), source_with({"tok"}));
    SmsRequest request;
    request.headers = {{"X-Token", "tok"}, {"x-token", "tok"}};
    EXPECT_FALSE(holds(*header, request));
}

TEST(SharedSecretProof, StandsInAFieldOfTheForm) {
    const auto field =
        proof(verifier(VerifierKind::shared_secret, "field:secret"), source_with({"t&k", "old"}));
    SmsRequest request;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = "event=incoming_message&secret=t%26k";
    EXPECT_TRUE(holds(*field, request));
    request.body = "secret=old";
    EXPECT_TRUE(holds(*field, request));
    request.body = "secret=t";
    EXPECT_FALSE(holds(*field, request));
    request.body = "content=secret%3Dold";
    EXPECT_FALSE(holds(*field, request));
    request.body.clear();
    request.target = "/hooks/sms?secret=old";
    EXPECT_FALSE(holds(*field, request));
    request.body = "secret=old";
    request.headers = {{"Content-Type", "application/json"}};
    EXPECT_FALSE(holds(*field, request));
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

TEST(MakeOriginProof, WantsAPublicUrlWhereTheUrlIsSigned) {
    auto over_url = verifier(VerifierKind::hmac_template);
    over_url.signed_text = "{url}{body}";
    auto with_hash = verifier(VerifierKind::jwt);
    with_hash.url_hash = true;
    for (const auto& how :
         {verifier(VerifierKind::twilio_sha1), verifier(VerifierKind::nonce), over_url, with_hash})
        EXPECT_EQ(refusal(how, source_with({"a"}), ""), Errc::bad_request);
}

TEST(MakeOriginProof, WantsASecretThatStandardWebhooksCanUse) {
    EXPECT_EQ(refusal(verifier(VerifierKind::standard_webhooks), source_with({"short"})),
              Errc::bad_request);
}

TEST(MakeOriginProof, RefusesWordsThatNoProfileMayHold) {
    auto how = verifier(VerifierKind::hmac_template);
    how.signed_text = "{body}{other}";
    EXPECT_EQ(refusal(how, source_with({"a"})), Errc::bad_request);
    how.signed_text = "{timestamp}";
    EXPECT_EQ(refusal(how, source_with({"a"})), Errc::bad_request);
    how.signed_text = "{body}";
    how.hash = "md5";
    EXPECT_EQ(refusal(how, source_with({"a"})), Errc::bad_request);

    how = verifier(VerifierKind::jwt);
    how.algorithms = {"none"};
    EXPECT_EQ(refusal(how, source_with({"a"})), Errc::bad_request);

    how = verifier(VerifierKind::sorted_fields);
    how.hash = "sha256";
    EXPECT_EQ(refusal(how, source_with({"a"})), Errc::bad_request);
}

}  // namespace
}  // namespace tipwire::gateway
