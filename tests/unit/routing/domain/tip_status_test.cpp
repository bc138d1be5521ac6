// SPDX-License-Identifier: Apache-2.0
// The walk over all pairs of tip states: the table allows exactly what is written here a second
// time.
#include "routing/domain/tip_status.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace tipwire::routing {
namespace {

const std::map<std::string, std::set<std::string>> tip_moves{
    {"received",
     {"screened", "held", "needs_info", "linked_duplicate", "rejected", "withdrawn", "expired"}},
    {"screened", {"forwarded", "held", "withdrawn", "rejected", "linked_duplicate", "closed"}},
    {"forwarded", {"closed", "needs_info", "withdrawn"}},
    {"closed", {"reopened", "expired"}},
    {"held", {"screened", "rejected", "withdrawn", "linked_duplicate"}},
    {"needs_info", {"screened", "forwarded", "closed", "withdrawn"}},
    {"linked_duplicate", {"screened", "closed", "expired"}},
    {"rejected", {"reopened", "expired"}},
    {"withdrawn", {"expired"}},
    {"expired", {}},
    {"reopened", {"screened", "forwarded", "closed", "withdrawn"}},
};

TEST(TipStatus, MovesOnlyByTheTable) {
    for (const auto from : all_tip_statuses()) {
        for (const auto to : all_tip_statuses()) {
            const bool expected =
                tip_moves.at(std::string(name(from))).contains(std::string(name(to)));
            EXPECT_EQ(may_follow(from, to), expected) << name(from) << " to " << name(to);
        }
    }
}

TEST(TipStatus, HasElevenStatesWithNamesThatReadBack) {
    EXPECT_EQ(all_tip_statuses().size(), tip_moves.size());
    for (const auto status : all_tip_statuses()) {
        EXPECT_EQ(tip_status_named(name(status)), status) << name(status);
    }
}

TEST(TipStatus, KeepsItsStoredNumbers) {
    EXPECT_EQ(static_cast<int>(TipStatus::received), 1);
    EXPECT_EQ(static_cast<int>(TipStatus::expired), 10);
    EXPECT_EQ(static_cast<int>(TipStatus::reopened), 11);
}

TEST(TipStatus, KnowsNoOtherName) {
    EXPECT_FALSE(tip_status_named(""));
    EXPECT_FALSE(tip_status_named("Received"));
    EXPECT_FALSE(tip_status_named("unknown"));
}

TEST(TipStatus, OfADamagedRowAllowsNothing) {
    const auto damaged = static_cast<TipStatus>(99);

    EXPECT_EQ(name(damaged), "unknown");
    EXPECT_FALSE(is_open(damaged));
    EXPECT_FALSE(may_follow(damaged, TipStatus::received));
    EXPECT_FALSE(may_follow(TipStatus::received, damaged));
}

TEST(TipStatus, IsOpenUntilItEnds) {
    const std::set<std::string> ended{"closed", "rejected", "withdrawn", "expired"};
    for (const auto status : all_tip_statuses()) {
        EXPECT_EQ(is_open(status), !ended.contains(std::string(name(status)))) << name(status);
    }
}

}  // namespace
}  // namespace tipwire::routing
