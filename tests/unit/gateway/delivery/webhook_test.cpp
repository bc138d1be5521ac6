// SPDX-License-Identifier: Apache-2.0
// One delivery over the webhook channel: what is sent, and what each kind of answer means for the
// tip.
#include "gateway/delivery/webhook.hpp"

#include <gtest/gtest.h>

#include "tests/support/await.hpp"
#include "tests/support/fake_http_client.hpp"
#include "tests/support/signing_key.hpp"

namespace tipwire::gateway {
namespace {

using routing::Accepted;
using routing::DeliveryOutcome;
using routing::Errc;
using routing::Refused;
using routing::RetryAfter;
using std::chrono::seconds;
using testing::signing_key;

constexpr const char* channel_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

routing::Notice a_withdrawal() {
    routing::Notice notice;
    notice.kind = routing::DeliveryKind::tip_withdrawn;
    notice.id = "msg_8f2c";
    notice.timestamp = routing::parse_rfc3339("2026-11-21T20:39:00Z").value();
    notice.reference = "EKB-000123";
    return notice;
}

class WebhookChannel : public ::testing::Test {
protected:
    DeliveryOutcome deliver() { return testing::await(channel_->deliver(notice_)); }
    DeliveryOutcome deliver_to(int status, std::string retry_after = {}) {
        client_.will_answer(status, std::move(retry_after));
        return deliver();
    }
    void expect_retry(const DeliveryOutcome& outcome, seconds delay, std::string_view why) {
        const auto* retry = std::get_if<RetryAfter>(&outcome);
        ASSERT_NE(retry, nullptr) << why;
        EXPECT_EQ(retry->delay, delay) << why;
        EXPECT_EQ(retry->why, why);
    }

    testing::FakeHttpClient client_;
    routing::Notice notice_ = a_withdrawal();
    std::unique_ptr<routing::DeliveryChannel> channel_ =
        make_webhook_channel(client_, "/tips?unit=7", signing_key(channel_secret),
                             "https://tips.example.org/v1/referrals");
};

TEST_F(WebhookChannel, PostsTheNoticeAsJson) {
    deliver_to(200);

    ASSERT_EQ(client_.sent.size(), 1u);
    EXPECT_EQ(client_.sent[0].method, "POST");
    EXPECT_EQ(client_.sent[0].target, "/tips?unit=7");
    EXPECT_EQ(client_.header("content-type"), "application/json");
    EXPECT_EQ(client_.header("webhook-id"), "msg_8f2c");
    EXPECT_EQ(client_.header("webhook-timestamp"), "1795293540");
    EXPECT_EQ(client_.sent[0].body, notice_json(notice_, "https://tips.example.org/v1/referrals"));
}

TEST_F(WebhookChannel, SignsWhatItSends) {
    deliver_to(200);

    const std::string id = client_.header("webhook-id");
    const std::string timestamp = client_.header("webhook-timestamp");
    const std::string signature = client_.header("webhook-signature");
    const WebhookHeaders headers{id, timestamp, signature};
    const std::string& body = client_.sent[0].body;
    EXPECT_TRUE(signing_key(channel_secret).verify(headers, body, notice_.timestamp));
    EXPECT_FALSE(signing_key(channel_secret).verify(headers, body + " ", notice_.timestamp));
    EXPECT_FALSE(
        signing_key("another secret of many bytes").verify(headers, body, notice_.timestamp));
}

TEST_F(WebhookChannel, KeepsTheIdOnARepeatAndSignsAnew) {
    deliver_to(500);
    const std::string first = client_.header("webhook-signature");
    notice_.timestamp += std::chrono::minutes{1};

    deliver_to(200);

    EXPECT_EQ(client_.header("webhook-id"), "msg_8f2c");
    EXPECT_NE(client_.header("webhook-signature"), first);
}

TEST_F(WebhookChannel, IsDoneWithAny2xx) {
    for (const int status : {200, 201, 202, 204, 299}) {
        EXPECT_TRUE(std::holds_alternative<Accepted>(deliver_to(status))) << status;
    }
}

TEST_F(WebhookChannel, IsGoneWith410) {
    const auto outcome = deliver_to(410);

    const auto* refused = std::get_if<Refused>(&outcome);
    ASSERT_NE(refused, nullptr);
    EXPECT_TRUE(refused->channel_gone);
    EXPECT_EQ(refused->why, "http_410");
}

TEST_F(WebhookChannel, WaitsAsLongAs429And503Ask) {
    expect_retry(deliver_to(429, "120"), seconds{120}, "http_429");
    expect_retry(deliver_to(503, "Sat, 21 Nov 2026 20:40:30 GMT"), seconds{90}, "http_503");
    expect_retry(deliver_to(503, "999999"), seconds{86400}, "http_503");
    expect_retry(deliver_to(503), seconds{0}, "http_503");
}

TEST_F(WebhookChannel, LetsThePolicyDecideWhenOtherFailuresAreTriedAgain) {
    for (const int status : {400, 401, 403, 404, 408, 413, 422, 500, 502, 504, 599}) {
        expect_retry(deliver_to(status, "120"), seconds{0}, "http_" + std::to_string(status));
    }
}

TEST_F(WebhookChannel, NeverFollowsARedirect) {
    for (const int status : {301, 302, 307, 308}) {
        expect_retry(deliver_to(status), seconds{0}, "redirect");
    }
    EXPECT_EQ(client_.sent.size(), 4u);
}

TEST_F(WebhookChannel, TriesAgainWhereNoAnswerCame) {
    for (const char* why : {"connect", "tls", "certificate", "timeout", "cut", "dns"}) {
        client_.will_fail(Errc::unavailable, why);
        expect_retry(deliver(), seconds{0}, why);
    }
    client_.will_fail(Errc::too_large, "response");
    expect_retry(deliver(), seconds{0}, "too_large");
}

TEST_F(WebhookChannel, IsRefusedByTheTestMode) {
    client_.will_fail(Errc::not_allowed, "not loopback");

    const auto outcome = deliver();

    const auto* refused = std::get_if<Refused>(&outcome);
    ASSERT_NE(refused, nullptr);
    EXPECT_FALSE(refused->channel_gone);
    EXPECT_EQ(refused->why, "test_mode");
}

}  // namespace
}  // namespace tipwire::gateway
