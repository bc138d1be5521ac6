// SPDX-License-Identifier: Apache-2.0
// What every TipStore does with contacts' reports, and how it answers queries.
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

TEST_P(StoreContract, AReportMovesTheReferralAndStampsTheFirstAcknowledgement) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    succeed(sent.seq);

    const auto first = report(sent.reference, ReferralStatus::acknowledged);
    const auto second = report(sent.reference, ReferralStatus::registered, "city-police",
                               std::nullopt, at_minute(45));

    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->status, ReferralStatus::acknowledged);
    EXPECT_EQ(first->acknowledged_at, at_minute(30));
    EXPECT_EQ(second->status, ReferralStatus::registered);
    EXPECT_EQ(second->acknowledged_at, at_minute(30));
}

TEST_P(StoreContract, TheStateTableForbids) {
    const auto sent = forward(record_new(a_tip("1")).tip);
    succeed(sent.seq);
    ASSERT_TRUE(report(sent.reference, ReferralStatus::under_check));

    const auto back = report(sent.reference, ReferralStatus::acknowledged);

    ASSERT_FALSE(back);
    EXPECT_EQ(back.error().code, Errc::conflict);
    EXPECT_TRUE(report(sent.reference, ReferralStatus::under_check));  // the same again is no move
}

TEST_P(StoreContract, AContactSpeaksOnlyForItsOwnReferrals) {
    const auto sent = forward(record_new(a_tip("1")).tip);
    succeed(sent.seq);

    const auto foreign = report(sent.reference, ReferralStatus::acknowledged, "region");
    const auto unknown = report("EKB-000009", ReferralStatus::acknowledged);

    ASSERT_TRUE(!foreign && !unknown);
    EXPECT_EQ(foreign.error().code, Errc::not_found);
    EXPECT_EQ(unknown.error().code, Errc::not_found);
    EXPECT_EQ(foreign.error().detail, unknown.error().detail);
    EXPECT_TRUE(report(sent.reference, ReferralStatus::acknowledged, ""));  // an operator
}

TEST_P(StoreContract, ARepeatedReportChangesNothing) {
    const auto sent = forward(record_new(a_tip("1")).tip);
    succeed(sent.seq);
    ASSERT_TRUE(report(sent.reference, ReferralStatus::acknowledged, "city-police", macs_of("r1")));
    ASSERT_TRUE(report(sent.reference, ReferralStatus::decided, "city-police", macs_of("r2")));

    const auto again =
        report(sent.reference, ReferralStatus::acknowledged, "city-police", macs_of("r1"));

    ASSERT_TRUE(again);
    EXPECT_EQ(again->status, ReferralStatus::decided);
}

TEST_P(StoreContract, ARefusedReportMayBeSentAgain) {
    const auto sent = forward(record_new(a_tip("1")).tip);
    succeed(sent.seq);
    ASSERT_FALSE(report(sent.reference, ReferralStatus::closed, "city-police", macs_of("r1")));
    ASSERT_TRUE(report(sent.reference, ReferralStatus::decided));

    EXPECT_EQ(report(sent.reference, ReferralStatus::closed, "city-police", macs_of("r1"))->status,
              ReferralStatus::closed);
}

TEST_P(StoreContract, DecisionsOutcomesAndWordsAreKept) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    succeed(sent.seq);
    ReferralUpdate update;
    update.state = ReferralStatus::decided;
    update.decision = Decision::case_opened;
    update.outcomes = {{"arrest", 2, "", 0, ""}, {"seizure", 1, "heroin", 350, ""}};
    SealedBody words{bytes_of("sealed note")};
    wait(store().apply_update(sent.reference, "city-police", update, words, std::nullopt,
                              at_minute(30)));
    ReferralUpdate later;
    later.state = ReferralStatus::closed;
    later.outcomes = {{"arrest", 3, "", 0, ""}, {"convicted", 1, "", 0, ""}};

    const auto kept = wait(store().apply_update(sent.reference, "city-police", later, {},
                                                std::nullopt, at_minute(40)));

    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->decision, Decision::case_opened);
    EXPECT_EQ(kept->last_update.bytes, bytes_of("sealed note"));
    const std::vector<Outcome> expected{
        {"arrest", 3, "", 0, ""}, {"seizure", 1, "heroin", 350, ""}, {"convicted", 1, "", 0, ""}};
    EXPECT_EQ(kept->outcomes, expected);
    EXPECT_EQ(tip(recorded.tip).referrals.at(0).outcomes, expected);
}

TEST_P(StoreContract, ATipIsClosedWithItsLastReferral) {
    const auto recorded = record_new(a_tip("1"));
    const auto claims = claim(at_minute(10));
    const auto sent = refer(claims.at(0).seq, {to("city-police", "EKB"), to("region", "OBL")});
    for (const auto& one : sent) succeed(one.seq);
    for (const auto* contact : {"city-police", "region"}) {
        const std::string reference =
            contact == std::string("region") ? "OBL-000001" : "EKB-000001";
        EXPECT_EQ(tip(recorded.tip).status, TipStatus::forwarded);
        ASSERT_TRUE(report(reference, ReferralStatus::decided, contact));
        ASSERT_TRUE(report(reference, ReferralStatus::closed, contact));
    }

    EXPECT_EQ(tip(recorded.tip).status, TipStatus::closed);
}

TEST_P(StoreContract, AContactThatAnswersHadTheTipAllTheSame) {
    const auto recorded = record_new(a_tip("1"));
    const auto sent = forward(recorded.tip);
    finish(sent.seq, Refused{"gone"}, true);

    EXPECT_TRUE(report(sent.reference, ReferralStatus::acknowledged));

    EXPECT_EQ(tip(recorded.tip).status, TipStatus::forwarded);
}

TEST_P(StoreContract, TheOldestKeyThatIsNeededIsThatOfTheOldestTipThatHasNotEnded) {
    EXPECT_EQ(wait(store().oldest_needed_key(at_hour(0))).value(), std::nullopt);
    const auto one = record_new(a_tip("1"));
    record_new(a_tip("2"));
    add(a_message(one.tip, "w", MessageKind::withdrawal));  // at hour 1

    const auto recent = wait(store().oldest_needed_key(at_hour(1))).value();
    const auto later = wait(store().oldest_needed_key(at_hour(2))).value();

    ASSERT_TRUE(recent && later);
    EXPECT_EQ(recent->bytes, bytes_of("wrapped key of 1"));
    EXPECT_EQ(later->bytes, bytes_of("wrapped key of 2"));
}

TEST_P(StoreContract, TipsAreListedNewestFirstInPages) {
    for (int i = 1; i <= 5; ++i) record_new(a_tip(std::to_string(i)));
    TipQuery query;
    query.limit = 2;

    const auto first = wait(store().tips(query)).value();
    query.before = first.back().seq.value;
    const auto second = wait(store().tips(query)).value();

    ASSERT_EQ(first.size(), 2U);
    EXPECT_EQ(first[0].seq.value, 5);
    ASSERT_EQ(second.size(), 2U);
    EXPECT_EQ(second[0].seq.value, 3);
}

TEST_P(StoreContract, ASearchGetsEveryTipOnceWithItsKeyAndAllItsTexts) {
    const auto one = record_new(a_tip("1").in("ekb"));
    add(a_message(one.tip, "1b"));
    for (int i = 2; i <= 5; ++i) record_new(a_tip(std::to_string(i)));
    TipQuery query;
    query.limit = 2;
    std::vector<SealedTip> all;
    for (;;) {
        auto page = wait(store().sealed_tips(query)).value();
        if (page.empty()) break;
        EXPECT_LE(page.size(), 2U);
        query.before = page.back().seq.value;
        std::move(page.begin(), page.end(), std::back_inserter(all));
    }

    ASSERT_EQ(all.size(), 5U);
    EXPECT_EQ(all[0].seq.value, 5);
    EXPECT_EQ(all[0].key.wrapped.bytes, bytes_of("wrapped key of 5"));
    EXPECT_EQ(all[0].key.salt.bytes, mac_of("salt 5").bytes);
    ASSERT_EQ(all[4].bodies.size(), 2U);
    EXPECT_EQ(all[4].bodies[0].bytes, bytes_of("sealed body of 1"));
    EXPECT_EQ(all[4].bodies[1].bytes, bytes_of("sealed body of 1b"));

    TipQuery area;
    area.area = "ekb";
    EXPECT_EQ(wait(store().sealed_tips(area)).value().size(), 1U);
}

TEST_P(StoreContract, APageOfASearchEndsWhenItHoldsAMebibyte) {
    for (int i = 1; i <= 5; ++i) {
        auto tip = a_tip(std::to_string(i)).build();
        tip.body.bytes.assign(std::size_t{400} * 1024, 7);
        ASSERT_TRUE(wait(store().record_tip(tip)));
    }

    const auto page = wait(store().sealed_tips({})).value();

    ASSERT_EQ(page.size(), 3U);
    EXPECT_EQ(page.back().seq.value, 3);
}

TEST_P(StoreContract, TipsAreFoundByAreaStatusContactAndTime) {
    const auto one = record_new(a_tip("1").in("ekb").at(at_hour(1)));
    const auto two = record_new(a_tip("2").in("ekb/kirovsky").at(at_hour(2)));
    record_new(a_tip("3").in("ekburg").at(at_hour(3)));
    add(a_message(one.tip, "w", MessageKind::withdrawal));
    forward(two.tip);
    const auto found = [&](TipQuery query) {
        std::vector<std::int64_t> seqs;
        for (const auto& tip : wait(store().tips(query)).value()) seqs.push_back(tip.seq.value);
        return seqs;
    };
    using Seqs = std::vector<std::int64_t>;

    TipQuery area;
    area.area = "ekb";
    EXPECT_EQ(found(area), (Seqs{2, 1}));
    TipQuery status;
    status.status = TipStatus::withdrawn;
    EXPECT_EQ(found(status), Seqs{1});
    status.status = TipStatus::received;
    EXPECT_EQ(found(status), Seqs{3});
    TipQuery contact;
    contact.contact = "city-police";
    EXPECT_EQ(found(contact), Seqs{2});
    TipQuery since;
    since.since = at_hour(2);
    EXPECT_EQ(found(since), (Seqs{3, 2}));
    area.status = TipStatus::withdrawn;
    EXPECT_EQ(found(area), Seqs{1});
}

TEST_P(StoreContract, AnUnknownTipIsNotFound) {
    const auto found = wait(store().tip({1}));

    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::not_found);
}

TEST_P(StoreContract, CountsAddUp) {
    const auto one = record_new(a_tip("1"));
    record_new(a_tip("2"));
    const auto sent = forward(one.tip);
    succeed(sent.seq);
    ReferralUpdate update;
    update.state = ReferralStatus::decided;
    update.decision = Decision::case_opened;
    update.outcomes = {{"arrest", 2, "", 0, ""}};
    wait(store().apply_update(sent.reference, "city-police", update, {}, std::nullopt, at_hour(1)));

    const auto counts = wait(store().counts()).value();

    EXPECT_EQ(counts.tips_by_status.at("received"), 1);
    EXPECT_EQ(counts.tips_by_status.at("forwarded"), 1);
    EXPECT_EQ(counts.referrals_by_status.at("decided"), 1);
    EXPECT_EQ(counts.referrals_by_decision.at("case_opened"), 1);
    EXPECT_EQ(counts.outcomes.at("arrest"), 2);
    EXPECT_EQ(counts.deliveries_by_status.at("delivered"), 1);
    EXPECT_EQ(counts.deliveries_by_status.at("waiting"), 1);
    EXPECT_EQ(counts.audit_entries, 5);  // two received, routed, delivered, updated
}

}  // namespace tipwire::testing
