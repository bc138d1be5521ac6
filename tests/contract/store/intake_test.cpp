// SPDX-License-Identifier: Apache-2.0
// What every TipStore does with tips, messages and commands that come in.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "storage/sqlite/audit_verify.hpp"
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreContract, ::testing::Values(Threads::own, Threads::none),
                         [](const auto& one) {
                             return one.param == Threads::own ? "Threads" : "Executor";
                         });

namespace {

NewReply a_reply_to(const std::string& sender, const std::string& copy) {
    NewReply reply;
    reply.kind = DeliveryKind::answer;
    reply.source = "kannel";
    reply.language = "ru";
    reply.text_key = "status.received";
    reply.give_up_at = at_hour(6);
    reply.address = SealedAddress{bytes_of(copy)};
    reply.address_mac = mac_of("address " + sender, 3);
    return reply;
}

// Everything the database left on the disk.
std::string bytes_below(const std::filesystem::path& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
}

}  // namespace

TEST_P(StoreContract, KeepsATipAsItWasGiven) {
    const auto recorded = record_new(a_tip("1").from("anna").at(at_hour(3)));

    const auto kept = tip(recorded.tip);

    EXPECT_EQ(kept.status, TipStatus::received);
    EXPECT_EQ(kept.source, "kannel");
    EXPECT_EQ(kept.channel, "sms");
    EXPECT_EQ(kept.area, "ekaterinburg/kirovsky");
    EXPECT_EQ(kept.language, "ru");
    EXPECT_EQ(kept.category, "dead_drop");
    EXPECT_EQ(kept.received_at, at_hour(3));
    EXPECT_EQ(kept.key.salt.bytes, mac_of("salt 1").bytes);
    EXPECT_EQ(kept.key.wrapped.bytes, bytes_of("wrapped key of 1"));
    EXPECT_TRUE(kept.has_return_address);
    ASSERT_EQ(kept.messages.size(), 1U);
    EXPECT_EQ(kept.messages[0].seq, recorded.message);
    EXPECT_EQ(kept.messages[0].body.bytes, bytes_of("sealed body of 1"));
    EXPECT_EQ(kept.messages[0].direction, Direction::in);
}

TEST_P(StoreContract, ARepeatWritesNothingAndNamesTheFirstTip) {
    const auto first = record_new(a_tip("1"));

    const auto second = record(a_tip("1"));

    EXPECT_EQ(std::get<Duplicate>(second).tip, first.tip);
    EXPECT_EQ(wait(store().tips({})).value().size(), 1U);
}

TEST_P(StoreContract, ARepeatInTheSameBatchIsSeen) {
    int recorded = 0;
    int repeated = 0;
    for (int i = 0; i < 10; ++i) {
        start<Result<RecordOutcome>>(store().record_tip(a_tip("same").build()), [&](auto outcome) {
            recorded += std::holds_alternative<Recorded>(*outcome);
            repeated += std::holds_alternative<Duplicate>(*outcome);
        });
    }
    run();

    EXPECT_EQ(recorded, 1);
    EXPECT_EQ(repeated, 9);
}

TEST_P(StoreContract, ARepeatIsSeenAfterReopening) {
    const auto first = record_new(a_tip("1"));

    reopen();

    EXPECT_EQ(std::get<Duplicate>(record(a_tip("1"))).tip, first.tip);
}

TEST_P(StoreContract, ARepeatIsSeenUnderThePreviousKey) {
    auto old_key = a_tip("1").build();
    old_key.seen = macs_of("provider id", 7);
    auto new_key = a_tip("2").build();
    new_key.seen = macs_of("provider id", 8);

    ASSERT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(old_key)).value()));

    EXPECT_TRUE(std::holds_alternative<Duplicate>(wait(store().record_tip(new_key)).value()));
}

TEST_P(StoreContract, OneMacUnderTwoEpochsIsTwoMessages) {
    auto one = a_tip("1").build();
    one.seen = {mac_of("x", 7), std::nullopt};
    auto other = a_tip("2").build();
    other.seen.current.bytes = one.seen.current.bytes;
    other.seen.current.epoch = 8;
    other.seen.previous = std::nullopt;

    ASSERT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(one)).value()));

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(other)).value()));
}

// Forty bits of a MAC are kept in memory; a message whose MAC agrees in those is another message.
TEST_P(StoreContract, AFingerprintAloneSwallowsNoMessage) {
    auto one = a_tip("1").build();
    auto twin = a_tip("2").build();
    twin.seen = one.seen;
    twin.seen.current.bytes[15] ^= 1;
    twin.seen.previous = std::nullopt;

    ASSERT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(one)).value()));

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(twin)).value()));
}

TEST_P(StoreContract, ALaterMessageOfTheSameSenderBelongsToTheOpenTip) {
    const auto first = record_new(a_tip("1").from("anna"));

    const auto outcome = record(a_tip("2").from("anna").at(at_hour(11)));

    const auto& belongs = std::get<BelongsTo>(outcome);
    EXPECT_EQ(belongs.tip, first.tip);
    EXPECT_EQ(belongs.key.salt.bytes, mac_of("salt 1").bytes);
    EXPECT_EQ(belongs.key.wrapped.bytes, bytes_of("wrapped key of 1"));
    EXPECT_EQ(wait(store().tips({})).value().size(), 1U);
    EXPECT_TRUE(std::holds_alternative<Recorded>(add(a_message(first.tip, "2"))));
}

TEST_P(StoreContract, AConversationIsFoundAfterReopening) {
    const auto first = record_new(a_tip("1").from("anna"));

    reopen();

    EXPECT_EQ(std::get<BelongsTo>(record(a_tip("2").from("anna"))).tip, first.tip);
}

TEST_P(StoreContract, TheWindowCountsFromTheLastMessage) {
    const auto first = record_new(a_tip("1").from("anna"));
    auto later = a_message(first.tip, "2");
    later.received_at = at_hour(10);
    add(later);

    EXPECT_EQ(std::get<BelongsTo>(record(a_tip("3").from("anna").at(at_hour(22)))).tip, first.tip);
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("4").from("anna").at(at_hour(23)))));
}

TEST_P(StoreContract, NewAndStrangersOpenTipsOfTheirOwn) {
    record_new(a_tip("1").from("anna"));

    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("2").from("anna").always_new())));
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("3").from("boris"))));
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("4"))));  // no identity
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("5"))));
}

TEST_P(StoreContract, TheLatestOpenTipOfASenderTakesTheMessage) {
    const auto first = record_new(a_tip("1").from("anna"));
    const auto second = record_new(a_tip("2").from("anna").always_new());
    EXPECT_EQ(std::get<BelongsTo>(record(a_tip("3").from("anna"))).tip, second.tip);

    add(a_message(second.tip, "w", MessageKind::withdrawal));

    EXPECT_EQ(std::get<BelongsTo>(record(a_tip("3").from("anna"))).tip, first.tip);
}

TEST_P(StoreContract, APseudonymIsFoundUnderThePreviousKey) {
    const auto first = record_new(a_tip("1").from("anna", 7));

    EXPECT_EQ(std::get<BelongsTo>(record(a_tip("2").from("anna", 8))).tip, first.tip);
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("3").from("anna", 9))));
}

TEST_P(StoreContract, MessagesFollowEachOtherInTheirTip) {
    const auto first = record_new(a_tip("1"));
    const auto second = std::get<Recorded>(add(a_message(first.tip, "2")));
    const auto third = std::get<Recorded>(add(a_message(first.tip, "3", MessageKind::correction)));

    const auto messages = tip(first.tip).messages;

    ASSERT_EQ(messages.size(), 3U);
    EXPECT_EQ(messages[1].seq, second.message);
    EXPECT_EQ(messages[2].seq, third.message);
    EXPECT_EQ(messages[2].kind, MessageKind::correction);
    EXPECT_EQ(messages[2].body.bytes, bytes_of("sealed body of 3"));
}

TEST_P(StoreContract, AMessageRepeatedIsKnown) {
    const auto first = record_new(a_tip("1"));
    add(a_message(first.tip, "2"));

    EXPECT_EQ(std::get<Duplicate>(add(a_message(first.tip, "2"))).tip, first.tip);
    EXPECT_EQ(std::get<Duplicate>(record(a_tip("2"))).tip, first.tip);
    EXPECT_EQ(tip(first.tip).messages.size(), 2U);
}

TEST_P(StoreContract, AnUnknownTipTakesNoMessage) {
    const auto added = wait(store().add_message(a_message({99}, "1")));

    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, Errc::not_found);
}

TEST_P(StoreContract, AWithdrawnTipTakesNoMoreMessages) {
    const auto first = record_new(a_tip("1"));
    add(a_message(first.tip, "w", MessageKind::withdrawal));

    EXPECT_EQ(tip(first.tip).status, TipStatus::withdrawn);
    EXPECT_TRUE(std::holds_alternative<TipFull>(add(a_message(first.tip, "2"))));
}

TEST_P(StoreContract, ATipTakesItsLimitOfMessagesAndNotOneMore) {
    const auto first = record_new(a_tip("1").from("anna"));
    for (int i = 1; i < messages_per_tip_max - 1; ++i) {
        start<Result<AddOutcome>>(
            store().add_message(a_message(first.tip, "m" + std::to_string(i))), [](auto) {});
    }
    run();
    EXPECT_TRUE(std::holds_alternative<BelongsTo>(record(a_tip("2").from("anna"))));

    EXPECT_TRUE(std::holds_alternative<Recorded>(add(a_message(first.tip, "last"))));
    EXPECT_TRUE(std::holds_alternative<TipFull>(add(a_message(first.tip, "over"))));

    EXPECT_EQ(tip(first.tip).messages.size(), static_cast<std::size_t>(messages_per_tip_max));
    EXPECT_TRUE(std::holds_alternative<Recorded>(record(a_tip("2").from("anna"))));
    const auto next = record_new(a_tip("3"));
    EXPECT_EQ(tip(next.tip).messages.size(), 1U);
}

TEST_P(StoreContract, ACommandIsRecordedOnce) {
    EXPECT_TRUE(std::holds_alternative<Recorded>(
        wait(store().record_command(a_command("status"))).value()));

    const auto again = wait(store().record_command(a_command("status"))).value();

    EXPECT_EQ(std::get<Duplicate>(again).tip, TipSeq{});
    EXPECT_EQ(std::get<Duplicate>(record(a_tip("status"))).tip, TipSeq{});
}

TEST_P(StoreContract, StopForgetsEveryAddressOfItsSenderAndNoOther) {
    const auto first = record_new(a_tip("1").from("anna").with_receipt());
    const auto second = record_new(a_tip("2").from("anna").always_new());
    const auto other = record_new(a_tip("3").from("boris"));
    auto stop = a_command("stop");
    stop.forget_addresses = {mac_of("address anna", 2), mac_of("address anna", 3)};

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_command(stop)).value()));

    EXPECT_FALSE(tip(first.tip).has_return_address);
    EXPECT_FALSE(tip(second.tip).has_return_address);
    EXPECT_TRUE(tip(other.tip).has_return_address);
    const auto claims = claim(at_minute(10));
    const auto* receipt = of_kind(claims, DeliveryKind::receipt);
    ASSERT_TRUE(receipt);
    EXPECT_FALSE(receipt->reply->address);
}

TEST_P(StoreContract, StopTakesBackTheRepliesThatWaitWithACopyOfTheAddress) {
    auto asked = a_command("asked");
    asked.reply = a_reply_to("anna", "anna's first copy");
    auto other = a_command("other");
    other.reply = a_reply_to("boris", "boris's copy");
    wait(store().record_command(asked));
    wait(store().record_command(other));
    auto stop = a_command("stop");
    stop.forget_addresses = {mac_of("address anna", 2), mac_of("address anna", 3)};
    stop.reply = a_reply_to("anna", "anna's last copy");
    stop.reply->text_key = "stopped";

    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_command(stop)).value()));

    auto disk = bytes_below(folder().path());
    EXPECT_EQ(disk.find("anna's first copy"), disk.npos);
    EXPECT_NE(disk.find("boris's copy"), disk.npos);
    const auto claims = claim(at_minute(10));
    ASSERT_EQ(claims.size(), 2U);
    EXPECT_EQ(claims[0].reply->address->bytes, bytes_of("boris's copy"));
    EXPECT_EQ(claims[1].reply->text_key, "stopped");

    // The confirmation's own copy goes when it is sent.
    AttemptRecord sent;
    sent.seq = claims[1].seq;
    sent.at = at_minute(11);
    sent.outcome = Accepted{};
    wait(store().record_attempt(sent));
    wait(store().checkpoint_truncate());
    disk = bytes_below(folder().path());
    EXPECT_EQ(disk.find("anna's last copy"), disk.npos);
}

TEST_P(StoreContract, AReplyTakenBackWhileItIsBeingSentLeavesNothingBehind) {
    auto asked = a_command("asked");
    asked.reply = a_reply_to("anna", "anna's copy");
    wait(store().record_command(asked));
    const auto claims = claim(at_minute(1));
    ASSERT_EQ(claims.size(), 1U);
    auto stop = a_command("stop");
    stop.forget_addresses = {mac_of("address anna", 3)};
    wait(store().record_command(stop));

    AttemptRecord sent;
    sent.seq = claims[0].seq;
    sent.at = at_minute(2);
    sent.outcome = Accepted{};
    wait(store().record_attempt(sent));

    EXPECT_TRUE(claim(at_hour(5)).empty());
    EXPECT_TRUE(wait(store().deliveries({})).value().empty());
}

TEST_P(StoreContract, ForgottenEpochsAreGoneAndLaterOnesStay) {
    auto old = a_tip("1").from("anna", 7).build();
    old.seen = {mac_of("id 1", 4), std::nullopt};
    old.reply_to->mac.epoch = 2;
    auto recent = a_tip("2").from("boris", 8).build();
    recent.seen = {mac_of("id 2", 5), std::nullopt};
    const auto first = std::get<Recorded>(wait(store().record_tip(old)).value());
    const auto second = std::get<Recorded>(wait(store().record_tip(recent)).value());

    EXPECT_TRUE(wait(store().forget_epochs(8, 5, 3)));

    EXPECT_FALSE(tip(first.tip).has_return_address);
    EXPECT_TRUE(tip(second.tip).has_return_address);
    EXPECT_TRUE(std::holds_alternative<Recorded>(wait(store().record_tip(old)).value()));
    EXPECT_TRUE(std::holds_alternative<Duplicate>(wait(store().record_tip(recent)).value()));
    EXPECT_TRUE(std::holds_alternative<BelongsTo>(record(a_tip("3").from("boris", 8))));

    reopen();
    EXPECT_TRUE(std::holds_alternative<Duplicate>(wait(store().record_tip(recent)).value()));
    EXPECT_TRUE(std::holds_alternative<BelongsTo>(record(a_tip("3").from("boris", 8))));
}

TEST_P(StoreContract, TheProbeCommits) { EXPECT_TRUE(wait(store().probe())); }

TEST_P(StoreContract, NamedValuesAreKept) {
    EXPECT_EQ(wait(store().get_meta("root_check")).value(), std::nullopt);
    EXPECT_TRUE(wait(store().set_meta("root_check", bytes_of("abc"))));
    EXPECT_TRUE(wait(store().set_meta("root_check", bytes_of("xyz"))));

    reopen();

    EXPECT_EQ(wait(store().get_meta("root_check")).value(), bytes_of("xyz"));
}

TEST_P(StoreContract, AStoppedStoreAnswersUnavailable) {
    store().stop();

    const auto outcome = wait(store().record_tip(a_tip("1").build()));

    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().code, Errc::unavailable);
}

TEST_P(StoreContract, StoppingFinishesWhatWaits) {
    int recorded = 0;
    for (int i = 0; i < 20; ++i) {
        start<Result<RecordOutcome>>(store().record_tip(a_tip(std::to_string(i)).build()),
                                     [&](auto outcome) { recorded += outcome.has_value(); });
    }
    start<Result<void>>(stop_from_within(), [](auto) {});
    run();

    EXPECT_EQ(recorded, 20);
    reopen();
    EXPECT_EQ(wait(store().tips({})).value().size(), 20U);
}

}  // namespace tipwire::testing
