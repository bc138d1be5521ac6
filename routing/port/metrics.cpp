// SPDX-License-Identifier: Apache-2.0
// The table of metrics. Names follow Prometheus: tipwire_ prefix, base units, _total on counters.
#include "routing/port/metrics.hpp"

namespace tipwire::routing {

const MetricInfo& info(Metric metric) {
    static constexpr MetricInfo table[] = {
        {"tipwire_messages_accepted_total", "counter", "Messages of sources taken and committed."},
        {"tipwire_messages_repeated_total", "counter", "Messages that had been taken before."},
        {"tipwire_messages_refused_total", "counter",
         "Messages whose proof of origin did not hold."},
        {"tipwire_messages_unreadable_total", "counter", "Messages that could not be read."},
        {"tipwire_messages_unavailable_total", "counter",
         "Messages turned away because the store could not commit."},
        {"tipwire_message_parts_held_total", "counter", "Parts of long messages committed."},
        {"tipwire_messages_incomplete_total", "counter",
         "Long messages that went on with a part missing."},
        {"tipwire_messages_quarantined_total", "counter",
         "Messages over a flood limit, held for an operator."},
        {"tipwire_tips_recorded_total", "counter", "New tips committed."},
        {"tipwire_tip_messages_added_total", "counter", "Messages added to an existing tip."},
        {"tipwire_commands_answered_total", "counter", "Commands such as STATUS."},
        {"tipwire_help_unanswered_total", "counter",
         "Texts of nothing but HELP that could not be answered and were kept as tips."},
        {"tipwire_code_guesses_failed_total", "counter", "Tip codes that named no tip."},
        {"tipwire_deliveries_succeeded_total", "counter", "Deliveries that a contact accepted."},
        {"tipwire_deliveries_retried_total", "counter",
         "Delivery attempts that failed and will be repeated."},
        {"tipwire_deliveries_dead_total", "counter", "Deliveries given up as dead letters."},
        {"tipwire_replies_sent_total", "counter", "Replies handed to a provider."},
        {"tipwire_replies_dropped_total", "counter",
         "Replies that were not sent: refused, over budget or too late."},
        {"tipwire_reply_segments_total", "counter",
         "Short messages that the replies handed to providers take."},
        {"tipwire_reply_receipts_delivered_total", "counter",
         "Delivery receipts that say a reply reached the phone."},
        {"tipwire_reply_receipts_failed_total", "counter",
         "Delivery receipts that say a reply did not reach the phone."},
        {"tipwire_senders_opted_out_total", "counter",
         "Opt-outs told by providers; the return addresses are destroyed."},
        {"tipwire_referral_updates_total", "counter", "Reports of contacts that were applied."},
        {"tipwire_http_requests_total", "counter", "HTTP requests answered by a handler."},
        {"tipwire_http_refused_total", "counter",
         "HTTP requests refused before a handler saw them."},
        {"tipwire_http_connections", "gauge", "HTTP connections open now."},
        {"tipwire_store_commits_total", "counter", "Transactions committed."},
        {"tipwire_store_operations_total", "counter", "Operations inside those transactions."},
        {"tipwire_store_commit_seconds_total", "counter", "Time spent in those transactions.",
         1'000'000},
        {"tipwire_reactor_lag_seconds", "gauge", "How late the last timer of the reactor was.",
         1'000'000},
        {"tipwire_backlog_age_seconds", "gauge",
         "Age of the oldest delivery that waits for a contact."},
        {"tipwire_disk_free_bytes", "gauge", "Free space where the data folder is."},
        {"tipwire_alarms_active", "gauge", "Alarms raised and not yet cleared."},
    };
    static_assert(sizeof table / sizeof table[0] == static_cast<std::size_t>(Metric::count_));
    return table[static_cast<std::size_t>(metric)];
}

}  // namespace tipwire::routing
