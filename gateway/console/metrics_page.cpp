// SPDX-License-Identifier: Apache-2.0
// GET /metrics: the table of counters in the text format of Prometheus (version 0.0.4).
//
// # HELP tipwire_tips_recorded_total New tips committed.
// # TYPE tipwire_tips_recorded_total counter
// tipwire_tips_recorded_total 7334
#include "gateway/console/admin_api.hpp"

namespace tipwire::gateway {
namespace {

// Exact decimals: 1,234,500 counted in millionths is "1.2345". per_unit is a power of ten.
std::string decimal(std::int64_t counted, std::int64_t per_unit) {
    const bool negative = counted < 0;
    const auto magnitude =
        negative ? 0 - static_cast<std::uint64_t>(counted) : static_cast<std::uint64_t>(counted);
    const auto unit = static_cast<std::uint64_t>(per_unit);
    std::string text = (negative ? "-" : "") + std::to_string(magnitude / unit);
    auto rest = magnitude % unit;
    if (rest == 0) return text;
    text += '.';
    for (auto place = unit / 10; rest != 0; place /= 10) {
        text += static_cast<char>('0' + rest / place);
        rest %= place;
    }
    return text;
}

void append_line(std::string& page, std::string_view word, std::string_view name,
                 std::string_view rest) {
    page.append(word).append(name).append(" ").append(rest).append("\n");
}

}  // namespace

std::string metrics_text(const routing::Metrics& metrics) {
    std::string page;
    for (int i = 0; i < static_cast<int>(routing::Metric::count_); ++i) {
        const auto metric = static_cast<routing::Metric>(i);
        const auto& about = routing::info(metric);
        append_line(page, "# HELP ", about.name, about.help);
        append_line(page, "# TYPE ", about.name, about.type);
        append_line(page, "", about.name, decimal(metrics.value(metric), about.per_unit));
    }
    return page;
}

}  // namespace tipwire::gateway
