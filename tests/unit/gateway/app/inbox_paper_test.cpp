// SPDX-License-Identifier: Apache-2.0
// What the demonstration inbox shows of a delivery, and what can never get through to the terminal.
#include "gateway/app/inbox_paper.hpp"

#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

namespace tipwire::gateway {
namespace {

boost::json::object parsed(std::string_view json) { return boost::json::parse(json).as_object(); }

constexpr std::string_view paper_tip =
    R"({"type":"tip.forwarded","timestamp":"2026-11-21T20:39:00Z","data":{)"
    R"("reference":"EKB-000123","category":"dead_drop","area":"ekaterinburg/kirovsky",)"
    R"("language":"ru","urgent":true,"received_at":"2026-11-21T20:00:00Z","channel":"sms",)"
    R"("messages":[{"direction":"in","at":"2026-11-21T20:00:00Z","text":"Behind the garages\nat 9"}],)"
    R"("media":[],"clocks":{"acknowledge_by":"2026-11-22T00:39:00Z"},"links":{}}})";

TEST(InboxPaper, ShowsATipInWords) {
    EXPECT_EQ(delivery_in_words(parsed(paper_tip)),
              "== EKB-000123 ================================================ tip.forwarded\n"
              "   received    2026-11-21T20:00:00Z by sms, language ru, URGENT\n"
              "   category    dead_drop\n"
              "   area        ekaterinburg/kirovsky\n"
              "   acknowledge by 2026-11-22T00:39:00Z\n"
              "   | Behind the garages\n"
              "   | at 9\n");
}

TEST(InboxPaper, ShowsATestWithoutATip) {
    EXPECT_EQ(delivery_in_words(
                  parsed(R"({"type":"contact.test","data":{"summary":"A test of the line"}})")),
              "== ============================================================ contact.test\n"
              "   summary     A test of the line\n");
}

TEST(InboxPaper, LetsNoTextSteerTheTerminal) {
    const std::string words = delivery_in_words(parsed(
        R"({"type":"tip.\u001b[2Jmessage","data":{"reference":"EKB\u202e-1","messages":[)"
        R"({"text":"\u001b]0;title\u0007 \u202eevil\u2066 \u009b31m\r== EKB-000999 =="}]}})"));

    for (const char* forbidden :
         {"\x1b", "\x07", "\r", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xC2\x9B"}) {
        EXPECT_EQ(words.find(forbidden), words.npos) << words;
    }
    EXPECT_NE(words.find("\\u{202e}evil"), words.npos) << words;
}

TEST(InboxPaper, KeepsATextBehindItsBar) {
    const std::string words = delivery_in_words(
        parsed(R"({"type":"tip.message","data":{"messages":[{"text":"a\n== EKB-000999\n"}]}})"));

    EXPECT_NE(words.find("\n   | a\n   | == EKB-000999\n"), words.npos) << words;
}

TEST(InboxPaper, ShowsWhateverWasSigned) {
    for (const char* notice : {"{}", R"({"data":7})", R"({"data":{"messages":[1,{"text":2}]}})",
                               R"({"type":[],"data":{"clocks":"x","urgent":"yes"}})"}) {
        EXPECT_TRUE(delivery_in_words(parsed(notice)).starts_with("== ")) << notice;
    }
}

TEST(InboxPaper, ShowsADeliveryOnOneLineOfJson) {
    EXPECT_EQ(delivery_as_json("msg_1", true, "{\n\"type\":\"contact.test\"\r\n}"),
              "{\"event\":\"delivery\",\"id\":\"msg_1\",\"repeat\":true,"
              "\"notice\":{ \"type\":\"contact.test\"  }}\n");
}

}  // namespace
}  // namespace tipwire::gateway
