// SPDX-License-Identifier: Apache-2.0
// How an event becomes a line: control characters never get through, whatever a name holds.
#include "gateway/app/stderr_log.hpp"

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "routing/domain/time.hpp"

namespace tipwire::gateway {

namespace {

// Priorities of sd-daemon(3).
const char* prefix(routing::Severity severity) {
    switch (severity) {
        case routing::Severity::debug: return "<7>";
        case routing::Severity::info: return "<6>";
        case routing::Severity::warning: return "<4>";
        case routing::Severity::error: return "<3>";
    }
    return "<6>";
}

const char* word(routing::Severity severity) {
    switch (severity) {
        case routing::Severity::debug: return "debug";
        case routing::Severity::info: return "info";
        case routing::Severity::warning: return "warning";
        case routing::Severity::error: return "error";
    }
    return "info";
}

void append_clean(std::string& line, std::string_view text) {
    constexpr std::size_t field_max = 128;
    for (const char c : text.substr(0, field_max)) {
        const bool plain =
            static_cast<unsigned char>(c) > 0x20 && c != '=' && c != '"' && c != 0x7f;
        line.push_back(plain ? c : '_');
    }
}

}  // namespace

StderrLog::StderrLog(routing::Severity least)
    : least_(least), journal_(std::getenv("JOURNAL_STREAM") != nullptr) {}

void StderrLog::write(routing::Severity severity, std::string_view event,
                      std::initializer_list<routing::LogField> fields) {
    if (severity < least_) return;
    std::string line;
    if (journal_) {
        line = prefix(severity);
    } else {
        const auto now = std::chrono::floor<routing::Duration>(std::chrono::system_clock::now());
        line = routing::to_rfc3339(now) + " " + word(severity) + " ";
    }
    append_clean(line, event);
    for (const auto& field : fields) {
        line += ' ';
        append_clean(line, field.key);
        line += '=';
        if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
            line += std::to_string(*number);
        } else {
            append_clean(line, std::get<routing::Label>(field.value).text);
        }
    }
    line += '\n';
    const std::lock_guard lock(mutex_);
    const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    static_cast<void>(written);  // a log that cannot be written has nowhere to complain
}

}  // namespace tipwire::gateway
