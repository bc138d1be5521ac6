// SPDX-License-Identifier: Apache-2.0
// A log for tests that are not about logs.
#pragma once

#include "routing/port/event_log.hpp"

namespace tipwire::testing {

class QuietLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view,
               std::initializer_list<routing::LogField>) override {}
};

}  // namespace tipwire::testing
