// SPDX-License-Identifier: Apache-2.0
// One round of looking, and how an alarm is told once.
#include "routing/flow/watch.hpp"

namespace tipwire::routing {

Watch::Watch(TipStore& store, const Dispatcher& dispatcher, Clock& clock, EventLog& log,
             Metrics& metrics, std::vector<std::string> contacts,
             std::function<std::int64_t()> disk_free, WatchRules rules)
    : store_(store),
      dispatcher_(dispatcher),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      contacts_(std::move(contacts)),
      disk_free_(std::move(disk_free)),
      rules_(std::move(rules)),
      last_wall_(clock.now()),
      last_monotonic_(clock.monotonic()) {}

boost::asio::awaitable<void> Watch::run() {
    for (;;) {
        co_await look();
        const Duration before = clock_.monotonic();
        co_await clock_.sleep_for(rules_.every);
        const Duration late = clock_.monotonic() - before - rules_.every;
        metrics_.set(Metric::reactor_lag,
                     std::chrono::duration_cast<std::chrono::microseconds>(late).count());
    }
}

boost::asio::awaitable<void> Watch::look() {
    const std::int64_t free = disk_free_();
    metrics_.set(Metric::disk_free_bytes, free);
    co_await set(
        "disk_low", free < rules_.disk_free_min,
        "The disk with the data folder is nearly full. Reports are still taken; make room.");

    const auto oldest = co_await store_.oldest_waiting();
    if (oldest) {
        const Duration age = oldest->has_value() ? clock_.now() - **oldest : Duration::zero();
        metrics_.set(Metric::backlog_age_seconds, age / std::chrono::seconds{1});
        co_await set(
            "backlog_old", age > rules_.backlog_age_max + rules_.every,
            "Reports wait for a contact longer than allowed. See `tipwire deliveries list`.");
    }
    for (const auto& contact : contacts_) {
        const bool disabled = dispatcher_.state_of(contact) == Dispatcher::ContactState::disabled;
        const bool dead = disabled || dispatcher_.failing_for(contact) > rules_.channel_dead_after;
        co_await set("channel_dead:" + contact, dead,
                     "No delivery to the contact " + contact +
                         " succeeds. Try `tipwire contacts test " + contact + "`.");
    }
    co_await set(
        "clock_jump", clock_has_jumped(),
        "The system clock jumped. No key is destroyed until it has been steady for a day.");
    metrics_.set(Metric::alarms_active, static_cast<std::int64_t>(alarms_.size()));
}

bool Watch::clock_has_jumped() {
    const Instant wall = clock_.now();
    const Duration monotonic = clock_.monotonic();
    const Duration apart = (wall - last_wall_) - (monotonic - last_monotonic_);
    last_wall_ = wall;
    last_monotonic_ = monotonic;
    if (apart > rules_.clock_jump_max || apart < -rules_.clock_jump_max) {
        jumped_ = true;
        jumped_at_ = monotonic;
    }
    if (jumped_ && monotonic - jumped_at_ >= rules_.clock_trust_after) jumped_ = false;
    return jumped_;
}

boost::asio::awaitable<void> Watch::set(std::string alarm, bool raised, std::string summary) {
    if (!raised) {
        if (alarms_.erase(alarm) > 0) log_.info("alarm.cleared", {{"alarm", Label{alarm}}});
        co_return;
    }
    if (!alarms_.insert(alarm).second) co_return;
    log_.error("alarm.raised", {{"alarm", Label{alarm}}});
    if (rules_.contact.empty()) co_return;
    std::string contact = rules_.contact;
    const auto queued = co_await store_.enqueue_notice(DeliveryKind::alarm, std::move(contact),
                                                       alarm, std::move(summary), clock_.now());
    if (!queued) log_.warning("alarm.not_queued", {{"error", queued.error().code}});
}

}  // namespace tipwire::routing
