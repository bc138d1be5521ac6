// SPDX-License-Identifier: Apache-2.0
// One reply through a provider that says yes, no, later, never again, or nothing at all.
#include "gateway/sms/mt_sender.hpp"

#include <gtest/gtest.h>

#include "tests/support/mt_support.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;

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
    test::MtDesk desk;
    test::ScriptedClient& client = desk.client;
    config::Replies& limits = desk.limits;

    std::string send(std::string_view to = "+77010000001",
                     const config::SenderTemplate& sender = kannel_sender()) {
        return desk.send(sender, reply(), to, words);
    }
    std::string words = "Принято 1234";
};

TEST_F(MtSenderTest, SendsTheForm) {
    client.says(202, "0: Accepted for delivery");

    EXPECT_EQ(send(), "accepted");

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
    EXPECT_EQ(send(), "refused http_400");
}

TEST_F(MtSenderTest, TriesLaterWhenTheProviderIsBusy) {
    client.says(503, "", "120");
    EXPECT_EQ(send(), "retry http_503 120");
}

TEST_F(MtSenderTest, LeavesAnUnreadablePauseToTheRetryPolicy) {
    for (const auto* pause : {"", "soon", "-5", "Wed, 21 Oct 2026 07:28:00 GMT", "12x"}) {
        client.says(429, "", pause);
        EXPECT_EQ(send(), "retry http_429 0") << pause;
    }
}

TEST_F(MtSenderTest, BoundsThePause) {
    client.says(429, "", "999999999");
    EXPECT_EQ(send(), "retry http_429 86400");
}

TEST_F(MtSenderTest, WantsTheAcceptedPrefixIfThereIsOne) {
    auto sender = kannel_sender();
    sender.accepted_prefix = "0: Accepted";
    client.says(202, "0: Accepted for delivery");
    EXPECT_EQ(send("+77010000001", sender), "accepted");
    client.says(202, "Sorry");
    EXPECT_EQ(send("+77010000001", sender), "refused answer");
}

TEST_F(MtSenderTest, TriesLaterWhenThePeerFails) {
    client.fails(Errc::unavailable, "connect");
    EXPECT_EQ(send(), "retry connect 0");
}

TEST_F(MtSenderTest, GivesUpWhereTestModeForbidsIt) {
    client.fails(Errc::not_allowed, "loopback only");
    EXPECT_EQ(send(), "refused not_allowed");
}

TEST_F(MtSenderTest, SendsNothingToAnAddressThatCannotBeOpened) {
    EXPECT_EQ(send("!destroyed"), "refused key_destroyed");
    EXPECT_EQ(send("!damaged"), "refused damaged");
    EXPECT_TRUE(client.seen.empty());
}

TEST_F(MtSenderTest, SendsNothingOverTheBudget) {
    limits.per_number_per_day = 1;
    desk.use_limits();
    client.says(202);

    EXPECT_EQ(send(), "accepted");
    EXPECT_EQ(send(), "refused reply_budget");
    EXPECT_EQ(client.seen.size(), 1U);
}

TEST_F(MtSenderTest, SendsNothingToAForbiddenPrefix) {
    EXPECT_EQ(send("+15005550006"), "refused reply_budget");
    EXPECT_TRUE(client.seen.empty());
}

TEST_F(MtSenderTest, DoesNotSpendTheBudgetOnAnOutage) {
    limits.per_number_per_day = 1;
    desk.use_limits();
    for (int i = 0; i < 10; ++i) {
        client.fails(Errc::unavailable, "connect");
        EXPECT_EQ(send(), "retry connect 0");
        client.says(503);
        EXPECT_EQ(send(), "retry http_503 0");
    }
    client.says(202);
    EXPECT_EQ(send(), "accepted");
}

TEST_F(MtSenderTest, SpendsTheBudgetOnWhatMayHaveBeenSent) {
    limits.per_number_per_day = 1;
    desk.use_limits();
    client.fails(Errc::unavailable, "timeout");
    EXPECT_EQ(send(), "retry timeout 0");
    EXPECT_EQ(send(), "refused reply_budget");
}

TEST_F(MtSenderTest, EachBudgetHoldsAtItsLimitAndNotBeyond) {
    const struct {
        int number, prefix, day;
        const char *second, *third;  // who is written to
    } cases[] = {{1, 9, 9, "+77010000001", "+77010000001"},
                 {9, 2, 9, "+77010000002", "+77010000003"},
                 {9, 9, 2, "+77270000002", "+79990000003"}};
    for (const auto& one : cases) {
        client.seen.clear();
        limits.per_number_per_day = one.number == 1 ? 2 : one.number;
        limits.per_prefix_per_day = one.prefix;
        limits.per_day = one.day;
        desk.use_limits();
        client.says(202);
        EXPECT_EQ(send(), "accepted");
        client.says(202);
        EXPECT_EQ(send(one.second), "accepted");
        EXPECT_EQ(send(one.third), "refused reply_budget");
        EXPECT_EQ(client.seen.size(), 2U);
    }
}

// Whoever is no subscriber of an allowed country is never written to.
TEST_F(MtSenderTest, WritesToNoPremiumNumber) {
    for (const auto* number : {"+19005550006", "+97912345678", "+88213000000", "+4490912345678"})
        EXPECT_EQ(send(number), "refused reply_budget") << number;
    EXPECT_TRUE(client.seen.empty());
}

TEST(ShortCodesAndNames, AreNoNumbersThatCouldBeAnswered) {
    for (const auto* name : {"InfoSMS", "1414", "77700", "MTS", "Bank-24", "+7 900", "", "00"})
        EXPECT_FALSE(routing::PhoneNumber::parse(name)) << name;
    EXPECT_EQ(routing::PhoneNumber::parse("+7 (701) 000-00-01")->reveal(), "+77010000001");
}

// ---- segments -----------------------------------------------------------------------------------

TEST_F(MtSenderTest, SendsAsManySegmentsAsAllowedAndCountsThem) {
    words.assign(306, 'a');
    client.says(202);
    EXPECT_EQ(send(), "accepted");
    EXPECT_EQ(desk.metrics.value(routing::Metric::reply_segments), 2);

    words.assign(307, 'a');
    EXPECT_EQ(send(), "refused too_long");
    EXPECT_EQ(client.seen.size(), 1U);
    EXPECT_EQ(desk.metrics.value(routing::Metric::reply_segments), 2);
}

TEST_F(MtSenderTest, CountsNoSegmentsOfWhatWasRefused) {
    client.says(400);
    send();
    EXPECT_EQ(desk.metrics.value(routing::Metric::reply_segments), 0);
}

TEST_F(MtSenderTest, NamesTheCodingThatTheTextNeeds) {
    auto sender = kannel_sender();
    sender.coding = {"0", "2"};
    sender.fields = {{"coding", "{coding}"}};
    for (const auto& [text, coding] :
         {std::pair("Accepted: 1 [€]", "coding=0"), std::pair("Принято", "coding=2"),
          std::pair("it`s", "coding=2")}) {
        words = text;
        client.says(202);
        EXPECT_EQ(send("+77010000001", sender), "accepted");
        EXPECT_EQ(client.seen.back().body, coding);
    }
}

TEST_F(MtSenderTest, WritesTheTextInHexadecimalUtf16) {
    auto sender = kannel_sender();
    sender.fields = {{"hex", "{text_hex}"}};
    words = "Aя😀";
    client.says(202);
    EXPECT_EQ(send("+77010000001", sender), "accepted");
    EXPECT_EQ(client.seen.back().body, "hex=0041044FD83DDE00");
}

// ---- opt-outs -----------------------------------------------------------------------------------

config::SenderTemplate with_opt_out() {
    auto sender = kannel_sender();
    sender.opted_out.path = "code";
    sender.opted_out.equals = {"21610"};
    return sender;
}

TEST_F(MtSenderTest, DestroysTheAddressesOfAPhoneThatOptedOut) {
    limits.per_number_per_day = 1;
    desk.use_limits();
    client.says(400, R"({"code":21610,"message":"Attempt to send to unsubscribed recipient"})");

    EXPECT_EQ(send("+77010000001", with_opt_out()), "refused opted_out");

    EXPECT_EQ(desk.store.forgotten, std::vector<std::string>{"+77010000001"});
    EXPECT_EQ(desk.metrics.value(routing::Metric::senders_opted_out), 1);
    client.says(202);  // nothing was sent, so nothing was spent
    EXPECT_EQ(send("+77010000001", with_opt_out()), "accepted");
}

TEST_F(MtSenderTest, TriesAgainWhereTheOptOutCannotBeStored) {
    desk.store.fails = true;
    client.says(400, R"({"code":21610})");
    EXPECT_EQ(send("+77010000001", with_opt_out()), "retry store 0");
    EXPECT_EQ(desk.metrics.value(routing::Metric::senders_opted_out), 0);
}

TEST_F(MtSenderTest, DestroysNothingForAnotherRefusal) {
    client.says(400, R"({"code":21211})");
    EXPECT_EQ(send("+77010000001", with_opt_out()), "refused http_400");
    EXPECT_TRUE(desk.store.forgotten.empty());
}

TEST_F(MtSenderTest, CannotBeMadeOfABrokenTemplate) {
    auto sender = kannel_sender();
    sender.fields.emplace_back("x", "{unknown}");
    EXPECT_EQ(desk.send(sender, reply(), "+77010000001", "x"),
              "not made: the sender template has an unknown placeholder");
    auto nowhere = reply();
    nowhere.url = "not a url";
    EXPECT_TRUE(desk.send(kannel_sender(), nowhere, "", "").starts_with("not made"));
    auto unpaid = reply();
    unpaid.secret.clear();
    EXPECT_TRUE(desk.send(kannel_sender(), unpaid, "", "").starts_with("not made"));
}

}  // namespace
}  // namespace tipwire::gateway
