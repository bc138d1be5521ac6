// SPDX-License-Identifier: Apache-2.0
// Delivery receipts and opt-outs: counted, obeyed, and nothing of them kept.
#include <gtest/gtest.h>

#include "gateway/http/encoding.hpp"
#include "tests/support/sms_switchboard.hpp"

namespace tipwire::gateway {
namespace {

using routing::Metric;

Inbound read_shipped(const std::string& provider, const std::string& body,
                     const std::string& type = "form", const std::string& target = "/hooks/x") {
    const auto profile = test::shipped_profile(provider);
    test::SmsRequest request;
    request.target = target;
    if (body.empty()) request.method = "GET";
    request.headers = {{"Content-Type",
                        type == "form" ? "application/x-www-form-urlencoded" : "application/json"}};
    request.body = body;
    return test::value_of(read_inbound(HookRequest(request.view(), {}), profile, "x"));
}

struct ReceiptCase {
    const char* provider;
    const char* type;
    const char* body;  // "" for a GET
    const char* target;
    int delivered, failed;
    const char* opted_out;  // the phone, "" for none
};

const ReceiptCase receipt_cases[] = {
    {"twilio", "form", "MessageSid=SM1&MessageStatus=delivered&To=%2B77010000001", "/", 1, 0, ""},
    {"twilio", "form", "MessageSid=SM1&MessageStatus=sent&To=%2B77010000001", "/", 0, 0, ""},
    {"twilio", "form", "MessageSid=SM1&MessageStatus=failed&ErrorCode=30005&To=%2B77010000001", "/",
     0, 1, ""},
    {"twilio", "form", "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610&To=%2B77010000001", "/",
     0, 1, "+77010000001"},
    {"twilio", "form",
     "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610&To=whatsapp:%2B77010000001", "/", 0, 1,
     "+77010000001"},
    {"somleng", "form", "MessageSid=SM1&MessageStatus=delivered&To=%2B77010000001", "/", 1, 0, ""},
    {"signalwire", "form", "MessageSid=SM1&MessageStatus=undelivered&To=%2B7701", "/", 0, 1, ""},
    {"vonage", "form", "msisdn=77010000001&messageId=1&status=delivered&err-code=0", "/", 1, 0, ""},
    {"vonage", "form", "msisdn=77010000001&messageId=1&status=expired&err-code=6", "/", 0, 1, ""},
    {"vonage-messages", "json", R"({"message_uuid":"u","to":"77010000001","status":"rejected"})",
     "/", 0, 1, ""},
    {"plivo", "form", "To=77010000001&MessageUUID=u&Status=failed&ErrorCode=200", "/", 0, 1,
     "+77010000001"},
    {"infobip", "json",
     R"({"results":[{"messageId":"x","to":"77010000001","status":{"groupName":"DELIVERED"}},)"
     R"({"messageId":"y","to":"77010000001","status":{"groupName":"UNDELIVERABLE"}}]})",
     "/", 1, 1, ""},
    {"messagebird", "form", "", "/hooks/x?id=1&recipient=77010000001&status=delivered", 1, 0, ""},
    {"messagebird", "form", "",
     "/hooks/x?id=1&recipient=77010000001&status=delivery_failed&statusErrorCode=103", 0, 1,
     "+77010000001"},
    {"sinch", "json",
     R"({"type":"recipient_delivery_report_sms","batch_id":"b","status":"Delivered"})", "/", 1, 0,
     ""},
    {"sinch-conversation", "json",
     R"({"app_id":"A","message_delivery_report":{"message_id":"m","status":"FAILED"}})", "/", 0, 1,
     ""},
    {"telnyx", "json",
     R"({"data":{"event_type":"message.finalized","payload":{"id":"m","to":[)"
     R"({"phone_number":"+77010000001","status":"delivery_failed"}],"errors":[{"code":"40300"}]}}})",
     "/", 0, 1, "+77010000001"},
    {"bandwidth", "json", R"([{"type":"message-delivered","message":{"id":"m"}}])", "/", 1, 0, ""},
    {"africastalking", "form",
     "id=a&status=Failed&phoneNumber=%2B77010000001&failureReason=UserInBlackList", "/", 0, 1,
     "+77010000001"},
    {"clickatell", "json", R"({"messageId":"ct-9","statusCode":5})", "/", 0, 1, ""},
    {"telerivet", "form", "event=send_status&id=SM9&status=delivered&secret=s", "/", 1, 0, ""},
    {"jasmin", "form", "id=7&message_status=UNDELIV&level=2", "/", 0, 1, ""},
    {"smsgate", "json", R"({"event":"sms:delivered","payload":{"messageId":"x"}})", "/", 1, 0, ""},
    {"46elks", "form", "id=s1&status=failed", "/", 0, 1, ""},
    {"kannel", "form", "", "/hooks/x?type=dlr&ref=1&status=1", 1, 0, ""},
    {"kannel", "form", "", "/hooks/x?type=dlr&ref=1&status=16", 0, 1, ""},
    {"kannel", "form", "", "/hooks/x?type=dlr&ref=1&status=8", 0, 0, ""},
};

TEST(Receipts, SayWhatBecameOfAReply) {
    for (const auto& expected : receipt_cases) {
        SCOPED_TRACE(std::string(expected.provider) + " " + expected.body + expected.target);
        const auto inbound =
            read_shipped(expected.provider, expected.body, expected.type, expected.target);
        EXPECT_TRUE(inbound.messages.empty());
        EXPECT_GE(inbound.delivery_reports, 1);
        EXPECT_EQ(inbound.delivered, expected.delivered);
        EXPECT_EQ(inbound.failed, expected.failed);
        const std::string phone =
            inbound.opt_outs.empty() ? "" : std::string(inbound.opt_outs[0].phone.reveal());
        EXPECT_EQ(phone, expected.opted_out);
    }
}

TEST(Receipts, NeedAPhoneToObeyAnOptOut) {
    const auto inbound =
        read_shipped("twilio", "MessageSid=SM1&MessageStatus=failed&ErrorCode=21610&To=1414");
    EXPECT_EQ(inbound.failed, 1);
    EXPECT_TRUE(inbound.opt_outs.empty());
}

// ---- words that the provider has answered itself ------------------------------------------------

std::string twilio_message(const std::string& id, const std::string& text,
                           const std::string& type) {
    return "MessageSid=" + id + "&From=%2B77010000001&To=%2B77000000700&Body=" + text +
           (type.empty() ? "" : "&OptOutType=" + type);
}

TEST(OptOutWords, OfTheProviderAreNoTips) {
    const auto stop = read_shipped("twilio", twilio_message("SM1", "STOP", "STOP"));
    ASSERT_EQ(stop.opt_outs.size(), 1U);
    EXPECT_EQ(stop.opt_outs[0].id.reveal(), "SM1");
    EXPECT_EQ(stop.opt_outs[0].phone.reveal(), "+77010000001");
    EXPECT_TRUE(stop.messages.empty());
    for (const auto* type : {"START", "HELP"}) {
        const auto other = read_shipped("twilio", twilio_message("SM1", type, type));
        EXPECT_TRUE(other.messages.empty()) << type;
        EXPECT_TRUE(other.opt_outs.empty()) << type;
    }
    EXPECT_EQ(read_shipped("twilio", twilio_message("SM1", "STOP", "")).messages.size(), 1U);
}

// Kannel's profile proves by a token in the path, so a request needs no signature.
struct Board {
    Board() {
        auto profile = test::shipped_profile("twilio");
        profile.verifier = config::Verifier{};
        profile.verifier.where = "path:token";
        config::Source source;
        source.name = "sms";
        source.secret.emplace_back("token");
        board = std::make_unique<test::SmsSwitchboard>(std::move(profile), source,
                                                       "https://tips.example.org", 1'767'225'600);
    }
    int post(const std::string& body) {
        test::SmsRequest request;
        request.target = "/hooks/sms/token";
        request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
        request.body = body;
        return board->answer(request).status;
    }
    std::int64_t count(Metric metric) const { return board->metrics.value(metric); }

    std::unique_ptr<test::SmsSwitchboard> board;
};

TEST(OptOutWords, AreObeyedOnceAndCounted) {
    Board board;
    const auto stop = twilio_message("SM1", "STOP", "STOP");

    EXPECT_EQ(board.post(stop), 200);
    EXPECT_EQ(board.post(stop), 200);

    EXPECT_EQ(board.count(Metric::senders_opted_out), 1);
    EXPECT_TRUE(board.board->stored().empty());
}

TEST(OptOutWords, ComeAgainWhenTheyCannotBeStored) {
    Board board;
    board.board->stop_store();
    EXPECT_EQ(board.post(twilio_message("SM1", "STOP", "STOP")), 503);
    EXPECT_EQ(board.count(Metric::senders_opted_out), 0);
}

TEST(Receipts, AreCountedAndNotStored) {
    Board board;
    EXPECT_EQ(board.post("MessageSid=SM7&MessageStatus=delivered&To=%2B77010000001"), 200);
    EXPECT_EQ(board.post("MessageSid=SM8&MessageStatus=undelivered&To=%2B77010000001"), 200);
    EXPECT_EQ(board.count(Metric::receipts_delivered), 1);
    EXPECT_EQ(board.count(Metric::receipts_failed), 1);
    EXPECT_EQ(board.count(Metric::senders_opted_out), 0);
    EXPECT_TRUE(board.board->stored().empty());
}

}  // namespace
}  // namespace tipwire::gateway
