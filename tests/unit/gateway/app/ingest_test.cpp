// SPDX-License-Identifier: Apache-2.0
// One JSON line is one message: what is read, and what is named as wrong.
#include "gateway/app/ingest.hpp"

#include <gtest/gtest.h>

#include "gateway/sms/message_reader.hpp"

namespace tipwire::gateway {
namespace {

routing::InboundMessage read(const std::string& line) {
    auto message = parse_ingest_line("line", line);
    EXPECT_TRUE(message) << (message ? "" : message.error().detail);
    return message ? std::move(*message) : routing::InboundMessage();
}

std::string complaint(const std::string& line) {
    const auto message = parse_ingest_line("line", line);
    return message ? "" : message.error().detail;
}

TEST(IngestLine, ReadsAWholeMessage) {
    const auto message = read(
        R"({"id":"1","from":"+77010000001","to":"002","text":"Fire","sent_at":"2026-11-21T21:00:00Z"})");

    EXPECT_EQ(message.source, "line");
    EXPECT_EQ(message.provider_id.reveal(), "1");
    EXPECT_EQ(message.sender->reveal(), "+77010000001");
    EXPECT_EQ(message.recipient, "002");
    EXPECT_EQ(message.text.reveal(), "Fire");
    EXPECT_EQ(message.sent_at, routing::parse_rfc3339("2026-11-21T21:00:00Z"));
    EXPECT_EQ(message.part, routing::Part{});
    EXPECT_TRUE(message.media.empty());
}

TEST(IngestLine, NeedsAnIdAndNothingElse) {
    EXPECT_EQ(read(R"({"id":"1"})").text.reveal(), "");
    EXPECT_EQ(complaint(R"({"text":"x"})"), "/id: missing");
    EXPECT_EQ(complaint(R"({"id":""})"), "/id: must not be empty");
}

TEST(IngestLine, ReadsAPart) {
    EXPECT_EQ(read(R"({"id":"1","part":{"ref":7,"number":2,"total":3}})").part,
              (routing::Part{7, 2, 3}));
    EXPECT_EQ(read(R"({"id":"1","part":{"ref":7,"number":1,"total":1}})").part, routing::Part{});
    EXPECT_EQ(read(R"({"id":"1","part":null})").part, routing::Part{});
}

TEST(IngestLine, RefusesAPartThatCannotBe) {
    for (const auto* part :
         {R"({"ref":7,"number":0,"total":3})", R"({"ref":7,"number":4,"total":3})",
          R"({"ref":7,"number":1,"total":256})", R"({"ref":-1,"number":1,"total":2})",
          R"({"ref":4294967296,"number":1,"total":2})", R"({"number":1,"total":2})", R"({})",
          R"("1/2")"}) {
        EXPECT_NE(complaint(R"({"id":"1","part":)" + std::string(part) + "}"), "") << part;
    }
}

TEST(IngestLine, ReadsMedia) {
    const auto message =
        read(R"({"id":"1","media":[{"url":"https://x.example/1","type":"image/jpeg"},)"
             R"({"data":"aGk=","type":"audio/ogg"}]})");

    ASSERT_EQ(message.media.size(), 2u);
    EXPECT_EQ(message.media[0].url, "https://x.example/1");
    EXPECT_EQ(message.media[0].type, "image/jpeg");
    EXPECT_EQ(message.media[1].data, (routing::Bytes{'h', 'i'}));
}

TEST(IngestLine, RefusesMediaThatCannotBe) {
    EXPECT_EQ(complaint(R"({"id":"1","media":[{"type":"image/jpeg"}]})"),
              "/media/0: either url or data");
    EXPECT_EQ(complaint(R"({"id":"1","media":[{"url":"u","data":"aGk="}]})"),
              "/media/0: either url or data");
    EXPECT_EQ(complaint(R"({"id":"1","media":[{"data":"no base64"}]})"),
              "/media/0/data: expected base64");
    EXPECT_NE(complaint(R"({"id":"1","media":{}})"), "");
}

TEST(IngestLine, TakesMediaUpToTheirLimit) {
    const auto line = [](std::size_t count) {
        std::string list;
        for (std::size_t at = 0; at < count; ++at)
            list += std::string(at == 0 ? "" : ",") + R"({"url":"u"})";
        return R"({"id":"1","media":[)" + list + "]}";
    };
    EXPECT_EQ(read(line(media_per_message_max)).media.size(), media_per_message_max);
    EXPECT_EQ(complaint(line(media_per_message_max + 1)), "/media: too many");
}

}  // namespace
}  // namespace tipwire::gateway
