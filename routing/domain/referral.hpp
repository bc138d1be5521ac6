// SPDX-License-Identifier: Apache-2.0
// What one contact does with one tip: states, decisions, outcomes, and the contact's report of
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/domain/result.hpp"

namespace tipwire::routing {

// The numbers are stored: never renumber.
enum class ReferralStatus : std::uint8_t {
    queued = 1,
    sent = 2,
    delivered = 3,
    acknowledged = 4,
    registered = 5,
    under_check = 6,
    decided = 7,
    closed = 8,
    rerouted = 9,
    undeliverable = 10,
    appealed = 11,
};
std::string_view name(ReferralStatus status);
std::optional<ReferralStatus> referral_status_named(std::string_view name);
const std::vector<ReferralStatus>& all_referral_statuses();
bool may_follow(ReferralStatus from, ReferralStatus to);
bool has_acknowledged(ReferralStatus status);  // acknowledged or anything after it

enum class Decision : std::uint8_t {
    case_opened = 1,
    refused = 2,
    transferred = 3,
    administrative = 4,
    filed_without_check = 5,
    already_known = 6,
};
std::string_view name(Decision decision);
std::optional<Decision> decision_named(std::string_view name);

// One of the outcomes of the product's list, with exact integer units.
struct Outcome {
    std::string kind;         // "arrest", "seizure", ...: is_outcome_kind()
    std::uint32_t count = 1;  // 1 to 1,000,000
    std::string substance;    // seizure only
    std::uint64_t grams = 0;  // seizure only
    std::string detail;  // "synthetic" of lab_dismantled, "medical" of help_accepted, partners of
                         // joint_operation
    bool operator==(const Outcome&) const = default;
};
bool is_outcome_kind(std::string_view kind);
// The command line's form: "arrest", "arrest=2", "seizure=heroin:350", "help_accepted=medical".
// Errors: Errc::bad_request, saying which kinds or values there are.
Result<Outcome> parse_outcome(std::string_view text);

struct RegisterEntry {
    std::string number;
    std::string date;  // YYYY-MM-DD
    std::string desk;
    bool operator==(const RegisterEntry&) const = default;
};

// A contact's report about one referral, checked at the edge.
struct ReferralUpdate {
    ReferralStatus state = ReferralStatus::acknowledged;
    std::optional<Decision> decision;  // required by, and only with, decided
    std::optional<RegisterEntry> entry;
    std::vector<Outcome> outcomes;
    std::string note;
    std::string question;

    ReferralUpdate() = default;
};
// What the fields must be together. Errors: Errc::bad_request.
Result<void> check(const ReferralUpdate& update);

}  // namespace tipwire::routing
