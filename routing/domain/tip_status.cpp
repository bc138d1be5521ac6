// SPDX-License-Identifier: Apache-2.0
// The table of a tip's states: one row a state, with its name and what may follow it.
#include "routing/domain/tip_status.hpp"

#include <algorithm>

namespace tipwire::routing {

namespace {

struct TipStatusRow {
    TipStatus status;
    std::string_view name;
    bool open;
    std::vector<TipStatus> next;
};

const std::vector<TipStatusRow>& tip_status_table() {
    using enum TipStatus;
    static const std::vector<TipStatusRow> rows{
        {received,
         "received",
         true,
         {screened, held, needs_info, linked_duplicate, rejected, withdrawn, expired}},
        {screened,
         "screened",
         true,
         {forwarded, held, withdrawn, rejected, linked_duplicate, closed}},
        {forwarded, "forwarded", true, {closed, needs_info, withdrawn}},
        {closed, "closed", false, {reopened, expired}},
        {held, "held", true, {screened, rejected, withdrawn, linked_duplicate}},
        {needs_info, "needs_info", true, {screened, forwarded, closed, withdrawn}},
        {linked_duplicate, "linked_duplicate", true, {screened, closed, expired}},
        {rejected, "rejected", false, {reopened, expired}},
        {withdrawn, "withdrawn", false, {expired}},
        {expired, "expired", false, {}},  // its keys are gone: nothing can be read again
        {reopened, "reopened", true, {screened, forwarded, closed, withdrawn}},
    };
    return rows;
}

const TipStatusRow* tip_status_row(TipStatus status) {
    const auto& rows = tip_status_table();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const TipStatusRow& one) { return one.status == status; });
    return row == rows.end() ? nullptr : &*row;
}

}  // namespace

std::string_view name(TipStatus status) {
    const TipStatusRow* row = tip_status_row(status);
    return row ? row->name : "unknown";
}

std::optional<TipStatus> tip_status_named(std::string_view name) {
    for (const auto& row : tip_status_table()) {
        if (row.name == name) return row.status;
    }
    return std::nullopt;
}

const std::vector<TipStatus>& all_tip_statuses() {
    static const std::vector<TipStatus> statuses = [] {
        std::vector<TipStatus> all;
        for (const auto& row : tip_status_table()) all.push_back(row.status);
        return all;
    }();
    return statuses;
}

bool may_follow(TipStatus from, TipStatus to) {
    const TipStatusRow* row = tip_status_row(from);
    return row && std::find(row->next.begin(), row->next.end(), to) != row->next.end();
}

bool is_open(TipStatus status) {
    const TipStatusRow* row = tip_status_row(status);
    return row && row->open;
}

std::string_view name(HeldBecause why) {
    switch (why) {
        case HeldBecause::sender: return "sender";
        case HeldBecause::source: return "source";
        case HeldBecause::overall: return "overall";
        case HeldBecause::copies: return "copies";
    }
    return "unknown";
}

}  // namespace tipwire::routing
