// SPDX-License-Identifier: Apache-2.0
// The counters and gauges of the daemon: one table, exposed by gateway/console/metrics_page.cpp.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace tipwire::routing {

enum class Metric : std::uint8_t {
    messages_accepted,
    messages_repeated,
    messages_refused_proof,
    messages_unreadable,
    messages_unavailable,
    message_parts_held,
    messages_incomplete,
    messages_quarantined,
    tips_recorded,
    tip_messages_added,
    commands_answered,
    help_unanswered,
    code_guesses_failed,
    deliveries_succeeded,
    deliveries_retried,
    deliveries_dead,
    replies_sent,
    replies_dropped,
    reply_segments,
    receipts_delivered,
    receipts_failed,
    senders_opted_out,
    referral_updates,
    http_requests,
    http_refused,
    http_connections,
    store_commits,
    store_operations,
    store_commit_time,  // counted in microseconds
    reactor_lag,        // in microseconds
    backlog_age_seconds,
    disk_free_bytes,
    alarms_active,
    count_,  // keep last
};

struct MetricInfo {
    std::string_view name;  // "tipwire_tips_recorded_total"
    std::string_view type;  // "counter" or "gauge"
    std::string_view help;
    std::int64_t per_unit =
        1;  // what is counted, in one exposed unit: 1,000,000 for microseconds as seconds
};
const MetricInfo& info(Metric metric);

// Thread-safe, relaxed: counters need no order among each other.
class Metrics {
public:
    void add(Metric metric, std::int64_t amount = 1) {
        values_[index(metric)].fetch_add(amount, std::memory_order_relaxed);
    }
    void set(Metric metric, std::int64_t value) {
        values_[index(metric)].store(value, std::memory_order_relaxed);
    }
    std::int64_t value(Metric metric) const {
        return values_[index(metric)].load(std::memory_order_relaxed);
    }

private:
    static std::size_t index(Metric metric) { return static_cast<std::size_t>(metric); }
    std::array<std::atomic<std::int64_t>, static_cast<std::size_t>(Metric::count_)> values_{};
};

}  // namespace tipwire::routing
