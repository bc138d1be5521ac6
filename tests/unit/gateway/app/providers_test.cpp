// SPDX-License-Identifier: Apache-2.0
// providers try: recorded requests out of files, and what is told of them.
#include <gmock/gmock.h>

#include <boost/json/array.hpp>

#include "config/problems.hpp"
#include "config/source_tree.hpp"
#include "gateway/app/provider_trial.hpp"
#include "gateway/app/raw_request.hpp"

namespace tipwire::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RawRequest request_of(std::string bytes) {
    auto read = RawRequest::parse("r.http", std::move(bytes));
    if (const auto* problems = std::get_if<std::vector<config::Problem>>(&read))
        throw std::runtime_error(to_text(problems->at(0)));
    return std::move(std::get<RawRequest>(read));
}

std::string problem_of(std::string bytes) {
    const auto read = RawRequest::parse("r.http", std::move(bytes));
    const auto* problems = std::get_if<std::vector<config::Problem>>(&read);
    return problems != nullptr ? to_text(problems->at(0)) : "";
}

config::ProviderProfile shipped(const std::string& name) {
    auto loaded = config::load_profile(name, {config::shipped_data});
    if (auto* profile = std::get_if<config::ProviderProfile>(&loaded)) return std::move(*profile);
    throw std::runtime_error(to_text(std::get<1>(loaded).at(0)));
}

// ---- files --------------------------------------------------------------------------------------

TEST(RawRequest, TakesBothLineEnds) {
    for (const std::string end : {"\n", "\r\n"}) {
        auto request =
            request_of("POST /hooks/a?x=1 HTTP/1.1" + end + "A:  b " + end + end + "body\r\n");
        const auto& view = request.view();
        EXPECT_EQ(view.method, "POST");
        EXPECT_EQ(view.path, "/hooks/a");
        EXPECT_EQ(view.query, "x=1");
        EXPECT_EQ(view.header("a"), "b");
        EXPECT_EQ(view.body, "body\r\n");
    }
}

TEST(RawRequest, DropsTheLineEndThatAnEditorAdds) {
    EXPECT_EQ(request_of("POST / HTTP/1.1\nContent-Length: 3\n\nabc\n").view().body, "abc");
    EXPECT_EQ(request_of("POST / HTTP/1.1\nContent-Length: 4\n\nabc\n").view().body, "abc\n");
}

TEST(RawRequest, NamesTheLineOfAMistake) {
    EXPECT_THAT(problem_of("hello\n"), HasSubstr("r.http:1: the first line is"));
    EXPECT_THAT(problem_of("POST / HTTP/1.1\nA: b\nno colon\n\n"),
                HasSubstr("r.http:3: a header is"));
    EXPECT_THAT(problem_of("POST / HTTP/1.1\nContent-Length: 9\n\nabc"),
                HasSubstr("r.http:4: the body has 3 bytes, Content-Length says 9"));
    EXPECT_THAT(problem_of("POST / HTTP/1.1\nContent-Length: 1\n\nabc"), HasSubstr("says only 1"));
    EXPECT_THAT(problem_of("POST / HTTP/1.1\nTransfer-Encoding: chunked\n\n"),
                HasSubstr("chunked"));
}

// ---- trials -------------------------------------------------------------------------------------

const std::string clickatell =
    "POST /hooks/ct/token-1 HTTP/1.1\nContent-Type: application/json\n\n"
    R"({"messageId":"c-1","fromNumber":"77010000001","toNumber":"77000000700",)"
    R"("text":"call me: 8 701 000 00 01","more":{"deep":1}})";

boost::json::object try_clickatell(std::string bytes, const TrialSource& source = {}) {
    auto request = request_of(std::move(bytes));
    return try_profile(shipped("clickatell"), request.view(), source,
                       routing::from_unix_seconds(1'767'225'600));
}

TEST(ProviderTrial, ReadsWithoutASecretAndSaysThatNothingIsProved) {
    const auto result = try_clickatell(clickatell);
    EXPECT_EQ(result.at("status"), 200);
    EXPECT_EQ(result.at("proof").as_object().at("state"), "not_checked");
    EXPECT_EQ(result.at("messages").as_array().size(), 1U);
    EXPECT_THAT(trial_in_words(result), HasSubstr("NOT CHECKED: no secret was given"));
}

TEST(ProviderTrial, ChecksTheProof) {
    TrialSource source;
    source.secret.emplace_back(std::string("token-1"));
    EXPECT_EQ(try_clickatell(clickatell, source).at("proof").as_object().at("state"), "held");
    source.secret.front() = config::Secrets::value_type(std::string("token-2"));
    const auto result = try_clickatell(clickatell, source);
    EXPECT_EQ(result.at("proof").as_object().at("state"), "failed");
    EXPECT_EQ(result.at("status"), 403);
    EXPECT_EQ(result.at("messages").as_array().size(), 1U);
    EXPECT_FALSE(result.contains("answer"));
}

TEST(ProviderTrial, NeverPrintsTheSender) {
    const auto words = trial_in_words(try_clickatell(clickatell));
    EXPECT_THAT(words, HasSubstr("present, 11 digits, +7…"));
    EXPECT_THAT(words, Not(HasSubstr("7010000001")));
    EXPECT_THAT(words, Not(HasSubstr("701 000")));
    EXPECT_THAT(words, HasSubstr("call me: [***]"));
}

TEST(ProviderTrial, NamesTheFieldsThatTheProfileDoesNotUse) {
    const auto result = try_clickatell(clickatell);
    ASSERT_EQ(result.at("unread").as_array().size(), 1U);
    EXPECT_EQ(result.at("unread").as_array()[0], "more.deep");
}

TEST(ProviderTrial, SaysWhereItLookedForAnId) {
    const auto result = try_clickatell(
        "POST /hooks/ct/t HTTP/1.1\nContent-Type: application/json\n\n{\"id\":\"1\"}");
    EXPECT_EQ(result.at("status"), 400);
    EXPECT_THAT(trial_in_words(result), HasSubstr("id is looked for in messageId"));
}

TEST(ProviderTrial, SaysWhyARequestIsNotLetIn) {
    EXPECT_EQ(try_clickatell("GET /hooks/ct/t HTTP/1.1\n\n").at("status"), 405);
    const auto result = try_clickatell(
        "POST /hooks/ct/t HTTP/1.1\nContent-Type: text/plain\n\n{\"messageId\":\"1\"}");
    EXPECT_EQ(result.at("status"), 415);
    EXPECT_THAT(trial_in_words(result), HasSubstr("Content-Type is 'text/plain'"));
}

TEST(ProviderTrial, TellsReceiptsAndWhatIsLeftAside) {
    const auto receipt = try_clickatell(
        "POST /hooks/ct/t HTTP/1.1\nContent-Type: "
        "application/json\n\n{\"messageId\":\"1\",\"statusCode\":5}");
    EXPECT_THAT(trial_in_words(receipt), HasSubstr("delivery receipts: 1"));
    auto request = request_of(
        "POST /hooks/t HTTP/1.1\nContent-Type: "
        "application/json\n\n{\"data\":{\"event_type\":\"x\"}}");
    const auto aside = try_profile(shipped("telnyx"), request.view(), {}, {});
    EXPECT_THAT(trial_in_words(aside), HasSubstr("leaves it aside"));
    EXPECT_THAT(trial_in_words(aside), HasSubstr("no public key was given"));
}

}  // namespace
}  // namespace tipwire::gateway
