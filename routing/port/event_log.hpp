// SPDX-License-Identifier: Apache-2.0
// The seam for logs: one line per event. Only numbers, error codes, public ids and configured names
// fit in.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <variant>

#include "routing/domain/ids.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::routing {

enum class Severity : std::uint8_t { debug, info, warning, error };

// A name from the configuration or from our own tables (a contact, a source, a state): never input.
struct Label {
    std::string_view text;
};

struct LogField {
    std::string_view key;
    std::variant<std::int64_t, Label> value;

    LogField(std::string_view key, std::int64_t number) : key(key), value(number) {}
    LogField(std::string_view key, Label label) : key(key), value(label) {}
    LogField(std::string_view key, Errc code) : key(key), value(Label{name(code)}) {}
};

class EventLog {
public:
    virtual ~EventLog() = default;
    // event is a literal such as "tip.recorded".   Runs on: any thread.
    virtual void write(Severity severity, std::string_view event,
                       std::initializer_list<LogField> fields) = 0;

    void info(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Severity::info, event, fields);
    }
    void warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Severity::warning, event, fields);
    }
    void error(std::string_view event, std::initializer_list<LogField> fields = {}) {
        write(Severity::error, event, fields);
    }
};

}  // namespace tipwire::routing
