// SPDX-License-Identifier: Apache-2.0
// Lines in, lines out: one for one, in order, within limits.
#include "gateway/console/ingest_limits.hpp"

#include "tests/unit/gateway/console/admin_desk.hpp"

namespace tipwire::gateway {
namespace {

using IngestTest = testing::AdminDesk;

std::string lines(std::size_t count) {
    std::string body;
    for (std::size_t i = 0; i < count; ++i) body += "{}\n";
    return body;
}

std::size_t count_lines(const std::string& body) {
    return static_cast<std::size_t>(std::count(body.begin(), body.end(), '\n'));
}

TEST_F(IngestTest, AnswersEachLineInOrder) {
    const Response answer = post("/v1/ingest/sms", "{\"a\":1}\r\n{\"bb\":22}\n{}");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/x-ndjson");
    EXPECT_EQ(answer.body,
              "{\"result\":\"stored\",\"line\":\"7\"}\n"
              "{\"result\":\"stored\",\"line\":\"9\"}\n"
              "{\"result\":\"stored\",\"line\":\"2\"}\n");
    EXPECT_EQ(ingested_, (std::vector<std::string>{"sms {\"a\":1}", "sms {\"bb\":22}", "sms {}"}));
}

TEST_F(IngestTest, StartsLinesInTheirOrderAlsoOverManyTurns) {
    std::string body;
    for (int i = 0; i < 200; ++i) body += "{\"n\":" + std::to_string(i) + "}\n";

    const Response answer = post("/v1/ingest/sms", body);

    EXPECT_EQ(count_lines(answer.body), 200u);
    ASSERT_EQ(ingested_.size(), 200u);
    for (int i = 0; i < 200; ++i) {
        EXPECT_EQ(ingested_[i], "sms {\"n\":" + std::to_string(i) + "}");
    }
}

TEST_F(IngestTest, AnswersABlankLineToo) {
    EXPECT_EQ(count_lines(post("/v1/ingest/sms", "{}\n\n{}\n").body), 3u);
    EXPECT_EQ(post("/v1/ingest/sms", "").body, "");
}

TEST_F(IngestTest, TakesLinesUpToTheirLimit) {
    EXPECT_EQ(post("/v1/ingest/sms", lines(ingest_lines_max)).status, 200);
    EXPECT_EQ(post("/v1/ingest/sms", lines(ingest_lines_max + 1)).status, 413);
}

TEST_F(IngestTest, TakesBytesUpToTheirLimit) {
    EXPECT_EQ(post("/v1/ingest/sms", std::string(ingest_bytes_max, 'x')).status, 200);
    ingested_.clear();

    EXPECT_EQ(post("/v1/ingest/sms", std::string(ingest_bytes_max + 1, 'x')).status, 413);
    EXPECT_TRUE(ingested_.empty());
}

}  // namespace
}  // namespace tipwire::gateway
