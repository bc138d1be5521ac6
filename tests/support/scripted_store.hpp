// SPDX-License-Identifier: Apache-2.0
// A TipStore that does only what a test scripts; every other call answers Errc::unavailable, as a
// full disk would.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "routing/port/tip_store.hpp"

namespace tipwire::test {

class ScriptedStore : public routing::TipStore {
public:
    template <class T>
    using Later = boost::asio::awaitable<routing::Result<T>>;

    std::function<routing::Result<routing::StoredTip>(routing::TipSeq)> on_tip;
    std::function<routing::Result<routing::StoredTip>(const std::string&)> on_tip_of_reference;
    std::function<routing::Result<std::vector<routing::StoredTip>>(const routing::TipQuery&)>
        on_tips;
    std::function<routing::Result<std::vector<routing::StoredDelivery>>(
        const routing::DeliveryQuery&)>
        on_deliveries;
    std::function<routing::Result<int>(std::optional<routing::DeliverySeq>, routing::Instant)>
        on_retry_dead;
    std::function<routing::Result<int>(std::optional<routing::TipSeq>, routing::Instant)>
        on_release_held;
    std::function<routing::Result<routing::StoreCounts>()> on_counts;
    std::function<routing::Result<routing::StoredReferral>(
        const std::string& reference, const std::string& contact, const routing::ReferralUpdate&,
        const std::optional<routing::IdempotencyKey>& seen)>
        on_apply_update;

    Later<routing::RecordOutcome> record_tip(routing::NewTip) override { co_return failed(); }
    Later<routing::AddOutcome> add_message(routing::NewMessage) override { co_return failed(); }
    Later<std::variant<routing::Recorded, routing::Duplicate>> record_command(
        routing::NewCommand) override {
        co_return failed();
    }
    Later<std::vector<routing::Claim>> claim_due(routing::Instant, routing::Duration, int,
                                                 std::vector<std::string>) override {
        co_return failed();
    }
    Later<std::vector<routing::Claim>> open_referrals(std::vector<routing::RouteDecision>,
                                                      routing::Instant,
                                                      routing::Duration) override {
        co_return failed();
    }
    Later<void> record_attempt(routing::AttemptRecord) override { co_return failed(); }
    Later<void> release(std::vector<routing::DeliverySeq>) override { co_return failed(); }
    Later<int> retry_dead(std::optional<routing::DeliverySeq> one, routing::Instant now) override {
        if (!on_retry_dead) co_return failed();
        co_return on_retry_dead(one, now);
    }
    Later<int> release_held(std::optional<routing::TipSeq> one, routing::Instant now) override {
        if (!on_release_held) co_return failed();
        co_return on_release_held(one, now);
    }
    Later<routing::DeliverySeq> enqueue_notice(routing::DeliveryKind, std::string, std::string,
                                               std::string, routing::Instant) override {
        co_return failed();
    }
    Later<routing::StoredReferral> apply_update(std::string reference, std::string contact,
                                                routing::ReferralUpdate update, routing::SealedBody,
                                                std::optional<routing::IdempotencyKey> seen,
                                                routing::Instant) override {
        if (!on_apply_update) co_return failed();
        co_return on_apply_update(reference, contact, update, seen);
    }
    Later<routing::StoredTip> tip(routing::TipSeq seq) override {
        if (!on_tip) co_return failed();
        co_return on_tip(seq);
    }
    Later<routing::StoredTip> tip_of_reference(std::string reference) override {
        if (!on_tip_of_reference) co_return failed();
        co_return on_tip_of_reference(reference);
    }
    Later<std::vector<routing::StoredTip>> tips(routing::TipQuery query) override {
        if (!on_tips) co_return failed();
        co_return on_tips(query);
    }
    Later<std::vector<routing::SealedTip>> sealed_tips(routing::TipQuery) override {
        co_return failed();
    }
    Later<std::vector<routing::StoredDelivery>> deliveries(routing::DeliveryQuery query) override {
        if (!on_deliveries) co_return failed();
        co_return on_deliveries(query);
    }
    Later<routing::StoreCounts> counts() override {
        if (!on_counts) co_return failed();
        co_return on_counts();
    }
    Later<std::optional<routing::Instant>> oldest_waiting() override { co_return failed(); }
    Later<void> probe() override { co_return failed(); }
    Later<void> note_start(std::array<std::uint8_t, 32>, routing::Instant) override {
        co_return failed();
    }
    Later<void> forget_epochs(std::uint32_t, std::uint32_t, std::uint32_t) override {
        co_return failed();
    }

private:
    static routing::Error failed() { return {routing::Errc::unavailable, "disk is full"}; }
};

}  // namespace tipwire::test
