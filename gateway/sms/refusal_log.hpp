// SPDX-License-Identifier: Apache-2.0
// One log line for many refused requests: a flood of forgeries must not fill the journal.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"

namespace tipwire::gateway {

// Runs on: reactor.
class RefusalLog {
public:
    static constexpr std::chrono::minutes pause{1};

    RefusalLog(routing::EventLog& log, const routing::Clock& clock) : log_(log), clock_(clock) {}

    // The first of a source and a code is written at once, then one line a pause at most, with how
    // many there were since the last. source: a configured name, or "" for one nobody configured.
    void note(std::string_view source, routing::Errc code);

private:
    struct Line {
        routing::Duration written_at{};
        std::int64_t held_back = 0;
    };
    routing::EventLog& log_;
    const routing::Clock& clock_;
    std::map<std::pair<std::string, routing::Errc>, Line> lines_;
};

}  // namespace tipwire::gateway
