// SPDX-License-Identifier: Apache-2.0
// The bodies a contact gets, byte by byte: what is added here is seen by other people's programs.
#include <gtest/gtest.h>

#include "gateway/delivery/webhook.hpp"

namespace tipwire::gateway {
namespace {

using routing::DeliveryKind;
using routing::Instant;
using routing::Notice;

Instant at(std::string_view text) { return routing::parse_rfc3339(text).value(); }

routing::NoticeMessage a_message(std::string text) {
    routing::NoticeMessage message;
    message.at = at("2026-11-21T20:00:00Z");
    message.text = routing::TipText(std::move(text));
    return message;
}

Notice a_notice(DeliveryKind kind) {
    Notice notice;
    notice.kind = kind;
    notice.id = "msg_1";
    notice.timestamp = at("2026-11-21T20:39:00Z");
    notice.reference = "EKB-000123";
    notice.category = "dead_drop";
    notice.area = "ekaterinburg/kirovsky";
    notice.language = "ru";
    notice.received_at = at("2026-11-21T20:00:00Z");
    notice.channel = "sms";
    notice.messages.push_back(a_message("Закладки у гаражей"));
    return notice;
}

TEST(NoticeJson, HoldsAForwardedTipAsTheContractSays) {
    Notice notice = a_notice(DeliveryKind::tip_forwarded);
    notice.deadlines = routing::Deadlines{.acknowledge_by = at("2026-11-22T20:39:00Z"),
                                          .register_by = at("2026-11-22T20:39:00Z"),
                                          .decide_by = at("2026-11-24T20:39:00Z")};

    EXPECT_EQ(notice_json(notice, "https://tips.example.org/v1/referrals"),
              R"({"type":"tip.forwarded","timestamp":"2026-11-21T20:39:00Z","data":{)"
              R"("reference":"EKB-000123","category":"dead_drop","area":"ekaterinburg/kirovsky",)"
              R"("language":"ru","urgent":false,"received_at":"2026-11-21T20:00:00Z",)"
              R"("channel":"sms","messages":[{"direction":"in","at":"2026-11-21T20:00:00Z",)"
              R"("text":"Закладки у гаражей"}],"media":[],"clocks":{)"
              R"("acknowledge_by":"2026-11-22T20:39:00Z","register_by":"2026-11-22T20:39:00Z",)"
              R"("decide_by":"2026-11-24T20:39:00Z"},"links":{"updates":)"
              R"("https://tips.example.org/v1/referrals/EKB-000123/updates"}}})");
}

TEST(NoticeJson, NamesNoLinkWithoutAPublicUrl) {
    const std::string json = notice_json(a_notice(DeliveryKind::tip_forwarded), "");

    EXPECT_NE(json.find(R"("links":{})"), json.npos) << json;
}

TEST(NoticeJson, HoldsOnlyTheNewWordsOfAnAddedMessage) {
    EXPECT_EQ(notice_json(a_notice(DeliveryKind::tip_message), "https://x.example"),
              R"({"type":"tip.message","timestamp":"2026-11-21T20:39:00Z","data":{)"
              R"("reference":"EKB-000123","messages":[{"direction":"in",)"
              R"("at":"2026-11-21T20:00:00Z","text":"Закладки у гаражей"}],"media":[]}})");
}

TEST(NoticeJson, TellsOfAPictureThatIsThereNowAndOfOneThatIsNot) {
    Notice notice = a_notice(DeliveryKind::media_ready);
    notice.messages.clear();
    routing::NoticeMedium& there = notice.media.emplace_back();
    there.state = "cleaned";
    there.type = "image/jpeg";
    there.bytes = 48211;
    there.cleaned = true;
    there.url = "https://x.example/m/token";
    notice.media.emplace_back().state = "refused";

    EXPECT_EQ(notice_json(notice, ""),
              R"({"type":"tip.message","timestamp":"2026-11-21T20:39:00Z","data":{)"
              R"("reference":"EKB-000123","messages":[],"media":[{"type":"image/jpeg",)"
              R"("bytes":48211,"cleaned":true,"state":"cleaned",)"
              R"("url":"https://x.example/m/token"},{"type":"","bytes":0,"cleaned":false,)"
              R"("state":"refused","url":null}]}})");
}

TEST(NoticeJson, HoldsOnlyTheReferenceOfAWithdrawnTip) {
    EXPECT_EQ(notice_json(a_notice(DeliveryKind::tip_withdrawn), "https://x.example"),
              R"({"type":"tip.withdrawn","timestamp":"2026-11-21T20:39:00Z",)"
              R"("data":{"reference":"EKB-000123"}})");
}

TEST(NoticeJson, HoldsAnAlarm) {
    Notice notice = a_notice(DeliveryKind::alarm);
    notice.alarm = "disk_nearly_full";
    notice.summary = "120 MB are left";

    EXPECT_EQ(notice_json(notice, ""),
              R"({"type":"alarm.raised","timestamp":"2026-11-21T20:39:00Z",)"
              R"("data":{"alarm":"disk_nearly_full","summary":"120 MB are left"}})");
}

TEST(NoticeJson, HoldsNoTipInATest) {
    Notice notice = a_notice(DeliveryKind::contact_test);
    notice.summary = "A test";

    EXPECT_EQ(notice_json(notice, ""),
              R"({"type":"contact.test","timestamp":"2026-11-21T20:39:00Z",)"
              R"("data":{"summary":"A test"}})");
}

TEST(NoticeJson, EscapesWhatASenderWrites) {
    Notice notice = a_notice(DeliveryKind::tip_message);
    notice.messages = {a_message("\"},\"urgent\":true\n\\ \x01 \xE2\x80\xAE")};

    const std::string json = notice_json(notice, "");

    EXPECT_NE(json.find(R"("text":"\"},\"urgent\":true\n\\ \u0001 \u202e")"), json.npos) << json;
}

}  // namespace
}  // namespace tipwire::gateway
