// SPDX-License-Identifier: Apache-2.0
// Logs as one line per event on standard error, with the priority prefix that the journal
// understands.
#pragma once

#include <mutex>

#include "routing/port/event_log.hpp"

namespace tipwire::gateway {

// "tip.recorded source=sms count=3"; under systemd "<6>tip.recorded ..." (sd-daemon(3)); else with
// the time in front.
class StderrLog : public routing::EventLog {
public:
    explicit StderrLog(routing::Severity least = routing::Severity::info);
    void write(routing::Severity severity, std::string_view event,
               std::initializer_list<routing::LogField> fields) override;

private:
    routing::Severity least_;
    bool journal_;
    std::mutex mutex_;
};

}  // namespace tipwire::gateway
