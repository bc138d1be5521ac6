// SPDX-License-Identifier: Apache-2.0
// What a provider hears in each case, and that nothing is said before the commit.
#include "gateway/sms/webhook.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/sms_switchboard.hpp"

namespace tipwire::gateway {
namespace {

using routing::Metric;
using test::SmsRequest;
using test::SmsSwitchboard;

// A profile with everything in it: JSON lists, a secret in the path, an answer with a body.
config::ProviderProfile list_profile() {
    config::ProviderProfile profile;
    profile.name = "list";
    profile.methods = {"POST"};
    profile.media_types = {"application/json"};
    profile.body = config::BodyKind::json;
    profile.list_root = "results";
    profile.fields.id = {"id"};
    profile.fields.sender = {"from"};
    profile.fields.text = {"text"};
    profile.rules = {{"type", {"dlr"}, false, "receipt"}};
    profile.verifier.kind = config::VerifierKind::shared_secret;
    profile.verifier.where = "path:token";
    profile.answer = {"text/plain", "ACK"};
    return profile;
}

config::Source hook_source(std::string path = {}) {
    config::Source made;
    made.name = "sms";
    made.path = std::move(path);
    made.secret.emplace_back("tok");
    return made;
}

SmsRequest post(std::string body, std::string target = "/hooks/sms/tok") {
    SmsRequest request;
    request.target = std::move(target);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = std::move(body);
    return request;
}

std::string one(const std::string& id) {
    return R"({"results":[{"id":")" + id + R"(","from":"+77010000001","text":"hi"}]})";
}

std::string header(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return "none";
}

struct SmsWebhookTest : testing::Test {
    SmsSwitchboard board{list_profile(), hook_source(), "https://tips.example.org", 1'767'225'600};

    Response answer(SmsRequest request) { return board.answer(request); }
    std::int64_t count(Metric metric) { return board.metrics.value(metric); }
};

TEST_F(SmsWebhookTest, AnswersAsTheProfileSaysOnceTheMessageIsStored) {
    const auto response = answer(post(one("1")));

    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "text/plain");
    EXPECT_EQ(response.body, "ACK");
    ASSERT_EQ(board.stored().size(), 1U);
    EXPECT_EQ(board.stored()[0].text.reveal(), "hi");
    EXPECT_EQ(count(Metric::messages_accepted), 1);
}

TEST_F(SmsWebhookTest, AnswersARepeatWithTheSameBytes) {
    const auto first = answer(post(one("1")));
    const auto second = answer(post(one("1")));

    EXPECT_EQ(second.status, first.status);
    EXPECT_EQ(second.body, first.body);
    EXPECT_EQ(second.headers, first.headers);
    EXPECT_EQ(board.stored().size(), 1U);
    EXPECT_EQ(count(Metric::messages_accepted), 1);
    EXPECT_EQ(count(Metric::messages_repeated), 1);
}

TEST_F(SmsWebhookTest, TakesEveryMessageOfARequest) {
    answer(post(one("2")));

    const auto response = answer(post(
        R"({"results":[{"id":"1","text":"a"},{"id":"2"},{"type":"dlr"},{"id":"3","text":"c"}]})"));

    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(board.stored().size(), 3U);
    EXPECT_EQ(count(Metric::messages_accepted), 3);
    EXPECT_EQ(count(Metric::messages_repeated), 1);
}

TEST_F(SmsWebhookTest, AnswersADeliveryReportAndStoresNothing) {
    EXPECT_EQ(answer(post(R"({"results":[{"type":"dlr","id":"9"}]})")).status, 200);
    EXPECT_TRUE(board.stored().empty());
    EXPECT_EQ(board.log.lines, std::vector<std::string>{"sms.delivery_reports source=sms count=1"});
}

TEST_F(SmsWebhookTest, RefusesABadProof) {
    const auto wrong = answer(post(one("1"), "/hooks/sms/other"));
    const auto none = answer(post(one("1"), "/hooks/sms"));

    EXPECT_EQ(wrong.status, 403);
    EXPECT_EQ(none.status, 403);
    EXPECT_EQ(wrong.body, none.body);
    EXPECT_TRUE(board.stored().empty());
    EXPECT_EQ(count(Metric::messages_refused_proof), 2);
}

TEST_F(SmsWebhookTest, DoesNotReadABodyWhoseProofDoesNotHold) {
    EXPECT_EQ(answer(post("not json", "/hooks/sms/other")).status, 403);
    EXPECT_EQ(count(Metric::messages_unreadable), 0);
}

TEST_F(SmsWebhookTest, DoesNotKnowOtherSources) {
    for (const auto* target : {"/hooks/other", "/hooks/other/tok", "/hooks", "/hooks/sms/tok/more"})
        EXPECT_EQ(answer(post(one("1"), target)).status, 404) << target;
}

TEST_F(SmsWebhookTest, RefusesWhatItCannotRead) {
    EXPECT_EQ(answer(post("not json")).status, 400);
    EXPECT_EQ(answer(post(R"({"results":[{"text":"no id"}]})")).status, 400);
    EXPECT_EQ(count(Metric::messages_unreadable), 2);
}

TEST_F(SmsWebhookTest, RefusesMoreMessagesThanItTakes) {
    std::string body = R"({"results":[)";
    for (std::size_t i = 0; i <= messages_per_request_max; ++i) body += R"({"id":"1"},)";
    body.back() = ']';
    EXPECT_EQ(answer(post(body + "}")).status, 413);
}

TEST_F(SmsWebhookTest, RefusesOtherMediaTypes) {
    auto request = post(one("1"));
    request.headers = {{"Content-Type", "text/xml"}};
    EXPECT_EQ(answer(request).status, 415);
}

TEST_F(SmsWebhookTest, NamesTheMethodsOfTheProfile) {
    auto request = post("");
    request.method = "GET";
    const auto response = answer(request);
    EXPECT_EQ(response.status, 405);
    EXPECT_EQ(header(response, "Allow"), "POST");
}

TEST_F(SmsWebhookTest, TellsTheProviderToComeBackIfTheStoreCannotCommit) {
    board.stop_store();

    const auto response = answer(post(R"({"results":[{"id":"1"},{"id":"2"}]})"));

    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(header(response, "Retry-After"), "10");
    EXPECT_EQ(count(Metric::messages_unavailable), 2);
    EXPECT_EQ(count(Metric::messages_accepted), 0);
}

TEST_F(SmsWebhookTest, LetsNobodyCacheAnAnswer) {
    auto get = post("");
    get.method = "GET";
    for (const auto& request : {post(one("1")), post("x"), post(one("1"), "/hooks/sms/no"),
                                post(one("1"), "/hooks/other"), get})
        EXPECT_EQ(header(answer(request), "Cache-Control"), "no-store") << request.target;
}

TEST_F(SmsWebhookTest, SaysNothingOfTheRequestInARefusal) {
    const auto response = answer(post(R"({"results":[{"text":"+77010000001 canary"}]})"));
    EXPECT_EQ(response.body.find("canary"), std::string::npos);
    EXPECT_EQ(response.body.find("7701"), std::string::npos);
}

TEST_F(SmsWebhookTest, WritesOneLineForAFloodOfForgeries) {
    for (int i = 0; i < 500; ++i) answer(post(one("1"), "/hooks/sms/other"));
    EXPECT_EQ(board.log.lines,
              std::vector<std::string>{"sms.refused source=sms why=bad_signature count=1"});
}

TEST(SmsWebhookPath, IsTheSourcesOwnIfItHasOne) {
    SmsSwitchboard board(list_profile(), hook_source("/kannel/in"), "https://tips.example.org",
                         1'767'225'600);
    auto there = post(one("1"), "/kannel/in/tok");
    auto elsewhere = post(one("2"), "/hooks/sms/tok");
    EXPECT_EQ(board.answer(there).status, 200);
    EXPECT_EQ(board.answer(elsewhere).status, 404);
    EXPECT_EQ(board.stored().size(), 1U);
}

TEST(SmsWebhookPath, TakesATokenOnlyWhereTheProfileWantsOne) {
    auto profile = list_profile();
    profile.verifier.where = "query:key";
    SmsSwitchboard board(profile, hook_source(), "https://tips.example.org", 1'767'225'600);
    auto with = post(one("1"), "/hooks/sms/tok?key=tok");
    auto without = post(one("1"), "/hooks/sms?key=tok");
    EXPECT_EQ(board.answer(with).status, 404);
    EXPECT_EQ(board.answer(without).status, 200);
}

}  // namespace
}  // namespace tipwire::gateway
