// SPDX-License-Identifier: Apache-2.0
// Reports of contacts, and the clocks computed over what is stored.
#include "routing/flow/follow_up.hpp"

#include "routing/flow/tip_reader.hpp"

namespace tipwire::routing {

FollowUp::FollowUp(TipStore& store, ContentVault& vault, Clock& clock, EventLog& log,
                   Metrics& metrics, ClockTable clocks)
    : store_(store),
      vault_(vault),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      clocks_(std::move(clocks)) {}

namespace {

bool says_something(const ReferralDetails& details) {
    return !details.note.empty() || !details.question.empty() || details.entry.has_value();
}

}  // namespace

boost::asio::awaitable<Result<ReferralView>> FollowUp::apply(std::string reference,
                                                             std::string contact,
                                                             ReferralUpdate update,
                                                             std::string request_id) {
    const auto checked = check(update);
    if (!checked) co_return checked.error();

    auto tip = co_await store_.tip_of_reference(reference);
    if (!tip) co_return tip.error();

    SealedBody sealed;
    ReferralDetails details{update.note, update.question, update.entry};
    if (says_something(details)) {
        const auto key = vault_.open_tip_key(tip->key);
        if (!key) co_return key.error();
        const auto plain = encode(details);
        sealed = vault_.seal(*key, "update", plain.reveal());
    }
    std::optional<IdempotencyKey> seen;
    if (!request_id.empty()) seen = vault_.idempotency_key("contact/" + contact, request_id);

    const bool urgent = tip->urgent;
    const auto state = update.state;
    auto applied =
        co_await store_.apply_update(std::move(reference), std::move(contact), std::move(update),
                                     std::move(sealed), std::move(seen), clock_.now());
    if (!applied) co_return applied.error();
    metrics_.add(Metric::referral_updates);
    log_.info("referral.updated",
              {{"contact", Label{applied->contact}}, {"state", Label{name(state)}}});
    co_return view(*applied, urgent);
}

ReferralView FollowUp::view(const StoredReferral& referral, bool urgent) const {
    ReferralView view;
    view.stored = referral;
    view.urgent = urgent;
    if (!referral.sent_at) return view;
    view.deadlines = deadlines_of(referral.contact, *referral.sent_at, urgent);
    view.overdue = overdue(referral.status, *view.deadlines, clock_.now());
    return view;
}

Deadlines FollowUp::deadlines_of(const std::string& contact, Instant sent_at, bool urgent) const {
    const auto limits = clocks_.find(contact);
    return deadlines(sent_at, urgent, limits == clocks_.end() ? ClockLimits{} : limits->second);
}

namespace {

// How far a referral has come, for the citizen's one word: the furthest of all counts.
int progress(ReferralStatus status) {
    switch (status) {
        case ReferralStatus::queued:
        case ReferralStatus::sent:
        case ReferralStatus::rerouted:
        case ReferralStatus::undeliverable: return 0;
        case ReferralStatus::delivered: return 1;
        case ReferralStatus::acknowledged: return 2;
        case ReferralStatus::registered: return 3;
        case ReferralStatus::under_check:
        case ReferralStatus::appealed: return 4;
        case ReferralStatus::decided: return 5;
        case ReferralStatus::closed: return 6;
    }
    return 0;
}

std::string_view text_key_of_progress(int progress) {
    static constexpr std::string_view keys[] = {
        "status.received",    "status.forwarded", "status.acknowledged", "status.registered",
        "status.under_check", "status.decided",   "status.closed"};
    return keys[progress];
}

}  // namespace

std::string_view FollowUp::status_text_key(const StoredTip& tip) {
    switch (tip.status) {
        case TipStatus::held:
        case TipStatus::needs_info: return "status.held";
        case TipStatus::withdrawn: return "status.withdrawn";
        case TipStatus::rejected:
        case TipStatus::closed: return "status.closed";
        default: break;
    }
    int furthest = 0;
    for (const auto& referral : tip.referrals)
        furthest = std::max(furthest, progress(referral.status));
    return text_key_of_progress(furthest);
}

}  // namespace tipwire::routing
