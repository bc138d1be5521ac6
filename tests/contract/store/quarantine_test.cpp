// SPDX-License-Identifier: Apache-2.0
// What every TipStore does with tips that wait for a person, and with tips of the same words.
#include "storage/sqlite/audit_verify.hpp"
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

namespace {

NewTip held_tip(const std::string& id, const std::string& sender,
                HeldBecause why = HeldBecause::sender) {
    auto tip = a_tip(id).from(sender).at(at_hour(1)).build();
    tip.held = why;
    return tip;
}

class QuarantineContract : public StoreContract {
protected:
    Recorded record_tip(NewTip tip) {
        return std::get<Recorded>(wait(store().record_tip(std::move(tip))).value());
    }
    int release(std::optional<TipSeq> one) {
        return wait(store().release_held(one, at_minute(70))).value();
    }
    int routes() {
        int count = 0;
        for (const auto& claim : claim(at_minute(70))) count += claim.kind == DeliveryKind::route;
        return count;
    }
};

INSTANTIATE_TEST_SUITE_P(Sqlite, QuarantineContract, ::testing::Values(Threads::own, Threads::none),
                         [](const auto& one) {
                             return one.param == Threads::own ? "Threads" : "Executor";
                         });

}  // namespace

TEST_P(QuarantineContract, AHeldTipIsKeptAndGoesNowhere) {
    const auto recorded = record_tip(held_tip("1", "anna", HeldBecause::copies));

    EXPECT_EQ(tip(recorded.tip).status, TipStatus::held);
    EXPECT_EQ(tip(recorded.tip).held_because, HeldBecause::copies);
    EXPECT_EQ(routes(), 0);
}

TEST_P(QuarantineContract, ReleasedOnceItGoesTheUsualWay) {
    const auto recorded = record_tip(held_tip("1", "anna"));

    EXPECT_EQ(release(recorded.tip), 1);
    EXPECT_EQ(release(recorded.tip), 0);
    EXPECT_FALSE(tip(recorded.tip).held_because);
    EXPECT_EQ(forward(recorded.tip).contact, "city-police");
    close();
    EXPECT_FALSE(storage::verify_audit(folder().file()).problem);
}

TEST_P(QuarantineContract, AllAreReleasedTogether) {
    record_tip(held_tip("1", "anna"));
    record_tip(held_tip("2", "boris"));
    record_new(a_tip("3"));

    EXPECT_EQ(release(std::nullopt), 2);
    EXPECT_EQ(routes(), 3);
}

TEST_P(QuarantineContract, WhatIsUnknownOrNotHeldIsNotReleased) {
    const auto usual = record_new(a_tip("1"));
    EXPECT_EQ(release(usual.tip), 0);
    EXPECT_EQ(release(TipSeq{99}), 0);
    EXPECT_EQ(routes(), 1);
}

TEST_P(QuarantineContract, HeldMessagesGatherInAHeldTipAndOthersInTheUsualOne) {
    const auto usual = record_new(a_tip("1").from("anna").at(at_hour(1)));
    const auto held = record_tip(held_tip("2", "anna"));

    const auto more_held = wait(store().record_tip(held_tip("3", "anna"))).value();
    const auto more_usual = record(a_tip("4").from("anna").at(at_hour(1)));

    EXPECT_EQ(std::get<BelongsTo>(more_held).tip, held.tip);
    EXPECT_EQ(std::get<BelongsTo>(more_usual).tip, usual.tip);
}

TEST_P(QuarantineContract, AWithdrawnOneIsNotReleased) {
    const auto held = record_tip(held_tip("1", "anna"));
    add(a_message(held.tip, "2", MessageKind::withdrawal));

    EXPECT_EQ(release(std::nullopt), 0);
    EXPECT_EQ(tip(held.tip).status, TipStatus::withdrawn);
}

TEST_P(QuarantineContract, TipsOfTheSameWordsNameEachOther) {
    const auto first = record_new(a_tip("1"));
    auto copy = a_tip("2").build();
    copy.copy_of = first.tip;
    const auto second = record_tip(copy);

    EXPECT_EQ(tip(second.tip).related, std::vector<TipSeq>{first.tip});
    EXPECT_EQ(tip(first.tip).related, std::vector<TipSeq>{second.tip});
}

TEST_P(QuarantineContract, ALinkToATipThatIsNotThereIsLeftOut) {
    auto copy = a_tip("1").build();
    copy.copy_of = TipSeq{77};
    EXPECT_TRUE(tip(record_tip(copy).tip).related.empty());
}

}  // namespace tipwire::testing
