// SPDX-License-Identifier: Apache-2.0
// Looks after the switchboard itself and tells the administrator: disk, dead channels, clock jumps,
// old backlog.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "routing/flow/dispatcher.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::routing {

struct WatchRules {
    Duration every = std::chrono::seconds{10};
    Duration backlog_age_max = std::chrono::hours{1};
    Duration channel_dead_after = std::chrono::minutes{15};
    Duration clock_jump_max = std::chrono::minutes{10};
    Duration clock_trust_after = std::chrono::hours{24};  // of agreement since the last jump
    std::int64_t disk_free_min = 500'000'000;             // bytes
    std::string contact;  // who gets one message for each alarm; "" for nobody
};

// An alarm is raised once and stays until its cause has gone: a log line, the metric, readyz, and
// one message to the configured contact.   Runs on: reactor.
class Watch {
public:
    // disk_free: bytes free where the data is. contacts: whose channels are watched.
    Watch(TipStore& store, const Dispatcher& dispatcher, Clock& clock, EventLog& log,
          Metrics& metrics, std::vector<std::string> contacts,
          std::function<std::int64_t()> disk_free, WatchRules rules);

    boost::asio::awaitable<void> run();   // until cancellation
    boost::asio::awaitable<void> look();  // one round

    // "disk_low", "backlog_old", "clock_jump", "channel_dead:city-police".
    const std::set<std::string>& alarms() const { return alarms_; }
    bool disk_is_low() const { return alarms_.contains("disk_low"); }
    // False from a jump of the wall clock until it has agreed with the monotonic one for a day:
    // nothing is destroyed or expired meanwhile.
    bool clock_is_trusted() const { return !alarms_.contains("clock_jump"); }

private:
    boost::asio::awaitable<void> set(std::string alarm, bool raised, std::string summary);
    bool clock_has_jumped();

    TipStore& store_;
    const Dispatcher& dispatcher_;
    Clock& clock_;
    EventLog& log_;
    Metrics& metrics_;
    std::vector<std::string> contacts_;
    std::function<std::int64_t()> disk_free_;
    WatchRules rules_;
    std::set<std::string> alarms_;
    Instant last_wall_;
    Duration last_monotonic_;
    Duration jumped_at_{0};
    bool jumped_ = false;
};

}  // namespace tipwire::routing
