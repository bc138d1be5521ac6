// SPDX-License-Identifier: Apache-2.0
// Outcomes: the list, what each carries, and the command line's form.
#include "routing/domain/outcome.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

Outcome an_outcome(std::string kind) {
    Outcome outcome;
    outcome.kind = std::move(kind);
    return outcome;
}

bool is_bad(const Outcome& outcome) {
    const auto result = check(outcome);
    return result.has_error() && result.error().code == Errc::bad_request;
}

TEST(OutcomeKind, IsOneOfTheList) {
    for (const auto* kind : {"arrest",
                             "charged",
                             "convicted",
                             "case_opened",
                             "administrative_case",
                             "seizure",
                             "lab_dismantled",
                             "den_closed",
                             "channel_disrupted",
                             "group_uncovered",
                             "laundering_case",
                             "dead_drop_cleared",
                             "site_blocked",
                             "inscription_removed",
                             "pharmacy_checked",
                             "joint_operation",
                             "help_accepted",
                             "no_such_place",
                             "unable_to_locate",
                             "gone_on_arrival",
                             "unfounded",
                             "insufficient_information",
                             "already_known",
                             "outside_jurisdiction",
                             "false_report",
                             "no_answer"}) {
        EXPECT_TRUE(is_outcome_kind(kind)) << kind;
    }
    for (const auto* kind : {"", "Arrest", "arrests", "seizure=", "unknown"}) {
        EXPECT_FALSE(is_outcome_kind(kind)) << kind;
    }
}

TEST(Outcome, CountsFromOneToAMillion) {
    auto outcome = an_outcome("arrest");
    for (const std::uint32_t good : {1u, 2u, 1'000'000u}) {
        outcome.count = good;
        EXPECT_TRUE(check(outcome)) << good;
    }
    for (const std::uint32_t bad : {0u, 1'000'001u}) {
        outcome.count = bad;
        EXPECT_TRUE(is_bad(outcome)) << bad;
    }
}

TEST(Outcome, OfASeizureNeedsSubstanceAndGrams) {
    auto outcome = an_outcome("seizure");
    EXPECT_TRUE(is_bad(outcome));
    outcome.substance = "heroin";
    EXPECT_TRUE(is_bad(outcome));
    outcome.grams = 1;
    EXPECT_TRUE(check(outcome));
    outcome.substance.clear();
    EXPECT_TRUE(is_bad(outcome));
}
TEST(Outcome, LimitsSubstanceAndGrams) {
    auto outcome = an_outcome("seizure");
    outcome.substance = std::string(200, 's');
    outcome.grams = 1'000'000'000'000;
    EXPECT_TRUE(check(outcome));

    outcome.grams += 1;
    EXPECT_TRUE(is_bad(outcome));

    outcome.grams = 1;
    outcome.substance += 's';
    EXPECT_TRUE(is_bad(outcome));
}
TEST(Outcome, OfAnotherKindTakesNeither) {
    auto outcome = an_outcome("arrest");
    outcome.grams = 5;
    EXPECT_TRUE(is_bad(outcome));
    outcome.grams = 0;
    outcome.substance = "heroin";
    EXPECT_TRUE(is_bad(outcome));
}

TEST(Outcome, TakesOnlyItsKindsDetails) {
    struct Case {
        const char* kind;
        const char* detail;
        bool good;
    };
    for (const auto& one : {Case{"lab_dismantled", "", true},
                            {"lab_dismantled", "synthetic", true},
                            {"lab_dismantled", "growing", true},
                            {"lab_dismantled", "medical", false},
                            {"help_accepted", "", true},
                            {"help_accepted", "rehabilitation", true},
                            {"help_accepted", "medical", true},
                            {"help_accepted", "psychological", true},
                            {"help_accepted", "legal", true},
                            {"help_accepted", "teen", true},
                            {"help_accepted", "growing", false},
                            {"joint_operation", "", true},
                            {"joint_operation", "customs, border guard", true},
                            {"arrest", "two brothers", false}}) {
        auto outcome = an_outcome(one.kind);
        outcome.detail = one.detail;
        EXPECT_EQ(check(outcome).has_value(), one.good) << one.kind << " " << one.detail;
    }
}
TEST(Outcome, LimitsDetailTo200Bytes) {
    auto outcome = an_outcome("joint_operation");
    outcome.detail = std::string(200, 'p');
    EXPECT_TRUE(check(outcome));
    outcome.detail += 'p';
    EXPECT_TRUE(is_bad(outcome));
}

TEST(ParseOutcome, ReadsKindCountAmountAndDetail) {
    EXPECT_EQ(*parse_outcome("arrest"), an_outcome("arrest"));

    auto arrests = an_outcome("arrest");
    arrests.count = 2;
    EXPECT_EQ(*parse_outcome("arrest=2"), arrests);

    auto seizure = an_outcome("seizure");
    seizure.substance = "heroin";
    seizure.grams = 350;
    EXPECT_EQ(*parse_outcome("seizure=heroin:350"), seizure);

    auto mixture = seizure;
    mixture.substance = "mixture: a, b";
    EXPECT_EQ(*parse_outcome("seizure=mixture: a, b:350"), mixture);

    auto help = an_outcome("help_accepted");
    help.detail = "medical";
    EXPECT_EQ(*parse_outcome("help_accepted=medical"), help);

    auto joint = an_outcome("joint_operation");
    joint.detail = "customs";
    EXPECT_EQ(*parse_outcome("joint_operation=customs"), joint);

    auto labs = an_outcome("lab_dismantled");
    labs.count = 3;
    EXPECT_EQ(*parse_outcome("lab_dismantled=3"), labs);
}
TEST(ParseOutcome, SaysWhichKindsThereAre) {
    const auto outcome = parse_outcome("parade");

    ASSERT_TRUE(outcome.has_error());
    EXPECT_EQ(outcome.error().code, Errc::bad_request);
    EXPECT_NE(outcome.error().detail.find("dead_drop_cleared"), std::string::npos);
}
TEST(ParseOutcome, SaysWhichDetailsThereAre) {
    const auto outcome = parse_outcome("help_accepted=money");

    ASSERT_TRUE(outcome.has_error());
    EXPECT_NE(outcome.error().detail.find("psychological"), std::string::npos);
    EXPECT_EQ(outcome.error().detail.find("money"), std::string::npos);
}
TEST(ParseOutcome, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "=", "arrest=", "arrest=0", "arrest=1000001", "arrest=99999999999", "arrest=-1",
          "arrest=two", "seizure", "seizure=heroin", "seizure=heroin:", "seizure=:350",
          "seizure=heroin:0", "seizure=heroin:3.5", "seizure=heroin:-3", "seizure=350",
          "seizure=heroin:99999999999999999999", "lab_dismantled=kitchen", " arrest"}) {
        const auto outcome = parse_outcome(text);
        EXPECT_TRUE(outcome.has_error() && outcome.error().code == Errc::bad_request) << text;
    }
}

}  // namespace
}  // namespace tipwire::routing
