// SPDX-License-Identifier: Apache-2.0
// What each shipped profile sends, to the byte.
#include <gtest/gtest.h>

#include "config/source_tree.hpp"
#include "tests/support/mt_support.hpp"
#include "tests/support/sms_switchboard.hpp"

namespace tipwire::gateway {
namespace {

constexpr const char* basic_credentials = "Basic QUNjOnNAY3JldA==";  // "ACc:s@cret"

struct Sent {
    const char* provider;
    const char* answer;  // with which status and body the provider takes it
    int status;
    const char* target;
    const char* authorization;  // "" for none
    const char* body;
};

const Sent sent_by[] = {
    {"46elks", "{}", 200, "/a1/sms", basic_credentials,
     "from=77700&message=%D0%94%D0%B0+%22%26&to=%2B77010000001"},
    {"africastalking", R"({"SMSMessageData":{"Recipients":[{"status":"Success"}]}})", 201,
     "/version1/messaging", "",
     "from=77700&message=%D0%94%D0%B0+%22%26&to=%2B77010000001&username=ACc"},
    {"bandwidth", "{}", 202, "/own", basic_credentials,
     R"({"applicationId":"app 1","from":"77700","text":"Да \"&","to":["+77010000001"]})"},
    {"infobip", R"({"messages":[{"status":{"groupId":1}}]})", 200, "/own", "App s@cret",
     R"({"messages":[{"content":{"text":"Да \"&"},"destinations":[{"to":"77010000001"}],"sender":"77700"}]})"},
    {"jasmin", "Success \"1\"", 200, "/send", "",
     "coding=8&from=77700&hex-content=04140430002000220026&password=s%40cret&to=77010000001&"
     "username=ACc"},
    {"kannel", "0: Accepted for delivery", 202, "/own", "", "Да \"&"},
    {"messagebird", "{}", 201, "/messages", "AccessKey s@cret",
     R"({"body":"Да \"&","datacoding":"unicode","originator":"77700","recipients":["77010000001"]})"},
    {"plivo", "{}", 202, "/v1/Account/ACc/Message/", basic_credentials,
     R"({"dst":"77010000001","src":"77700","text":"Да \"&"})"},
    {"signalwire", "{}", 201, "/own", basic_credentials,
     "Body=%D0%94%D0%B0+%22%26&From=77700&To=%2B77010000001"},
    {"sinch", "{}", 201, "/xms/v1/ACc/batches", "Bearer s@cret",
     R"({"body":"Да \"&","from":"77700","to":["77010000001"]})"},
    {"smsgate", "{}", 202, "/3rdparty/v1/messages", basic_credentials,
     R"({"phoneNumbers":["+77010000001"],"textMessage":{"text":"Да \"&"},"withDeliveryReport":true})"},
    {"somleng", "{}", 201, "/2010-04-01/Accounts/ACc/Messages.json", basic_credentials,
     "Body=%D0%94%D0%B0+%22%26&From=77700&To=%2B77010000001"},
    {"telerivet", "{}", 200, "/v1/projects/ACc/messages/send",
     "Basic c0BjcmV0Og==", R"({"content":"Да \"&","to_number":"+77010000001"})"},
    {"telnyx", "{}", 200, "/v2/messages", "Bearer s@cret",
     R"({"from":"77700","text":"Да \"&","to":"+77010000001"})"},
    {"twilio", "{}", 201, "/2010-04-01/Accounts/ACc/Messages.json", basic_credentials,
     "Body=%D0%94%D0%B0+%22%26&From=77700&To=%2B77010000001"},
    {"vonage", R"({"messages":[{"status":"0"}]})", 200, "/sms/json", "",
     "api_key=ACc&api_secret=s%40cret&from=77700&text=%D0%94%D0%B0+%22%26&to=77010000001&type="
     "unicode"},
    {"vonage-messages", "{}", 202, "/v1/messages", basic_credentials,
     R"({"channel":"sms","from":"77700","message_type":"text","text":"Да \"&","to":"77010000001"})"},
};

config::SenderTemplate shipped_sender(const std::string& provider) {
    return *test::shipped_profile(provider).sender;
}

config::Reply reply_for(const config::SenderTemplate& sender) {
    config::Reply reply;
    reply.url = sender.url.empty() ? "https://api.example.org/own" : "";
    reply.user = "ACc";
    reply.account = "app 1";
    reply.secret.emplace_back("s@cret");
    reply.from = "77700";
    return reply;
}

std::string header_of(const ClientRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers) {
        if (key == name) return value;
    }
    return {};
}

TEST(ShippedSenders, SendWhatTheirProvidersWant) {
    for (const auto& expected : sent_by) {
        SCOPED_TRACE(expected.provider);
        const auto sender = shipped_sender(expected.provider);
        test::MtDesk desk;
        desk.client.says(expected.status, expected.answer);

        EXPECT_EQ(desk.send(sender, reply_for(sender), "+77010000001", "Да \"&"), "accepted");

        ASSERT_EQ(desk.client.seen.size(), 1U);
        const auto& request = desk.client.seen[0];
        EXPECT_EQ(request.method, "POST");
        EXPECT_EQ(request.target, expected.target);
        EXPECT_EQ(header_of(request, "Authorization"), expected.authorization);
        EXPECT_EQ(request.body, expected.body);
    }
}

TEST(ShippedSenders, ClickatellHasNoOtherPlaceThanTheQuery) {
    const auto sender = shipped_sender("clickatell");
    test::MtDesk desk;
    desk.client.says(202, R"({"messages":[{"accepted":true}]})");
    EXPECT_EQ(desk.send(sender, reply_for(sender), "+77010000001", "Да"), "accepted");
    const auto& request = desk.client.seen.at(0);
    EXPECT_EQ(request.method, "GET");
    EXPECT_EQ(request.target,
              "/messages/http/send?apiKey=s%40cret&content=%D0%94%D0%B0&from=77700&to=77010000001");
    EXPECT_EQ(request.body, "");
}

TEST(ShippedSenders, PutNoSecretIntoAUrlWhereThereIsAnotherWay) {
    for (const auto& name : config::profile_names({config::shipped_data})) {
        const auto profile = test::shipped_profile(name);
        if (!profile.sender || name == "clickatell") continue;
        EXPECT_EQ(profile.sender->method, "POST") << name;
        EXPECT_EQ(profile.sender->url.find("{secret}"), std::string::npos) << name;
    }
}

TEST(ShippedSenders, AreAllTested) {
    for (const auto& name : config::profile_names({config::shipped_data})) {
        const bool tested = name == "clickatell" ||
                            std::any_of(std::begin(sent_by), std::end(sent_by),
                                        [&](const Sent& one) { return one.provider == name; });
        EXPECT_EQ(test::shipped_profile(name).sender.has_value(), tested) << name;
    }
}

TEST(ShippedSenders, AskForReceiptsAtTheGivenAddress) {
    const struct {
        const char *provider, *expected;
    } cases[] = {
        {"twilio", "StatusCallback=https%3A%2F%2Ft.example%2Fhooks%2Fx"},
        {"vonage", "callback=https%3A%2F%2Ft.example%2Fhooks%2Fx"},
        {"vonage-messages", R"("webhook_url":"https://t.example/hooks/x")"},
        {"plivo", R"("method":"POST","src":"77700","text":"x","url":"https://t.example/hooks/x")"},
        {"messagebird", R"("reference":"1","reportUrl":"https://t.example/hooks/x")"},
        {"sinch",
         R"("callback_url":"https://t.example/hooks/x","delivery_report":"per_recipient")"},
        {"telnyx", R"("webhook_url":"https://t.example/hooks/x")"},
        {"jasmin", "dlr=yes&dlr-level=2&dlr-method=POST&dlr-url=https%3A%2F%2Ft.example"},
        {"46elks", "whendelivered=https%3A%2F%2Ft.example"},
    };
    for (const auto& one : cases) {
        const auto sender = shipped_sender(one.provider);
        auto reply = reply_for(sender);
        reply.receipts_url = "https://t.example/hooks/x";
        test::MtDesk desk;
        desk.client.says(200);
        desk.send(sender, reply, "+77010000001", "x");
        EXPECT_NE(desk.client.seen.at(0).body.find(one.expected), std::string::npos)
            << desk.client.seen.at(0).body;
    }
}

TEST(ShippedSenders, KannelIsAskedForReceiptsByHeaders) {
    const auto sender = shipped_sender("kannel");
    auto reply = reply_for(sender);
    reply.receipts_url = "http://127.0.0.1:8080/hooks/k/TOKEN";
    test::MtDesk desk;
    desk.client.says(202, "0: Accepted for delivery");
    EXPECT_EQ(desk.send(sender, reply, "+77010000001", "Accepted"), "accepted");
    const auto& request = desk.client.seen.at(0);
    EXPECT_EQ(header_of(request, "X-Kannel-DLR-Mask"), "19");
    EXPECT_EQ(header_of(request, "X-Kannel-DLR-Url"),
              "http://127.0.0.1:8080/hooks/k/TOKEN?type=dlr&ref=1&status=%d");
    EXPECT_EQ(header_of(request, "X-Kannel-Coding"), "0");
    EXPECT_EQ(header_of(request, "X-Kannel-To"), "+77010000001");
}

}  // namespace
}  // namespace tipwire::gateway
