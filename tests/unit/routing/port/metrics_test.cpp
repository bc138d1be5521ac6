// SPDX-License-Identifier: Apache-2.0
// The table of metrics keeps to Prometheus's naming, and the counters count.
#include "routing/port/metrics.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tipwire::routing {
namespace {

std::vector<Metric> all_metrics() {
    std::vector<Metric> all;
    for (int i = 0; i < static_cast<int>(Metric::count_); ++i)
        all.push_back(static_cast<Metric>(i));
    return all;
}

TEST(MetricInfo, NamesEachMetricOnce) {
    std::set<std::string_view> names;
    for (const auto metric : all_metrics()) names.insert(info(metric).name);
    EXPECT_EQ(names.size(), all_metrics().size());
}
TEST(MetricInfo, KeepsToPrometheusNames) {
    for (const auto metric : all_metrics()) {
        const auto& one = info(metric);
        EXPECT_TRUE(one.name.starts_with("tipwire_")) << one.name;
        EXPECT_EQ(one.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), one.name.npos)
            << one.name;
        EXPECT_EQ(one.name.ends_with("_total"), one.type == "counter") << one.name;
        EXPECT_TRUE(one.type == "counter" || one.type == "gauge") << one.name;
        EXPECT_TRUE(one.help.ends_with('.')) << one.name;
        EXPECT_GT(one.per_unit, 0) << one.name;
    }
}
TEST(MetricInfo, BelongsToItsMetric) {
    EXPECT_EQ(info(Metric::messages_accepted).name, "tipwire_messages_accepted_total");
    EXPECT_EQ(info(Metric::deliveries_dead).name, "tipwire_deliveries_dead_total");
    EXPECT_EQ(info(Metric::store_commit_time).name, "tipwire_store_commit_seconds_total");
    EXPECT_EQ(info(Metric::store_commit_time).per_unit, 1'000'000);
    EXPECT_EQ(info(Metric::alarms_active).name, "tipwire_alarms_active");
}

TEST(Metrics, StartAtZeroAndCountApart) {
    Metrics metrics;
    metrics.add(Metric::tips_recorded);
    metrics.add(Metric::tips_recorded, 2);
    metrics.set(Metric::alarms_active, 7);
    metrics.set(Metric::alarms_active, 1);

    EXPECT_EQ(metrics.value(Metric::tips_recorded), 3);
    EXPECT_EQ(metrics.value(Metric::alarms_active), 1);
    EXPECT_EQ(metrics.value(Metric::messages_accepted), 0);
}
TEST(Metrics, LoseNoCountBetweenThreads) {
    Metrics metrics;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 10'000; ++n) metrics.add(Metric::http_requests);
        });
    }
    for (auto& thread : threads) thread.join();

    EXPECT_EQ(metrics.value(Metric::http_requests), 40'000);
}

}  // namespace
}  // namespace tipwire::routing
