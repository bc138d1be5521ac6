// SPDX-License-Identifier: Apache-2.0
// Referral states by the table, and which reports of a contact are taken.
#include "routing/domain/referral.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace tipwire::routing {
namespace {

const std::map<std::string, std::set<std::string>> referral_moves{
    {"queued",
     {"sent", "delivered", "acknowledged", "registered", "under_check", "decided", "undeliverable",
      "rerouted"}},
    {"sent",
     {"delivered", "acknowledged", "registered", "under_check", "decided", "undeliverable",
      "rerouted"}},
    {"delivered", {"acknowledged", "registered", "under_check", "decided", "rerouted"}},
    {"acknowledged", {"registered", "under_check", "decided"}},
    {"registered", {"under_check", "decided"}},
    {"under_check", {"registered", "decided"}},
    {"decided", {"closed", "appealed"}},
    {"closed", {"appealed"}},
    {"rerouted", {}},
    {"undeliverable",
     {"queued", "sent", "delivered", "acknowledged", "registered", "under_check", "decided",
      "rerouted"}},
    {"appealed", {"under_check", "decided", "closed"}},
};

ReferralUpdate an_update(ReferralStatus state) {
    ReferralUpdate update;
    update.state = state;
    if (state == ReferralStatus::decided) update.decision = Decision::refused;
    return update;
}

Errc code_of(const Result<void>& result) {
    EXPECT_TRUE(result.has_error());
    return result.has_error() ? result.error().code : Errc{};
}

TEST(ReferralStatus, MovesOnlyByTheTable) {
    for (const auto from : all_referral_statuses()) {
        for (const auto to : all_referral_statuses()) {
            const bool expected =
                referral_moves.at(std::string(name(from))).contains(std::string(name(to)));
            EXPECT_EQ(may_follow(from, to), expected) << name(from) << " to " << name(to);
        }
    }
}
TEST(ReferralStatus, HasElevenStatesWithNamesThatReadBack) {
    EXPECT_EQ(all_referral_statuses().size(), referral_moves.size());
    for (const auto status : all_referral_statuses()) {
        EXPECT_EQ(referral_status_named(name(status)), status) << name(status);
    }
}
TEST(ReferralStatus, KnowsNoOtherName) {
    EXPECT_FALSE(referral_status_named("unknown"));
    EXPECT_FALSE(referral_status_named("SENT"));
}
TEST(ReferralStatus, KeepsItsStoredNumbers) {
    EXPECT_EQ(static_cast<int>(ReferralStatus::queued), 1);
    EXPECT_EQ(static_cast<int>(ReferralStatus::closed), 8);
    EXPECT_EQ(static_cast<int>(ReferralStatus::appealed), 11);
}
TEST(ReferralStatus, OfADamagedRowAllowsNothing) {
    const auto damaged = static_cast<ReferralStatus>(0);

    EXPECT_EQ(name(damaged), "unknown");
    EXPECT_FALSE(may_follow(damaged, ReferralStatus::sent));
    EXPECT_FALSE(has_acknowledged(damaged));
}
TEST(ReferralStatus, IsAcknowledgedByAnyWordOfTheContact) {
    const std::set<std::string> yes{"acknowledged", "registered", "under_check",
                                    "decided",      "closed",     "appealed"};
    for (const auto status : all_referral_statuses()) {
        EXPECT_EQ(has_acknowledged(status), yes.contains(std::string(name(status))))
            << name(status);
    }
}

TEST(Decision, HasSixWithNamesThatReadBack) {
    for (int number = 1; number <= 6; ++number) {
        const auto decision = static_cast<Decision>(number);
        EXPECT_EQ(decision_named(name(decision)), decision) << name(decision);
    }
    EXPECT_EQ(name(Decision::filed_without_check), "filed_without_check");
    EXPECT_FALSE(decision_named("unknown"));
    EXPECT_EQ(name(static_cast<Decision>(7)), "unknown");
}

TEST(ReferralUpdate, MayNameOnlyTheContactsOwnStates) {
    const std::set<std::string> yes{"acknowledged", "registered", "under_check", "decided",
                                    "closed"};
    for (const auto status : all_referral_statuses()) {
        const bool expected = yes.contains(std::string(name(status)));
        EXPECT_EQ(check(an_update(status)).has_value(), expected) << name(status);
    }
}
TEST(ReferralUpdate, NeedsADecisionWhenDecided) {
    auto update = an_update(ReferralStatus::decided);
    update.decision.reset();
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, TakesADecisionOnlyWhenDecided) {
    auto update = an_update(ReferralStatus::closed);
    update.decision = Decision::refused;
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, LimitsNoteAndQuestionTo4000Bytes) {
    auto update = an_update(ReferralStatus::acknowledged);
    update.note = std::string(4000, 'n');
    update.question = std::string(4000, 'q');
    EXPECT_TRUE(check(update));

    update.note += 'n';
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);

    update.note.clear();
    update.question += 'q';
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, LimitsRegisterFieldsTo200Bytes) {
    auto update = an_update(ReferralStatus::registered);
    update.entry = RegisterEntry{std::string(200, '1'), "2026-11-21", std::string(200, 'd')};
    EXPECT_TRUE(check(update));

    update.entry->number += '1';
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);

    update.entry->number = "KUSP-1";
    update.entry->desk += 'd';
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, ChecksTheRegistersDate) {
    auto update = an_update(ReferralStatus::registered);
    for (const auto* good : {"2026-11-21", "2024-02-29", ""}) {
        update.entry = RegisterEntry{"1", good, ""};
        EXPECT_TRUE(check(update)) << good;
    }
    for (const auto* bad : {"2026-02-29", "21.11.2026", "2026-11-21T00:00:00Z", "yesterday"}) {
        update.entry = RegisterEntry{"1", bad, ""};
        EXPECT_EQ(code_of(check(update)), Errc::bad_request) << bad;
    }
}
TEST(ReferralUpdate, NeedsANumberInARegisterEntry) {
    auto update = an_update(ReferralStatus::registered);
    update.entry = RegisterEntry{"", "2026-11-21", "desk"};
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, LimitsOutcomesTo100) {
    auto update = an_update(ReferralStatus::closed);
    update.outcomes.assign(100, *parse_outcome("arrest"));
    EXPECT_TRUE(check(update));

    update.outcomes.push_back(*parse_outcome("arrest"));
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}
TEST(ReferralUpdate, ChecksEachOutcome) {
    auto update = an_update(ReferralStatus::closed);
    Outcome outcome;
    outcome.kind = "parade";
    update.outcomes = {*parse_outcome("arrest"), outcome};
    EXPECT_EQ(code_of(check(update)), Errc::bad_request);
}

}  // namespace
}  // namespace tipwire::routing
