// SPDX-License-Identifier: Apache-2.0
// What supervisors and Prometheus see.
#include <cstdio>
#include <cstdlib>

#include "tests/unit/gateway/console/admin_desk.hpp"

namespace tipwire::gateway {
namespace {

using routing::Metric;
using testing::OwnedRequest;

class HealthTest : public testing::AdminDesk {
protected:
    Response look(const char* path) { return send(OwnedRequest("GET", path)); }
};

TEST_F(HealthTest, IsAliveWithoutAToken) {
    const Response answer = look("/healthz");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"alive":true})");
}

TEST_F(HealthTest, IsReadyWithItsAlarms) {
    health_.alarms = {"disk_nearly_full"};

    const Response answer = look("/readyz");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, R"({"ready":true,"alarms":["disk_nearly_full"]})");
}

TEST_F(HealthTest, SaysWhyItIsNotReady) {
    health_ = {false, "the store cannot commit", {}};

    const Response answer = look("/readyz");

    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.body, R"({"ready":false,"reason":"the store cannot commit","alarms":[]})");
}

TEST_F(HealthTest, ShowsMetricsAsText) {
    metrics_.add(Metric::tips_recorded, 7334);

    const Response answer = look("/metrics");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "text/plain; version=0.0.4; charset=utf-8");
    EXPECT_NE(answer.body.find("# HELP tipwire_tips_recorded_total New tips committed.\n"
                               "# TYPE tipwire_tips_recorded_total counter\n"
                               "tipwire_tips_recorded_total 7334\n"),
              answer.body.npos);
}

TEST_F(HealthTest, KnowsNoOtherPath) { EXPECT_EQ(look("/v1/audit").status, 404); }

std::string value_of(const std::string& page, const std::string& name) {
    const auto start = page.find("\n" + name + " ");
    if (start == page.npos) return "absent";
    const auto from = start + name.size() + 2;
    return page.substr(from, page.find('\n', from) - from);
}

TEST(MetricsText, WritesSecondsAsExactDecimals) {
    const std::pair<std::int64_t, const char*> cases[] = {
        {0, "0"},         {1, "0.000001"},         {1'500'000, "1.5"},
        {1'000'000, "1"}, {1'234'567, "1.234567"}, {-250'000, "-0.25"},
    };
    for (const auto& [counted, expected] : cases) {
        routing::Metrics metrics;
        metrics.set(Metric::store_commit_time, counted);
        EXPECT_EQ(value_of(metrics_text(metrics), "tipwire_store_commit_seconds_total"), expected);
    }
}

TEST(MetricsText, HasEveryMetricOnce) {
    const std::string page = "\n" + metrics_text(routing::Metrics{});
    for (int i = 0; i < static_cast<int>(Metric::count_); ++i) {
        const auto& about = routing::info(static_cast<Metric>(i));
        EXPECT_EQ(value_of(page, std::string(about.name)), "0") << about.name;
    }
}

TEST(MetricsText, PassesPromtool) {
    if (std::system("command -v promtool >/dev/null 2>&1") != 0) {
        GTEST_SKIP() << "promtool is not installed";
    }
    FILE* promtool = ::popen("promtool check metrics >&2", "w");
    ASSERT_NE(promtool, nullptr);
    const std::string page = metrics_text(routing::Metrics{});

    std::fwrite(page.data(), 1, page.size(), promtool);

    EXPECT_EQ(::pclose(promtool), 0) << page;
}

}  // namespace
}  // namespace tipwire::gateway
