// SPDX-License-Identifier: Apache-2.0
// The table of a referral's states and decisions, and what a contact's report must be to be taken.
#include "routing/domain/referral.hpp"

#include <algorithm>

#include "routing/domain/calendar.hpp"
#include "routing/domain/outcome.hpp"

namespace tipwire::routing {

namespace {

struct ReferralRow {
    ReferralStatus status;
    std::string_view name;
    bool acknowledged;
    bool reported;  // a contact's own report may name it
    std::vector<ReferralStatus> next;
};

// A contact may skip steps forward: a duty officer who has already registered the tip says only
// that.
const std::vector<ReferralRow>& referral_table() {
    using enum ReferralStatus;
    static const std::vector<ReferralRow> rows{
        // Queued is what we know; the contact may have it, its answer lost or still under way.
        {queued,
         "queued",
         false,
         false,
         {sent, delivered, acknowledged, registered, under_check, decided, undeliverable,
          rerouted}},
        {sent,
         "sent",
         false,
         false,
         {delivered, acknowledged, registered, under_check, decided, undeliverable, rerouted}},
        {delivered,
         "delivered",
         false,
         false,
         {acknowledged, registered, under_check, decided, rerouted}},
        {acknowledged, "acknowledged", true, true, {registered, under_check, decided}},
        {registered, "registered", true, true, {under_check, decided}},
        {under_check, "under_check", true, true, {registered, decided}},
        {decided, "decided", true, true, {closed, appealed}},
        {closed, "closed", true, true, {appealed}},
        {rerouted, "rerouted", false, false, {}},
        // Undeliverable is what we believe; the contact may have it all the same and answer.
        {undeliverable,
         "undeliverable",
         false,
         false,
         {queued, sent, delivered, acknowledged, registered, under_check, decided, rerouted}},
        {appealed, "appealed", true, false, {under_check, decided, closed}},
    };
    return rows;
}

const ReferralRow* referral_row(ReferralStatus status) {
    const auto& rows = referral_table();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const ReferralRow& one) { return one.status == status; });
    return row == rows.end() ? nullptr : &*row;
}

struct DecisionName {
    Decision decision;
    std::string_view name;
};
constexpr DecisionName decisions[] = {
    {Decision::case_opened, "case_opened"},
    {Decision::refused, "refused"},
    {Decision::transferred, "transferred"},
    {Decision::administrative, "administrative"},
    {Decision::filed_without_check, "filed_without_check"},
    {Decision::already_known, "already_known"},
};

constexpr std::size_t note_max = 4000;           // bytes of a note or a question
constexpr std::size_t register_field_max = 200;  // bytes
constexpr std::size_t outcomes_max = 100;

Error bad_update(std::string detail) { return {Errc::bad_request, std::move(detail)}; }

Result<void> check_state(const ReferralUpdate& update) {
    const ReferralRow* row = referral_row(update.state);
    if (!row || !row->reported) {
        return bad_update("state must be acknowledged, registered, under_check, decided or closed");
    }
    if (update.state == ReferralStatus::decided && !update.decision) {
        return bad_update("state decided needs a decision");
    }
    if (update.state != ReferralStatus::decided && update.decision) {
        return bad_update("a decision goes only with state decided");
    }
    return {};
}

Result<void> check_entry(const RegisterEntry& entry) {
    if (entry.number.empty()) return bad_update("register needs a number");
    for (const auto* field : {&entry.number, &entry.date, &entry.desk}) {
        if (field->size() > register_field_max)
            return bad_update("register: a field is over 200 bytes");
    }
    if (!entry.date.empty() && !parse_date(entry.date)) {
        return bad_update("register: date must be a day written YYYY-MM-DD");
    }
    return {};
}

}  // namespace

std::string_view name(ReferralStatus status) {
    const ReferralRow* row = referral_row(status);
    return row ? row->name : "unknown";
}

std::optional<ReferralStatus> referral_status_named(std::string_view name) {
    for (const auto& row : referral_table()) {
        if (row.name == name) return row.status;
    }
    return std::nullopt;
}

const std::vector<ReferralStatus>& all_referral_statuses() {
    static const std::vector<ReferralStatus> statuses = [] {
        std::vector<ReferralStatus> all;
        for (const auto& row : referral_table()) all.push_back(row.status);
        return all;
    }();
    return statuses;
}

bool may_follow(ReferralStatus from, ReferralStatus to) {
    const ReferralRow* row = referral_row(from);
    return row && std::find(row->next.begin(), row->next.end(), to) != row->next.end();
}

bool has_acknowledged(ReferralStatus status) {
    const ReferralRow* row = referral_row(status);
    return row && row->acknowledged;
}

std::string_view name(Decision decision) {
    for (const auto& row : decisions) {
        if (row.decision == decision) return row.name;
    }
    return "unknown";
}

std::optional<Decision> decision_named(std::string_view name) {
    for (const auto& row : decisions) {
        if (row.name == name) return row.decision;
    }
    return std::nullopt;
}

Result<void> check(const ReferralUpdate& update) {
    if (auto state = check_state(update); !state) return state;
    if (update.entry) {
        if (auto entry = check_entry(*update.entry); !entry) return entry;
    }
    if (update.note.size() > note_max) return bad_update("note is over 4000 bytes");
    if (update.question.size() > note_max) return bad_update("question is over 4000 bytes");
    if (update.outcomes.size() > outcomes_max) return bad_update("more than 100 outcomes");
    for (const auto& outcome : update.outcomes) {
        if (auto one = check(outcome); !one) return one;
    }
    return {};
}

}  // namespace tipwire::routing
