// SPDX-License-Identifier: Apache-2.0
// What every PartStore does with parts of long messages.
#include "storage/sqlite/audit_verify.hpp"
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

namespace {

NewPart a_part(const std::string& id, std::uint32_t number, std::uint32_t total = 3,
               const std::string& sender = "anna", std::uint32_t epoch = 7) {
    NewPart part;
    part.seen = macs_of("id " + id);
    part.source = "kannel";
    part.sender = macs_of("sender " + sender, epoch);
    part.part = Part{42, number, total};
    part.key.salt.bytes = mac_of("salt " + id).bytes;
    part.key.wrapped.bytes = bytes_of("wrapped key of " + id);
    part.body.bytes = bytes_of("sealed part " + id);
    ReturnAddress address;
    address.sealed.bytes = bytes_of("sealed address of " + sender);
    address.mac = mac_of("address " + sender, 3);
    part.address = address;
    part.received_at = at_hour(1);
    return part;
}

class PartContract : public StoreContract {
protected:
    HoldOutcome hold(NewPart part) { return wait(store().hold_part(std::move(part))).value(); }
    PartGroup group(NewPart part) { return std::get<PartGroup>(hold(std::move(part))); }
    std::vector<StoredPart> parts(PartSeq name) { return wait(store().parts_of(name)).value(); }
    std::vector<PartSeq> numbers(PartSeq name) {
        std::vector<PartSeq> all;
        for (const auto& part : parts(name)) all.push_back(part.seq);
        return all;
    }
};

INSTANTIATE_TEST_SUITE_P(Sqlite, PartContract, ::testing::Values(Threads::own, Threads::none),
                         [](const auto& one) {
                             return one.param == Threads::own ? "Threads" : "Executor";
                         });

}  // namespace

TEST_P(PartContract, KeepsPartsInTheirOrderAndSaysWhenAllAreThere) {
    const auto first = group(a_part("c", 3));
    EXPECT_FALSE(first.complete);
    EXPECT_FALSE(group(a_part("a", 1)).complete);
    const auto last = group(a_part("b", 2));

    EXPECT_TRUE(last.complete);
    EXPECT_EQ(last.name, first.name);
    const auto kept = parts(first.name);
    ASSERT_EQ(kept.size(), 3U);
    EXPECT_EQ(kept[0].part, (Part{42, 1, 3}));
    EXPECT_EQ(kept[0].body.bytes, bytes_of("sealed part a"));
    EXPECT_EQ(kept[0].key.salt.bytes, mac_of("salt a").bytes);
    EXPECT_EQ(kept[0].key.wrapped.bytes, bytes_of("wrapped key of a"));
    EXPECT_EQ(kept[0].address->bytes, bytes_of("sealed address of anna"));
    EXPECT_EQ(kept[0].seen, mac_of("id a"));
    EXPECT_EQ(kept[2].body.bytes, bytes_of("sealed part c"));
}

TEST_P(PartContract, ARepeatWritesNothing) {
    const auto first = group(a_part("a", 1));
    EXPECT_TRUE(std::holds_alternative<PartRepeated>(hold(a_part("a", 1))));
    EXPECT_EQ(parts(first.name).size(), 1U);
}

TEST_P(PartContract, GroupsAcrossTheChangeOfThePseudonymsKey) {
    const auto evening = group(a_part("a", 1, 2, "anna", 7));
    const auto morning = group(a_part("b", 2, 2, "anna", 8));
    EXPECT_EQ(morning.name, evening.name);
    EXPECT_TRUE(morning.complete);
}

TEST_P(PartContract, AnotherSenderReferenceOrTotalIsAnotherMessage) {
    const auto one = group(a_part("a", 1));
    auto other_reference = a_part("d", 2);
    other_reference.part.reference = 43;

    EXPECT_NE(group(a_part("b", 2, 3, "boris")).name, one.name);
    EXPECT_NE(group(a_part("c", 2, 4)).name, one.name);
    EXPECT_NE(group(other_reference).name, one.name);
}

TEST_P(PartContract, SurvivesReopening) {
    const auto one = group(a_part("a", 1, 2));
    reopen();

    const auto waiting = wait(store().waiting_parts()).value();
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].name, one.name);
    EXPECT_FALSE(waiting[0].complete);
    EXPECT_TRUE(group(a_part("b", 2, 2)).complete);
}

TEST_P(PartContract, PartsGoWithTheTipThatIsMadeOfThem) {
    const auto name = group(a_part("a", 1, 2)).name;
    group(a_part("b", 2, 2));
    auto tip = a_tip("joined").from("anna").build();
    tip.joined_of = numbers(name);

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(tip)).value()));
    EXPECT_TRUE(parts(name).empty());
    EXPECT_TRUE(wait(store().waiting_parts()).value().empty());
    close();
    EXPECT_FALSE(storage::verify_audit(folder().file()).problem);
}

TEST_P(PartContract, WhatIsGoneIsNotRecordedTwice) {
    const auto name = group(a_part("a", 1, 2)).name;
    auto tip = a_tip("once").build();
    tip.joined_of = numbers(name);
    auto again = a_tip("twice").build();
    again.joined_of = tip.joined_of;
    auto message = a_message({1}, "thrice");
    message.joined_of = tip.joined_of;
    auto command = a_command("fourth");
    command.joined_of = tip.joined_of;

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(tip)).value()));
    EXPECT_TRUE(std::holds_alternative<Duplicate>(wait(store().record_tip(again)).value()));
    EXPECT_TRUE(std::holds_alternative<Duplicate>(add(message)));
    EXPECT_TRUE(std::holds_alternative<Duplicate>(wait(store().record_command(command)).value()));
    EXPECT_EQ(wait(store().tips({})).value().size(), 1U);
}

TEST_P(PartContract, ATipThatBelongsElsewhereTakesNoParts) {
    record_new(a_tip("open").from("anna").at(at_hour(1)));
    const auto name = group(a_part("a", 1, 2)).name;
    auto tip = a_tip("joined").from("anna").at(at_hour(2)).build();
    tip.joined_of = numbers(name);

    EXPECT_TRUE(std::holds_alternative<BelongsTo>(wait(store().record_tip(tip)).value()));
    EXPECT_EQ(parts(name).size(), 1U);
}

TEST_P(PartContract, NumbersAreNeverUsedTwice) {
    const auto name = group(a_part("a", 1, 2)).name;
    auto tip = a_tip("joined").build();
    tip.joined_of = numbers(name);
    wait(store().record_tip(tip)).value();

    EXPECT_NE(group(a_part("b", 1, 2)).name, name);
}

TEST_P(PartContract, StopTakesTheAddressAndLeavesTheWords) {
    const auto name = group(a_part("a", 1)).name;
    auto stop = a_command("stop");
    stop.forget_addresses = {mac_of("address anna", 3)};
    wait(store().record_command(stop)).value();

    ASSERT_EQ(parts(name).size(), 1U);
    EXPECT_FALSE(parts(name)[0].address);
}

TEST_P(PartContract, DeadKeysTakeSenderAndAddressWithThem) {
    const auto name = group(a_part("a", 1)).name;
    wait(store().forget_epochs(8, 0, 4)).value();

    EXPECT_FALSE(parts(name)[0].address);
    EXPECT_NE(group(a_part("b", 2)).name, name);
}

}  // namespace tipwire::testing
