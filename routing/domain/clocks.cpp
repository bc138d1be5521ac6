// SPDX-License-Identifier: Apache-2.0
// Deadlines from the moment of sending, and which of them has passed without what it asked for.
#include "routing/domain/clocks.hpp"

namespace tipwire::routing {

namespace {

// Which steps a state still owes. States before sending, and a tip that goes elsewhere, owe
// nothing.
struct Owed {
    bool acknowledgement = false;
    bool registration = false;
    bool decision = false;
};

Owed owed(ReferralStatus status) {
    switch (status) {
        case ReferralStatus::sent:
        case ReferralStatus::delivered: return {true, true, true};
        case ReferralStatus::acknowledged: return {false, true, true};
        case ReferralStatus::registered:
        case ReferralStatus::under_check: return {false, false, true};
        case ReferralStatus::queued:
        case ReferralStatus::undeliverable:
        case ReferralStatus::rerouted:
        case ReferralStatus::decided:
        case ReferralStatus::closed:
        case ReferralStatus::appealed: return {};
    }
    return {};
}

}  // namespace

Deadlines deadlines(Instant sent_at, bool urgent, const ClockLimits& limits) {
    return {.acknowledge_by = sent_at + (urgent ? limits.acknowledge_urgent : limits.acknowledge),
            .register_by = sent_at + limits.register_,
            .decide_by = sent_at + limits.decide};
}

std::string_view name(Overdue overdue) {
    switch (overdue) {
        case Overdue::no: return "";
        case Overdue::acknowledgement: return "acknowledgement";
        case Overdue::registration: return "registration";
        case Overdue::decision: return "decision";
    }
    return "";
}

Overdue overdue(ReferralStatus status, const Deadlines& deadlines, Instant now) {
    const Owed due = owed(status);
    auto first = Overdue::no;
    auto first_by = now;  // only what ran out before now counts; of equals the earlier step
    const auto consider = [&](bool is_owed, Instant by, Overdue which) {
        if (!is_owed || by >= first_by) return;
        first = which;
        first_by = by;
    };
    consider(due.acknowledgement, deadlines.acknowledge_by, Overdue::acknowledgement);
    consider(due.registration, deadlines.register_by, Overdue::registration);
    consider(due.decision, deadlines.decide_by, Overdue::decision);
    return first;
}

}  // namespace tipwire::routing
