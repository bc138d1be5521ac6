// SPDX-License-Identifier: Apache-2.0
// Signatures of others accepted, and of nobody refused: always with the same words.
#include "gateway/crypto/standard_webhooks.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::from_unix_seconds;
using routing::SecretString;

// Signed by npm standardwebhooks 1.1.1.
constexpr std::string_view known_secret = "whsec_dGlwd2lyZSBnZW5lcmljIGluZ2VzdCB0ZXN0IGtleSE=";
constexpr std::string_view known_body =
    R"({"id":"g-1","from":"+77010000001","to":"+77000000700","text":"Tip by generic ingest",)"
    R"("received_at":"2026-01-01T00:00:00Z"})";
constexpr std::string_view known_signature = "v1,Muktz3UTeMAorPr9Jqd18cKTYVbZ8EhCKNsI1gHYbaU=";
constexpr std::int64_t known_time = 1767225600;

StandardWebhooks webhooks(std::initializer_list<std::string_view> texts) {
    SecretList secrets;
    for (const auto text : texts) secrets.emplace_back(std::string(text));
    return StandardWebhooks::create(secrets).value();
}

WebhookHeaders known_headers() { return {"msg_plain", "1767225600", known_signature}; }

void expect_refused(const WebhookHeaders& headers, std::string_view body = known_body,
                    std::int64_t now = known_time) {
    auto verifier = webhooks({known_secret});
    const auto verified = verifier.verify(headers, body, from_unix_seconds(now));
    ASSERT_FALSE(verified.has_value());
    EXPECT_EQ(verified.error().code, Errc::bad_signature);
    EXPECT_EQ(verified.error().detail, "the signature does not hold");
}

void expect_accepted(const WebhookHeaders& headers, std::int64_t now = known_time) {
    auto verifier = webhooks({known_secret});
    EXPECT_TRUE(verifier.verify(headers, known_body, from_unix_seconds(now)).has_value());
}

TEST(StandardWebhooks, AcceptsAKnownSignature) { expect_accepted(known_headers()); }

TEST(StandardWebhooks, SignsAsOthersDo) {
    EXPECT_EQ(webhooks({known_secret}).sign("msg_plain", known_time, known_body), known_signature);
}

TEST(StandardWebhooks, RefusesAChangedBodyIdOrTime) {
    expect_refused(known_headers(), std::string(known_body) + " ");
    expect_refused({"msg_plaim", "1767225600", known_signature});
    expect_refused({"msg_plain", "1767225601", known_signature});
    expect_refused({"msg_plain", "01767225600", known_signature});
}

TEST(StandardWebhooks, HoldsForFiveMinutesEitherWay) {
    expect_accepted(known_headers(), known_time + 300);
    expect_accepted(known_headers(), known_time - 300);
    expect_refused(known_headers(), known_body, known_time + 301);
    expect_refused(known_headers(), known_body, known_time - 301);
}

TEST(StandardWebhooks, RefusesMissingHeaders) {
    expect_refused({"", "1767225600", known_signature});
    expect_refused({"msg_plain", "", known_signature});
    expect_refused({"msg_plain", "1767225600", ""});
}

TEST(StandardWebhooks, RefusesTimesThatAreNoWholeNumbers) {
    for (const std::string_view time : {"-1767225600", "+1767225600", "1767225600.0", " 1767225600",
                                        "1767225600 ", "0x6955b900", "99999999999999999999999"})
        expect_refused({"msg_plain", time, known_signature});
}

TEST(StandardWebhooks, LimitsTheHeaders) {
    auto signer = webhooks({known_secret});
    const std::string longest_id(256, 'i');
    const std::string id_signature = signer.sign(longest_id, known_time, known_body);
    expect_accepted({longest_id, "1767225600", id_signature});
    const std::string too_long_id(257, 'i');
    const std::string too_long_signature = signer.sign(too_long_id, known_time, known_body);
    expect_refused({too_long_id, "1767225600", too_long_signature});

    std::string full(2048 - known_signature.size(), ' ');
    full += known_signature;
    expect_accepted({"msg_plain", "1767225600", full});
    full += ' ';
    expect_refused({"msg_plain", "1767225600", full});
}

TEST(StandardWebhooks, LooksAmongSeveralSignatures) {
    const std::string others = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v1a,Zm9v v2 ";
    const std::string last = others + std::string(known_signature);
    const std::string first = std::string(known_signature) + " v1a,Zm9v";
    expect_accepted({"msg_plain", "1767225600", last});
    expect_accepted({"msg_plain", "1767225600", first});
    expect_refused({"msg_plain", "1767225600", others});
}

TEST(StandardWebhooks, WantsTheSchemeBeforeTheSignature) {
    const std::string bare(known_signature.substr(3));
    const std::string other_scheme = "v1a," + bare;
    const std::string without_padding(known_signature.substr(0, known_signature.size() - 1));
    expect_refused({"msg_plain", "1767225600", bare});
    expect_refused({"msg_plain", "1767225600", other_scheme});
    expect_refused({"msg_plain", "1767225600", without_padding});
}

TEST(StandardWebhooks, TakesBothSecretsDuringARotation) {
    auto sender = webhooks({"the secret of the year before"});
    auto receiver = webhooks({known_secret, "the secret of the year before"});
    const std::string signature = sender.sign("m1", known_time, "body");

    const WebhookHeaders headers{"m1", "1767225600", signature};

    EXPECT_TRUE(receiver.verify(headers, "body", from_unix_seconds(known_time)).has_value());
}

TEST(StandardWebhooks, SignsWithEverySecret) {
    auto both = webhooks({known_secret, "the secret of the year before"});
    auto old_receiver = webhooks({"the secret of the year before"});
    const std::string signature = both.sign("m1", known_time, "body");

    const WebhookHeaders headers{"m1", "1767225600", signature};

    EXPECT_EQ(std::ranges::count(signature, ' '), 1);
    EXPECT_TRUE(old_receiver.verify(headers, "body", from_unix_seconds(known_time)).has_value());
}

void expect_bad_secrets(std::initializer_list<std::string_view> texts, std::string_view detail) {
    SecretList secrets;
    for (const auto text : texts) secrets.emplace_back(std::string(text));
    const auto created = StandardWebhooks::create(secrets);
    ASSERT_FALSE(created.has_value());
    EXPECT_EQ(created.error().code, Errc::bad_request);
    EXPECT_EQ(created.error().detail, detail);
}

TEST(StandardWebhooks, RefusesSecretsThatProtectNothing) {
    expect_bad_secrets({}, "there is no webhook secret");
    expect_bad_secrets({"fifteen bytes.."}, "webhook secret 1 is shorter than 16 bytes");
    expect_bad_secrets({known_secret, "whsec_Zm9vYmFy"},
                       "webhook secret 2 is shorter than 16 bytes");
    expect_bad_secrets({"whsec_not base64 at all"},
                       "webhook secret 1 is not base64 after \"whsec_\"");
    expect_bad_secrets({""}, "webhook secret 1 is shorter than 16 bytes");
}

TEST(StandardWebhooks, TakesSecretsFromSixteenBytes) {
    EXPECT_EQ(webhooks({"sixteen bytes..."}).sign("a", 1, "b").substr(0, 3), "v1,");
}

}  // namespace
}  // namespace tipwire::gateway
