// SPDX-License-Identifier: Apache-2.0
// What every TipStore does with its outbox: leases, order, attempts, dead letters, withdrawals.
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

TEST_P(StoreContract, ANewTipWaitsToBeRoutedAndItsReceiptToBeSent) {
    const auto recorded = record_new(a_tip("1").from("anna").with_receipt());

    const auto claims = claim(at_minute(10));

    ASSERT_EQ(claims.size(), 2U);
    const auto* route = of_kind(claims, DeliveryKind::route);
    const auto* receipt = of_kind(claims, DeliveryKind::receipt);
    ASSERT_TRUE(route && receipt);
    EXPECT_EQ(route->tip->seq, recorded.tip);
    EXPECT_EQ(route->tip->area, "ekaterinburg/kirovsky");
    EXPECT_TRUE(route->tip->messages.empty());  // routing looks at no text
    EXPECT_EQ(receipt->reply->source, "kannel");
    EXPECT_EQ(receipt->reply->text_key, "receipt");
    EXPECT_EQ(receipt->reply->give_up_at, at_hour(6));
    EXPECT_EQ(receipt->reply->address->bytes, bytes_of("sealed address of anna"));
    EXPECT_EQ(receipt->reply->salt.bytes, mac_of("salt 1").bytes);
}

TEST_P(StoreContract, ALeasedEntryIsLeftAloneUntilTheLeaseEnds) {
    record_new(a_tip("1"));
    ASSERT_EQ(claim(at_minute(10)).size(), 1U);

    EXPECT_EQ(claim(at_minute(10) + lease - Duration{1}).size(), 0U);
    EXPECT_EQ(claim(at_minute(10) + lease).size(), 1U);
}

TEST_P(StoreContract, ALeaseGivenBackIsDueAtOnceAndCountsNoAttempt) {
    record_new(a_tip("1"));
    const auto first = claim(at_minute(10));
    EXPECT_TRUE(wait(store().release({first.at(0).seq})));

    const auto second = claim(at_minute(10));

    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].attempts, 0);
}

TEST_P(StoreContract, NoMoreAreClaimedThanAsked) {
    for (int i = 0; i < 5; ++i) record_new(a_tip(std::to_string(i)));

    EXPECT_EQ(claim(at_minute(10), 3).size(), 3U);
    EXPECT_EQ(claim(at_minute(10), 3).size(), 2U);
    EXPECT_EQ(claim(at_minute(10), 0).size(), 0U);
}

TEST_P(StoreContract, OldTipsAreRoutedFirst) {
    for (int i = 0; i < 5; ++i) record_new(a_tip(std::to_string(i)));

    const auto claims = claim(at_minute(10), 3);

    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(claims[static_cast<std::size_t>(i)].tip->seq.value, i + 1);
}

TEST_P(StoreContract, AContactThatIsDownHidesNoOther) {
    for (int i = 0; i < 10; ++i) forward(record_new(a_tip("a" + std::to_string(i))).tip);
    forward(record_new(a_tip("b")).tip, "region");

    const auto fair = claim(at_hour(2), 2);
    EXPECT_EQ(fair.size(), 2U);
    EXPECT_NE(fair[0].contact, fair[1].contact);

    const auto others = claim(at_hour(3), 5, {"city-police"});
    ASSERT_EQ(others.size(), 1U);
    EXPECT_EQ(others[0].contact, "region");
}

TEST_P(StoreContract, ReferencesRunWithoutAGapForEachContact) {
    const auto one = record_new(a_tip("1"));
    const auto two = record_new(a_tip("2"));
    const auto claims = claim(at_minute(10));
    const auto first = refer(claims.at(0).seq, {to("city-police", "EKB"), to("region", "OBL")});
    const auto second = refer(claims.at(1).seq, {to("city-police", "EKB")});

    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].reference, "EKB-000001");
    EXPECT_EQ(first[1].reference, "OBL-000001");
    EXPECT_EQ(second.at(0).reference, "EKB-000002");
    EXPECT_EQ(first[0].tip->seq, one.tip);
    ASSERT_EQ(first[1].tip->referrals.size(), 1U);
    EXPECT_EQ(first[1].tip->referrals[0].reference, "OBL-000001");
    EXPECT_EQ(first[1].tip->referrals[0].contact, "region");
    EXPECT_EQ(tip(one.tip).referrals.size(), 2U);
    EXPECT_EQ(tip(two.tip).status, TipStatus::screened);
    EXPECT_EQ(wait(store().tip_of_reference("EKB-000002")).value().seq, two.tip);

    reopen();
    EXPECT_EQ(forward(record_new(a_tip("3")).tip).reference, "EKB-000003");
}

TEST_P(StoreContract, ARouteEntryIsEndedOnce) {
    record_new(a_tip("1"));
    const auto route = claim(at_minute(10)).at(0).seq;

    EXPECT_EQ(refer(route, {to("city-police", "EKB")}).size(), 1U);
    EXPECT_EQ(refer(route, {to("city-police", "EKB")}).size(), 0U);
    std::vector<RouteDecision> to_nobody(1);
    to_nobody[0].route = route;
    EXPECT_FALSE(wait(store().open_referrals(std::move(to_nobody), at_minute(10), lease)));
    EXPECT_EQ(claim(at_hour(2)).size(), 1U);  // the forward, once its lease ran out
}

TEST_P(StoreContract, ManyTipsAreRoutedTogetherAndThoseTakenAlreadyArePassedOver) {
    std::vector<RouteDecision> decisions(3);
    for (int i = 0; i < 3; ++i) record_new(a_tip(std::to_string(i)));
    const auto routes = claim(at_minute(10));
    for (std::size_t i = 0; i < 3; ++i) {
        decisions[i].route = routes.at(i).seq;
        decisions[i].referrals = {to("city-police", "EKB"), to("region", "OBL", at_minute(25))};
    }
    EXPECT_EQ(refer(routes[1].seq, {to("city-police", "EKB")}).size(), 1U);

    const auto sent = wait(store().open_referrals(decisions, at_minute(10), lease)).value();

    ASSERT_EQ(sent.size(), 2U);
    EXPECT_EQ(sent[0].tip->seq, routes[0].tip->seq);
    EXPECT_EQ(sent[0].reference, "EKB-000002");
    EXPECT_EQ(sent[1].tip->seq, routes[2].tip->seq);
    EXPECT_EQ(sent[1].tip->messages.size(), 1U);
    EXPECT_EQ(claim(at_minute(25)).size(), 5U);  // two delayed, and three whose lease ran out
}

TEST_P(StoreContract, ADelayedForwardIsDueWhenItsTimeHasCome) {
    const auto recorded = record_new(a_tip("1"));
    const auto route = claim(at_minute(10)).at(0).seq;

    const auto at_once =
        refer(route, {to("city-police", "EKB", at_minute(25)), to("region", "OBL")});

    ASSERT_EQ(at_once.size(), 1U);
    EXPECT_EQ(at_once[0].contact, "region");
    EXPECT_EQ(tip(recorded.tip).referrals.size(), 2U);
    succeed(at_once[0].seq);
    EXPECT_EQ(claim(at_minute(25) - Duration{1}).size(), 0U);
    EXPECT_EQ(claim(at_minute(25)).at(0).contact, "city-police");
}

TEST_P(StoreContract, UnknownReferencesNameNothing) {
    forward(record_new(a_tip("1")).tip);

    for (const auto* reference : {"EKB-000002", "EKB-1", "EKB-0000001", "OBL-000001", "EKB", "",
                                  "-1", "EKB--00001", "EKB-00000x"}) {
        const auto found = wait(store().tip_of_reference(reference));
        ASSERT_FALSE(found) << reference;
        EXPECT_EQ(found.error().code, Errc::not_found);
    }
}

TEST_P(StoreContract, AForwardThatArrivesStartsTheClocks) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    const auto exact = at_minute(11) + std::chrono::milliseconds{123};

    succeed(sent.seq, exact);

    const auto kept = tip(recorded.tip);
    EXPECT_EQ(kept.status, TipStatus::forwarded);
    EXPECT_EQ(kept.referrals.at(0).status, ReferralStatus::delivered);
    EXPECT_EQ(kept.referrals[0].sent_at, exact);
    EXPECT_EQ(claim(at_hour(5)).size(), 0U);
    const auto history = wait(store().deliveries({})).value();
    ASSERT_EQ(history.size(), 1U);
    EXPECT_EQ(history[0].status, DeliveryStatus::delivered);
    EXPECT_EQ(history[0].attempts, 1);
    EXPECT_EQ(history[0].reference, "EKB-000001");
}

TEST_P(StoreContract, AFailedAttemptIsTriedAgainWhenItIsTime) {
    const auto sent = forward(record_new(a_tip("1")).tip);
    finish(sent.seq, RetryAfter{{}, "timeout"}, false, at_minute(11), at_minute(20));

    EXPECT_EQ(claim(at_minute(20) - Duration{1}).size(), 0U);
    const auto again = claim(at_minute(20));

    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].seq, sent.seq);
    EXPECT_EQ(again[0].attempts, 1);
    EXPECT_EQ(again[0].first_tried, at_minute(11));
    const auto waiting = wait(store().deliveries({})).value();
    EXPECT_EQ(waiting.at(0).last_error, "timeout");
}

TEST_P(StoreContract, AnAttemptSurvivesReopeningAndALeaseDoesNot) {
    const auto one = forward(record_new(a_tip("1")).tip);
    finish(one.seq, RetryAfter{{}, "timeout"}, false, at_minute(11), at_minute(12));
    ASSERT_EQ(claim(at_minute(12)).size(), 1U);

    reopen();

    const auto again = claim(at_minute(12));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].attempts, 1);
}

TEST_P(StoreContract, ADeadLetterStaysUntilItIsRevived) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    finish(sent.seq, Refused{"gone", true}, true);
    EXPECT_EQ(claim(at_hour(90)).size(), 0U);
    EXPECT_EQ(tip(recorded.tip).referrals.at(0).status, ReferralStatus::undeliverable);
    DeliveryQuery dead;
    dead.status = DeliveryStatus::dead;
    EXPECT_EQ(wait(store().deliveries(dead)).value().at(0).last_error, "gone");

    EXPECT_EQ(wait(store().retry_dead(std::nullopt, at_hour(91))).value(), 1);

    const auto revived = claim(at_hour(91));
    ASSERT_EQ(revived.size(), 1U);
    EXPECT_EQ(revived[0].seq, sent.seq);
    EXPECT_EQ(revived[0].first_tried, Instant{});
    succeed(sent.seq);
    EXPECT_EQ(tip(recorded.tip).referrals.at(0).status, ReferralStatus::delivered);
    EXPECT_EQ(wait(store().retry_dead(std::nullopt, at_hour(92))).value(), 0);
}

TEST_P(StoreContract, WhatWasAddedWhileTheForwardLayDeadIsToldAfterIt) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    EXPECT_EQ(sent.message, recorded.message);
    add(a_message(recorded.tip, "2"));
    finish(sent.seq, Refused{"gone"}, true);
    const auto third = std::get<Recorded>(add(a_message(recorded.tip, "3")));
    EXPECT_EQ(claim(at_hour(1)).size(), 0U);

    EXPECT_EQ(wait(store().retry_dead(std::nullopt, at_hour(2))).value(), 1);

    const auto revived = claim(at_hour(2));
    ASSERT_EQ(revived.size(), 1U);
    EXPECT_EQ(revived[0].message, recorded.message);  // the same bytes as before
    succeed(sent.seq);
    const auto told = claim(at_hour(2));
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(told[0].message.value, recorded.message.value + 1);
    EXPECT_EQ(told[1].message, third.message);
}

TEST_P(StoreContract, AContactThatAnswersADeadForwardHearsTheRest) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    finish(sent.seq, Refused{"gone"}, true);
    const auto second = std::get<Recorded>(add(a_message(recorded.tip, "2")));

    ASSERT_TRUE(report(sent.reference, ReferralStatus::acknowledged));

    const auto told = claim(at_hour(1));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].message, second.message);
    EXPECT_EQ(wait(store().retry_dead(std::nullopt, at_hour(2))).value(), 0);
}

TEST_P(StoreContract, OneDeadLetterIsRevivedAlone) {
    const auto one = forward(record_new(a_tip("1")).tip);
    const auto two = forward(record_new(a_tip("2")).tip);
    finish(one.seq, Refused{"gone", false}, true);
    finish(two.seq, Refused{"gone", false}, true);

    EXPECT_EQ(wait(store().retry_dead(two.seq, at_hour(1))).value(), 1);
    EXPECT_EQ(wait(store().retry_dead(DeliverySeq{4711}, at_hour(1))).value(), 0);

    const auto claims = claim(at_hour(2));
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].seq, two.seq);
}

TEST_P(StoreContract, ASentReceiptVanishes) {
    record_new(a_tip("1").from("anna").with_receipt());
    const auto claims = claim(at_minute(10));
    succeed(of_kind(claims, DeliveryKind::receipt)->seq);

    for (const auto& delivery : wait(store().deliveries({})).value()) {
        EXPECT_NE(delivery.kind, DeliveryKind::receipt);
    }
}

TEST_P(StoreContract, AReplyThatCannotBeSentIsDropped) {
    auto command = a_command("status");
    NewReply answer;
    answer.kind = DeliveryKind::answer;
    answer.source = "kannel";
    answer.text_key = "code.unknown";
    answer.give_up_at = at_hour(2);
    answer.salt.bytes = mac_of("other salt").bytes;
    answer.address = SealedAddress{bytes_of("sealed address of boris")};
    command.reply = answer;
    wait(store().record_command(command));
    const auto claims = claim(at_minute(10));
    ASSERT_EQ(claims.size(), 1U);
    EXPECT_FALSE(claims[0].tip);
    EXPECT_EQ(claims[0].reply->salt.bytes, mac_of("other salt").bytes);
    EXPECT_EQ(claims[0].reply->address->bytes, bytes_of("sealed address of boris"));

    finish(claims[0].seq, Refused{"too_late"}, true);

    EXPECT_TRUE(wait(store().deliveries({})).value().empty());
}

TEST_P(StoreContract, DeliveryNumbersNeverReturn) {
    record_new(a_tip("1").from("anna").with_receipt());
    std::int64_t highest = 0;
    for (const auto& claim : claim(at_minute(10))) {
        highest = std::max(highest, claim.seq.value);
        finish(claim.seq, Refused{"x"}, true);
    }

    reopen();
    record_new(a_tip("2"));

    EXPECT_GT(claim(at_minute(10)).at(0).seq.value, highest);
}

TEST_P(StoreContract, EachContactIsToldWhatTheSenderAdds) {
    const auto recorded = record_new(a_tip("1"));
    const auto claims = claim(at_minute(10));
    for (const auto& sent :
         refer(claims.at(0).seq, {to("city-police", "EKB"), to("region", "OBL")})) {
        succeed(sent.seq);
    }
    const auto added = std::get<Recorded>(add(a_message(recorded.tip, "2")));

    const auto told = claim(at_minute(40));

    ASSERT_EQ(told.size(), 2U);
    for (const auto& claim : told) {
        EXPECT_EQ(claim.kind, DeliveryKind::tip_message);
        EXPECT_EQ(claim.message, added.message);
        ASSERT_EQ(claim.tip->messages.size(), 1U);
        EXPECT_EQ(claim.tip->messages[0].seq, added.message);
        ASSERT_EQ(claim.tip->referrals.size(), 1U);
        EXPECT_EQ(claim.tip->referrals[0].reference, claim.reference);
    }
    EXPECT_NE(told[0].reference, told[1].reference);
}

TEST_P(StoreContract, BeforeRoutingAMessageTravelsWithTheTip) {
    const auto recorded = record_new(a_tip("1"));
    add(a_message(recorded.tip, "2"));

    const auto sent = forward(recorded.tip);

    EXPECT_EQ(sent.tip->messages.size(), 2U);
    EXPECT_EQ(sent.message, sent.tip->messages.back().seq);
}

TEST_P(StoreContract, AForwardThatIsTriedAgainCarriesWhatItCarriedAtFirst) {
    const auto recorded = record_new(a_tip("1"));
    add(a_message(recorded.tip, "2"));
    const auto sent = forward(recorded.tip);
    add(a_message(recorded.tip, "3"));
    finish(sent.seq, RetryAfter{{}, "timeout"}, false, at_minute(11), at_minute(20));

    const auto again = claim(at_minute(20));

    ASSERT_EQ(again.size(), 1U);
    ASSERT_EQ(again[0].tip->messages.size(), 2U);
    EXPECT_EQ(again[0].tip->messages[1].body.bytes, bytes_of("sealed body of 2"));
    EXPECT_EQ(again[0].reference, sent.reference);
}

TEST_P(StoreContract, AMessageNeverOvertakesItsTip) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    add(a_message(recorded.tip, "2"));
    finish(sent.seq, RetryAfter{{}, "timeout"}, false, at_minute(11), at_minute(30));
    EXPECT_EQ(claim(at_minute(29)).size(), 0U);

    const auto again = claim(at_minute(30));
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].kind, DeliveryKind::tip_forwarded);
    succeed(sent.seq, at_minute(31));

    const auto after = claim(at_minute(31));
    ASSERT_EQ(after.size(), 1U);
    EXPECT_EQ(after[0].kind, DeliveryKind::tip_message);
}

TEST_P(StoreContract, AWithdrawnTipIsNotRouted) {
    const auto recorded = record_new(a_tip("1").from("anna").with_receipt());
    add(a_message(recorded.tip, "w", MessageKind::withdrawal));

    const auto claims = claim(at_minute(10));

    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].kind, DeliveryKind::receipt);
}

TEST_P(StoreContract, AWithdrawalReachesOnlyThoseWhoHaveTheTip) {
    const auto recorded = record_new(a_tip("1"));
    const auto claims = claim(at_minute(10));
    const auto sent = refer(claims.at(0).seq, {to("city-police", "EKB"), to("region", "OBL")});
    succeed(sent.at(0).seq);
    finish(sent.at(1).seq, RetryAfter{{}, "timeout"}, false, at_minute(11), at_minute(12));
    add(a_message(recorded.tip, "2"));

    add(a_message(recorded.tip, "w", MessageKind::withdrawal));

    const auto told = claim(at_hour(10));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].kind, DeliveryKind::tip_withdrawn);
    EXPECT_EQ(told[0].contact, "city-police");
    const auto kept = tip(recorded.tip);
    EXPECT_EQ(kept.status, TipStatus::withdrawn);
    EXPECT_EQ(kept.referrals.at(1).status, ReferralStatus::undeliverable);
}

TEST_P(StoreContract, AForwardUnderWayAtTheWithdrawalIsFollowedByIt) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    add(a_message(recorded.tip, "w", MessageKind::withdrawal));
    EXPECT_EQ(claim(at_minute(10)).size(), 0U);

    succeed(sent.seq);

    EXPECT_EQ(tip(recorded.tip).status, TipStatus::withdrawn);
    EXPECT_EQ(tip(recorded.tip).referrals.at(0).status, ReferralStatus::delivered);
    const auto told = claim(at_minute(12));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].kind, DeliveryKind::tip_withdrawn);
}

// It had the tip without our knowing, and says so itself after the withdrawal.
TEST_P(StoreContract, AContactThatReportsOnAWithdrawnTipHearsOfTheWithdrawalOnce) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    add(a_message(recorded.tip, "w", MessageKind::withdrawal));

    ASSERT_TRUE(report(sent.reference, ReferralStatus::registered));
    succeed(sent.seq);  // and the answer comes late

    const auto told = claim(at_minute(12));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].kind, DeliveryKind::tip_withdrawn);
    succeed(told[0].seq);
    EXPECT_EQ(claim(at_hour(5)).size(), 0U);
}

TEST_P(StoreContract, AContactWhoseForwardIsDeadHearsOnlyOfTheWithdrawal) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    finish(sent.seq, Refused{"http_400"}, true);
    add(a_message(recorded.tip, "2", MessageKind::text));
    add(a_message(recorded.tip, "w", MessageKind::withdrawal));

    ASSERT_TRUE(report(sent.reference, ReferralStatus::registered));

    const auto told = claim(at_minute(12));
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].kind, DeliveryKind::tip_withdrawn);
}

TEST_P(StoreContract, ADeadLetterOfAWithdrawnTipIsNotRevived) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    finish(sent.seq, Refused{"gone"}, true);
    add(a_message(recorded.tip, "w", MessageKind::withdrawal));

    EXPECT_EQ(wait(store().retry_dead(std::nullopt, at_hour(1))).value(), 0);
}

TEST_P(StoreContract, NoticesToTheAdministratorNeedNoTip) {
    const auto seq = wait(store().enqueue_notice(DeliveryKind::alarm, "admin", "disk_full",
                                                 "the disk is nearly full", at_minute(5)));
    ASSERT_TRUE(seq);

    const auto claims = claim(at_minute(10));

    ASSERT_EQ(claims.size(), 1U);
    EXPECT_EQ(claims[0].seq, *seq);
    EXPECT_EQ(claims[0].contact, "admin");
    EXPECT_EQ(claims[0].alarm, "disk_full");
    EXPECT_EQ(claims[0].summary, "the disk is nearly full");
    EXPECT_FALSE(claims[0].tip);
    succeed(*seq);
    EXPECT_EQ(claim(at_hour(5)).size(), 0U);
}

TEST_P(StoreContract, TheOldestEntryThatWaitsForAContactIsKnown) {
    EXPECT_EQ(wait(store().oldest_waiting()).value(), std::nullopt);
    const auto one = record_new(a_tip("1").at(at_hour(1)).from("anna").with_receipt());
    record_new(a_tip("2").at(at_hour(2)));
    EXPECT_EQ(wait(store().oldest_waiting()).value(), at_hour(1));

    add(a_message(one.tip, "w", MessageKind::withdrawal));

    EXPECT_EQ(wait(store().oldest_waiting()).value(), at_hour(2));  // a receipt does not count
}

}  // namespace tipwire::testing
