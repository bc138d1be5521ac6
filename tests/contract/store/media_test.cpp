// SPDX-License-Identifier: Apache-2.0
// Media beside their messages: kept at once, claimed a few at a time, settled once, told to those
// who must hear of it.
#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;

namespace {

NewMedium medium_of(MediumState state, int pieces = 0) {
    NewMedium medium;
    medium.state = state;
    medium.head.bytes = bytes_of("sealed head");
    for (int i = 0; i < pieces; ++i) {
        SealedBody piece;
        piece.bytes = bytes_of("sealed piece " + std::to_string(i));
        medium.pieces.push_back(std::move(piece));
    }
    return medium;
}

FinishedMedium finished(MediumSeq seq, MediumState state = MediumState::cleaned) {
    FinishedMedium medium;
    medium.seq = seq;
    medium.state = state;
    medium.head.bytes = bytes_of("new head");
    medium.pieces.emplace_back().bytes = bytes_of("new piece");
    medium.tell = true;
    medium.at = at_hour(1);
    return medium;
}

}  // namespace

class MediaContract : public StoreContract {
protected:
    TipSeq record(std::vector<NewMedium> media, const std::string& id = "1") {
        NewTip tip = TipBuilder(id).from("sender " + id).build();
        tip.media = std::move(media);
        const auto recorded = wait(store().record_tip(std::move(tip)));
        return std::get<Recorded>(*recorded).tip;
    }
    std::vector<Claim> claims(std::vector<std::string> not_now = {}) {
        return *wait(
            store().claim_due(at_hour(1), std::chrono::minutes{2}, 100, std::move(not_now)));
    }
    std::vector<Claim> claim_of(DeliveryKind kind) {
        auto all = claims();
        std::erase_if(all, [kind](const Claim& one) { return one.kind != kind; });
        return all;
    }
    void done(const Claim& one) {
        AttemptRecord attempt;
        attempt.seq = one.seq;
        attempt.at = at_hour(1);
        attempt.outcome = Accepted{};
        ASSERT_TRUE(wait(store().record_attempt(std::move(attempt))));
    }
    // The tip's referral to the police, its forward under way.
    Claim open_forward(const Claim& route) {
        std::vector<RouteDecision> decisions(1);
        decisions[0].route = route.seq;
        decisions[0].referrals = {to("police", "EKB")};
        auto opened =
            wait(store().open_referrals(std::move(decisions), at_hour(1), std::chrono::minutes{2}));
        return opened->front();
    }
    std::vector<StoredMedium> media(TipSeq tip) { return *wait(store().media_of(tip)); }
    StoredMedium medium(MediumSeq seq) { return *wait(store().medium(seq)); }
};

TEST_P(MediaContract, AreKeptInTheOrderInWhichTheyCame) {
    const auto tip = record({medium_of(MediumState::waiting), medium_of(MediumState::held),
                             medium_of(MediumState::waiting, 3)});
    const auto stored = media(tip);

    ASSERT_EQ(stored.size(), 3u);
    EXPECT_EQ(stored[1].state, MediumState::held);
    EXPECT_EQ(stored[0].head.bytes, bytes_of("sealed head"));
    EXPECT_TRUE(stored[2].pieces.empty());
    const auto third = medium(stored[2].seq);
    ASSERT_EQ(third.pieces.size(), 3u);
    EXPECT_EQ(third.pieces[2].bytes, bytes_of("sealed piece 2"));
    EXPECT_EQ(third.message.value, tip.value * 4096);
}

TEST_P(MediaContract, OfOtherTipsAndMessagesAreNotMixedUp) {
    const auto first = record({medium_of(MediumState::held)}, "1");
    const auto second = record({}, "2");
    const auto third = record({medium_of(MediumState::held, 1)}, "3");

    EXPECT_EQ(media(first).size(), 1u);
    EXPECT_TRUE(media(second).empty());
    EXPECT_EQ(media(third).size(), 1u);
    EXPECT_TRUE(medium(media(first)[0].seq).pieces.empty());
    EXPECT_EQ(wait(store().medium({12345})).error().code, Errc::not_found);
}

TEST_P(MediaContract, AnEntryIsMadeForWhatIsToBeDone) {
    const auto tip = record({medium_of(MediumState::waiting), medium_of(MediumState::held)});
    const auto found = claim_of(DeliveryKind::media);

    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].message.value, media(tip)[0].seq.value);
    ASSERT_TRUE(found[0].tip);
    EXPECT_EQ(found[0].tip->seq, tip);
}

TEST_P(MediaContract, AreLeftAloneWhereTheirLaneIs) {
    record({medium_of(MediumState::waiting)});
    for (const auto& one : claims({std::string(media_lane)}))
        EXPECT_NE(one.kind, DeliveryKind::media);
}

TEST_P(MediaContract, AreClaimedAFewAtATime) {
    record(std::vector<NewMedium>(16, medium_of(MediumState::waiting)));
    EXPECT_EQ(claim_of(DeliveryKind::media).size(), 4u);
    EXPECT_EQ(claim_of(DeliveryKind::media).size(), 4u);
}

TEST_P(MediaContract, AreSettledOnceAndTheirEntryVanishes) {
    const auto tip = record({medium_of(MediumState::waiting, 2)});
    const auto found = claim_of(DeliveryKind::media);
    const auto seq = media(tip)[0].seq;

    ASSERT_TRUE(wait(store().finish_medium(finished(seq))));
    ASSERT_TRUE(wait(store().finish_medium(finished(seq, MediumState::refused))));
    done(found[0]);

    const auto settled = medium(seq);
    EXPECT_EQ(settled.state, MediumState::cleaned);
    EXPECT_EQ(settled.head.bytes, bytes_of("new head"));
    ASSERT_EQ(settled.pieces.size(), 1u);
    EXPECT_EQ(settled.pieces[0].bytes, bytes_of("new piece"));
    DeliveryQuery all;
    for (const auto& delivery : *wait(store().deliveries(all)))
        EXPECT_NE(delivery.kind, DeliveryKind::media);
}

TEST_P(MediaContract, KeepTheirPiecesWhereThatIsSaid) {
    const auto tip = record({medium_of(MediumState::waiting, 2)});
    auto refused = finished(media(tip)[0].seq, MediumState::refused);
    refused.reason = "type";
    refused.keeps_pieces = true;
    refused.pieces.clear();
    ASSERT_TRUE(wait(store().finish_medium(std::move(refused))));

    EXPECT_EQ(media(tip)[0].reason, "type");
    EXPECT_EQ(medium(media(tip)[0].seq).pieces.size(), 2u);
}

TEST_P(MediaContract, TellNobodyWhileTheForwardIsStillToBeLoaded) {
    const auto tip = record({medium_of(MediumState::waiting)});
    ASSERT_TRUE(wait(store().finish_medium(finished(media(tip)[0].seq))));
    EXPECT_TRUE(claim_of(DeliveryKind::media_ready).empty());
}

TEST_P(MediaContract, TellThoseWhoseForwardIsUnderWayAfterIt) {
    const auto tip = record({medium_of(MediumState::waiting), medium_of(MediumState::waiting)});
    const auto forward = open_forward(claim_of(DeliveryKind::route).at(0));
    ASSERT_TRUE(wait(store().finish_medium(finished(media(tip)[0].seq))));
    EXPECT_TRUE(claim_of(DeliveryKind::media_ready).empty());  // not before the tip itself

    done(forward);
    ASSERT_TRUE(wait(store().finish_medium(finished(media(tip)[1].seq))));  // one notice is enough

    const auto ready = claim_of(DeliveryKind::media_ready);
    ASSERT_EQ(ready.size(), 1u);
    EXPECT_EQ(ready[0].contact, "police");
    EXPECT_EQ(ready[0].reference, "EKB-000001");
    EXPECT_EQ(ready[0].message.value, tip.value * 4096);
}

TEST_P(MediaContract, OfAWithdrawnTipAreNotWorkedOn) {
    const auto tip = record({medium_of(MediumState::waiting)});
    NewMessage withdrawal;
    withdrawal.seen = macs_of("withdrawal");
    withdrawal.tip = tip;
    withdrawal.kind = MessageKind::withdrawal;
    withdrawal.body.bytes = bytes_of("body");
    withdrawal.received_at = at_hour(0);
    ASSERT_TRUE(wait(store().add_message(std::move(withdrawal))));

    EXPECT_TRUE(claims().empty());
}

TEST_P(MediaContract, OfALaterMessageHangOnIt) {
    const auto tip = record({medium_of(MediumState::held)});
    NewMessage message;
    message.seen = macs_of("second");
    message.tip = tip;
    message.body.bytes = bytes_of("body");
    message.received_at = at_hour(0);
    message.media = {medium_of(MediumState::held)};
    ASSERT_TRUE(wait(store().add_message(std::move(message))));

    const auto stored = media(tip);
    ASSERT_EQ(stored.size(), 2u);
    EXPECT_EQ(stored[1].message.value, tip.value * 4096 + 1);
}

INSTANTIATE_TEST_SUITE_P(Sqlite, MediaContract, ::testing::Values(Threads::own, Threads::none));

}  // namespace tipwire::testing
