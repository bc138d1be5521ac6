// SPDX-License-Identifier: Apache-2.0
// One reply through a provider that says yes, no, later, or nothing at all.
#include "gateway/sms/mt_sender.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using routing::Accepted;
using routing::DeliveryOutcome;
using routing::Errc;
using routing::Error;
using routing::Refused;
using routing::Result;
using routing::RetryAfter;

// Says what it was told to say, in order; keeps what it was asked.
class ScriptedClient : public HttpClient {
public:
    asio::awaitable<Result<ClientResponse>> exchange(const ClientRequest& request) override {
        seen.push_back(request);
        Result<ClientResponse> answer = script.at(0);
        script.pop_front();
        co_return answer;
    }
    void close() override {}

    void says(int status, std::string body = {}, std::string retry_after = {}) {
        ClientResponse response;
        response.status = status;
        response.body = std::move(body);
        response.retry_after = std::move(retry_after);
        script.emplace_back(std::move(response));
    }
    void fails(Errc code, std::string detail) {
        script.emplace_back(Error{code, std::move(detail)});
    }

    std::deque<Result<ClientResponse>> script;
    std::vector<ClientRequest> seen;
};

// An address is the number itself; one that starts with "!" names the error to give.
class PlainVault : public routing::Vault {
public:
    Result<routing::PhoneNumber> open_address(const routing::TipSalt&,
                                              const routing::SealedAddress& sealed) override {
        const auto text = routing::as_text(sealed.bytes);
        if (text == "!destroyed") return Error{Errc::key_destroyed, "the key is gone"};
        if (text == "!damaged") return Error{Errc::damaged, "does not authenticate"};
        return *routing::PhoneNumber::parse(text);
    }
    routing::Pseudonym pseudonym(std::string_view, const routing::PhoneNumber&) override {
        return {};
    }
    routing::TipSalt new_salt() override { return {}; }
    routing::ReturnAddress seal_address(const routing::TipSalt&,
                                        const routing::PhoneNumber&) override {
        return {};
    }
    std::vector<routing::KeyedMac> address_macs(const routing::PhoneNumber&) override { return {}; }
    routing::IdempotencyKey idempotency_key(std::string_view, std::string_view) override {
        return {};
    }
    routing::OpenTipKey new_tip_key() override { return {}; }
    Result<routing::OpenTipKey> open_tip_key(const routing::TipKey&) override {
        return routing::OpenTipKey{};
    }
    routing::SealedBody seal(const routing::OpenTipKey&, std::string_view,
                             routing::ByteView) override {
        return {};
    }
    Result<routing::Secret<routing::Bytes>> open(const routing::OpenTipKey&, std::string_view,
                                                 const routing::SealedBody&) override {
        return routing::Secret<routing::Bytes>{};
    }
    routing::TipCode code_of(routing::TipSeq) override { return routing::TipCode(0); }
    std::vector<routing::TipSeq> sequences_of(const routing::TipCode&) override { return {}; }
    routing::PublicId public_id(routing::IdKind, std::int64_t) override { return {}; }
    std::optional<std::int64_t> sequence_of(routing::IdKind, const routing::PublicId&) override {
        return std::nullopt;
    }
};

config::SenderTemplate kannel_sender() {
    config::SenderTemplate sender;
    sender.fields = {{"username", "{user}"}, {"password", "{secret}"}, {"from", "{from}"},
                     {"to", "{to}"},         {"text", "{text}"},       {"ref", "{reference}"}};
    return sender;
}

config::Reply reply() {
    config::Reply made;
    made.kind = "kannel";
    made.url = "http://127.0.0.1:13013/cgi-bin/sendsms";
    made.user = "tipwire";
    made.secret.emplace_back("current");
    made.secret.emplace_back("previous");
    made.from = "77700";
    return made;
}

struct MtSenderTest : testing::Test {
    test::StillClock clock;
    ScriptedClient client;
    PlainVault vault;
    config::Replies limits;
    std::unique_ptr<ReplyBudget> budget = std::make_unique<ReplyBudget>(limits, clock);

    DeliveryOutcome send(std::string_view address = "+77010000001",
                         const config::SenderTemplate& sender = kannel_sender()) {
        auto made = make_mt_sender(sender, reply(), client, vault, *budget);
        EXPECT_TRUE(made.has_value());
        routing::MtMessage message;
        const auto bytes = routing::as_bytes(address);
        message.address.bytes.assign(bytes.begin(), bytes.end());
        message.text = routing::SecretString("Принято 1234");

        DeliveryOutcome outcome;
        asio::io_context io;
        asio::co_spawn(io, (*made)->send(message),
                       [&outcome](std::exception_ptr error, DeliveryOutcome came) {
                           EXPECT_FALSE(error);
                           outcome = std::move(came);
                       });
        io.run();
        return outcome;
    }
};

std::string why(const DeliveryOutcome& outcome) {
    if (const auto* refused = std::get_if<Refused>(&outcome)) return "refused " + refused->why;
    if (const auto* retry = std::get_if<RetryAfter>(&outcome))
        return "retry " + retry->why + " " + std::to_string(retry->delay.count());
    return "accepted";
}

TEST_F(MtSenderTest, SendsTheForm) {
    client.says(202, "0: Accepted for delivery");

    EXPECT_EQ(why(send()), "accepted");

    ASSERT_EQ(client.seen.size(), 1U);
    EXPECT_EQ(client.seen[0].method, "POST");
    EXPECT_EQ(client.seen[0].target, "/cgi-bin/sendsms");
    EXPECT_EQ(
        client.seen[0].body,
        "username=tipwire&password=current&from=77700&to=%2B77010000001&text=%D0%9F%D1%80%D0%B8"
        "%D0%BD%D1%8F%D1%82%D0%BE+1234&ref=1");
    const std::pair<std::string, std::string> form("Content-Type",
                                                   "application/x-www-form-urlencoded");
    EXPECT_EQ(client.seen[0].headers, std::vector{form});
}

TEST_F(MtSenderTest, RefusesWhatTheProviderRefuses) {
    client.says(400, "Missing receiver number, rejected");
    EXPECT_EQ(why(send()), "refused http_400");
}

TEST_F(MtSenderTest, TriesLaterWhenTheProviderIsBusy) {
    client.says(503, "", "120");
    EXPECT_EQ(why(send()), "retry http_503 120");
}

TEST_F(MtSenderTest, LeavesAnUnreadablePauseToTheRetryPolicy) {
    for (const auto* pause : {"", "soon", "-5", "Wed, 21 Oct 2026 07:28:00 GMT", "12x"}) {
        client.says(429, "", pause);
        EXPECT_EQ(why(send()), "retry http_429 0") << pause;
    }
}

TEST_F(MtSenderTest, BoundsThePause) {
    client.says(429, "", "999999999");
    EXPECT_EQ(why(send()), "retry http_429 86400");
}

TEST_F(MtSenderTest, WantsTheAcceptedPrefixIfThereIsOne) {
    auto sender = kannel_sender();
    sender.accepted_prefix = "0: Accepted";
    client.says(202, "0: Accepted for delivery");
    EXPECT_EQ(why(send("+77010000001", sender)), "accepted");
    client.says(202, "Sorry");
    EXPECT_EQ(why(send("+77010000001", sender)), "refused answer");
}

TEST_F(MtSenderTest, TriesLaterWhenThePeerFails) {
    client.fails(Errc::unavailable, "connect");
    EXPECT_EQ(why(send()), "retry connect 0");
}

TEST_F(MtSenderTest, GivesUpWhereTestModeForbidsIt) {
    client.fails(Errc::not_allowed, "loopback only");
    EXPECT_EQ(why(send()), "refused not_allowed");
}

TEST_F(MtSenderTest, SendsNothingToAnAddressThatCannotBeOpened) {
    EXPECT_EQ(why(send("!destroyed")), "refused key_destroyed");
    EXPECT_EQ(why(send("!damaged")), "refused damaged");
    EXPECT_TRUE(client.seen.empty());
}

TEST_F(MtSenderTest, SendsNothingOverTheBudget) {
    limits.per_number_per_day = 1;
    budget = std::make_unique<ReplyBudget>(limits, clock);
    client.says(202);

    EXPECT_EQ(why(send()), "accepted");
    EXPECT_EQ(why(send()), "refused reply_budget");
    EXPECT_EQ(client.seen.size(), 1U);
}

TEST_F(MtSenderTest, SendsNothingToAForbiddenPrefix) {
    EXPECT_EQ(why(send("+15005550006")), "refused reply_budget");
    EXPECT_TRUE(client.seen.empty());
}

TEST_F(MtSenderTest, DoesNotSpendTheBudgetOnAnOutage) {
    limits.per_number_per_day = 1;
    budget = std::make_unique<ReplyBudget>(limits, clock);
    for (int i = 0; i < 10; ++i) {
        client.fails(Errc::unavailable, "connect");
        EXPECT_EQ(why(send()), "retry connect 0");
        client.says(503);
        EXPECT_EQ(why(send()), "retry http_503 0");
    }
    client.says(202);
    EXPECT_EQ(why(send()), "accepted");
}

TEST_F(MtSenderTest, SpendsTheBudgetOnWhatMayHaveBeenSent) {
    limits.per_number_per_day = 1;
    budget = std::make_unique<ReplyBudget>(limits, clock);
    client.fails(Errc::unavailable, "timeout");
    EXPECT_EQ(why(send()), "retry timeout 0");
    EXPECT_EQ(why(send()), "refused reply_budget");
}

TEST_F(MtSenderTest, CannotBeMadeOfABrokenTemplate) {
    auto sender = kannel_sender();
    sender.fields.emplace_back("x", "{unknown}");
    EXPECT_EQ(make_mt_sender(sender, reply(), client, vault, *budget).error().code,
              Errc::bad_request);
    auto nowhere = reply();
    nowhere.url = "not a url";
    EXPECT_FALSE(make_mt_sender(kannel_sender(), nowhere, client, vault, *budget));
    auto unpaid = reply();
    unpaid.secret.clear();
    EXPECT_FALSE(make_mt_sender(kannel_sender(), unpaid, client, vault, *budget));
}

}  // namespace
}  // namespace tipwire::gateway
