// SPDX-License-Identifier: Apache-2.0
// Answers of providers as their profiles read them.
#include "gateway/sms/mt_answer.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_switchboard.hpp"

namespace tipwire::gateway {
namespace {

MtVerdict judged(const std::string& provider, int status, std::string_view body) {
    return judge_answer(*test::shipped_profile(provider).sender, status, body);
}

TEST(MtAnswer, ReadsTheStatusInsideAGoodAnswer) {
    EXPECT_EQ(judged("vonage", 200, R"({"messages":[{"status":"0","message-id":"1"}]})"),
              MtVerdict::accepted);
    EXPECT_EQ(judged("vonage", 200, R"({"messages":[{"status":"1"}]})"), MtVerdict::later);
    EXPECT_EQ(judged("vonage", 200, R"({"messages":[{"status":"4"}]})"), MtVerdict::not_taken);
    EXPECT_EQ(judged("vonage", 200, "<html>"), MtVerdict::not_taken);
    EXPECT_EQ(judged("infobip", 200, R"({"messages":[{"status":{"groupId":1}}]})"),
              MtVerdict::accepted);
    EXPECT_EQ(judged("infobip", 200, R"({"messages":[{"status":{"groupId":5}}]})"),
              MtVerdict::not_taken);
    EXPECT_EQ(judged("clickatell", 202, R"({"messages":[{"accepted":true}]})"),
              MtVerdict::accepted);
    EXPECT_EQ(judged("clickatell", 202, R"({"messages":[{"accepted":false}]})"),
              MtVerdict::not_taken);
    const std::string_view bad_gateway = R"({"messages":[{"status":"0"}]})";
    EXPECT_EQ(judged("vonage", 502, bad_gateway), MtVerdict::later);
}

TEST(MtAnswer, ReadsTheStatusAlone) {
    EXPECT_EQ(judged("twilio", 201, "{}"), MtVerdict::accepted);
    EXPECT_EQ(judged("twilio", 429, R"({"code":20429})"), MtVerdict::later);
    EXPECT_EQ(judged("twilio", 400, R"({"code":21211})"), MtVerdict::refused);
    EXPECT_EQ(judged("twilio", 401, ""), MtVerdict::refused);
    EXPECT_EQ(judged("bandwidth", 202, ""), MtVerdict::accepted);
    EXPECT_EQ(judged("bandwidth", 200, ""), MtVerdict::refused);
}

TEST(MtAnswer, ReadsWordsThatAreNoJson) {
    EXPECT_EQ(judged("jasmin", 200, R"(Success "07033084-5cfd-4812-90a4-e4d24ffb6e3d")"),
              MtVerdict::accepted);
    EXPECT_EQ(judged("jasmin", 200, R"(Error "No route found")"), MtVerdict::not_taken);
    EXPECT_EQ(judged("kannel", 202, "0: Accepted for delivery"), MtVerdict::accepted);
}

TEST(MtAnswer, HearsThatThePhoneOptedOut) {
    EXPECT_EQ(judged("twilio", 400, R"({"code":21610,"status":400})"), MtVerdict::opted_out);
    EXPECT_EQ(judged("telnyx", 409, R"({"errors":[{"code":"40300"}]})"), MtVerdict::opted_out);
    EXPECT_EQ(judged("africastalking", 201,
                     R"({"SMSMessageData":{"Recipients":[{"status":"UserInBlacklist"}]}})"),
              MtVerdict::opted_out);
    EXPECT_EQ(judged("twilio", 400, R"({"code":[21610]})"), MtVerdict::refused);
    EXPECT_EQ(judged("twilio", 400, R"([{"code":21610}])"), MtVerdict::refused);
}

TEST(MtAnswer, CanAskForAPlaceAlone) {
    config::SenderTemplate rules;
    rules.accepted.path = "id";
    rules.accepted.present = true;
    EXPECT_EQ(judge_answer(rules, 200, R"({"id":77,"cnt":1})"), MtVerdict::accepted);
    EXPECT_EQ(judge_answer(rules, 200, R"({"error_code":2})"), MtVerdict::not_taken);
}

}  // namespace
}  // namespace tipwire::gateway
