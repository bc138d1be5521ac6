// SPDX-License-Identifier: Apache-2.0
// Counts refusals between the lines it writes.
#include "gateway/sms/refusal_log.hpp"

namespace tipwire::gateway {

void RefusalLog::note(std::string_view source, routing::Errc code) {
    const auto now = clock_.monotonic();
    const auto [entry, first] = lines_.try_emplace({std::string(source), code});
    Line& line = entry->second;
    ++line.held_back;
    if (!first && now - line.written_at < pause) return;
    log_.warning(
        "sms.refused",
        {{"source", routing::Label{entry->first.first}}, {"why", code}, {"count", line.held_back}});
    line.written_at = now;
    line.held_back = 0;
}

}  // namespace tipwire::gateway
