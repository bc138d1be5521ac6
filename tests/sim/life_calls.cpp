// SPDX-License-Identifier: Apache-2.0
// What providers and contacts ask of a life, and whether the answer is right.
#include <stdexcept>

#include "tests/sim/life.hpp"

namespace tipwire::sim {

namespace asio = boost::asio;
using namespace routing;

// ---- providers ----------------------------------------------------------------------------------

namespace {

InboundMessage inbound(const Sent& message, const Citizen& citizen) {
    InboundMessage in;
    in.source = citizen.source;
    in.provider_id = SecretString(message.id);
    if (!message.anonymous) in.sender = PhoneNumber::parse(citizen.number);
    in.recipient = "102";
    in.text = TipText(message.text);
    if (message.total > 1) in.part = {message.reference, message.number, message.total};
    return in;
}

}  // namespace

void Life::push(Sent& message) {
    message.under_way = true;
    ++message.attempts;
    ++site_.ledger.figures.pushes;
    site_.ledger.citizens[message.citizen].pushed.push_back(world_time());
    Sent* const held = &message;
    loops_.spawn("push", [this, held] { return receive(*held); });
}

// Over the limits of a flood no code is obeyed.
bool Life::may_flood(Citizen& citizen) const {
    const auto since = world_time() - 3 * std::chrono::hours{1};
    std::erase_if(citizen.pushed, [&](Duration at) { return at < since; });
    return static_cast<int>(citizen.pushed.size()) >= flood_limits().per_sender_per_hour;
}

// In whichever language he, or the tip that he asks about, was taken to speak.
void Life::allow_reply(const Sent& message, std::string_view key) {
    auto& allowed = site_.ledger.citizens[message.citizen].allowed;
    for (const auto language : languages)
        allowed.push_back({site_.catalogue.text(language, key), world_time()});
}

// The words a citizen may hear are those of the moment: before or after the answer was chosen.
asio::awaitable<void> Life::allow_status(const Sent& message) {
    const auto allow = [&](std::string_view key) { allow_reply(message, key); };
    if (message.wish != Wish::status) co_return;
    allow("code.later");
    if (message.about == 0) {
        allow("code.unknown");
        co_return;
    }
    const auto tip = co_await store_->tip(TipSeq{message.about});
    if (tip) allow(FollowUp::status_text_key(*tip));
}

asio::awaitable<void> Life::receive(Sent& message) {
    auto& citizen = site_.ledger.citizens[message.citizen];
    for (const auto key : {"added", "withdrawn", "stopped"}) {
        const bool may_hear =
            key == std::string_view("stopped") ? message.wish == Wish::stop : message.about != 0;
        if (may_hear) allow_reply(message, key);
    }
    if (message.wish == Wish::help) {
        for (const auto language : languages)
            citizen.allowed.push_back({*site_.catalogue.help(language, ""), world_time()});
    }
    std::optional<Taken> taken;
    try {
        co_await allow_status(message);
        InboundMessage in = inbound(message, citizen);
        const auto received = co_await intake_.receive(std::move(in));
        if (received) taken = *received;
        co_await allow_status(message);
    } catch (const std::exception&) {
        // No answer, or an error: the provider keeps the message.
    }
    if (!alive_) co_return;
    message.under_way = false;
    message.next_push =
        world_time() + Duration{static_cast<std::int64_t>(site_.random.below(45 * 60'000))};
    if (!taken) co_return;
    if (!site_.ledger.healed && site_.random.chance(0.03)) {  // the provider never sees our answer
        ++site_.ledger.figures.answers_lost;
        co_return;
    }
    acknowledged(message, *taken);
}

void Life::acknowledged(Sent& message, const Taken& taken) {
    auto& ledger = site_.ledger;
    const bool before = message.acknowledged_at != never;
    // The last part may come just as the others are taken without it.
    const bool part = message.total > 1;
    if (taken.what == Taken::What::repeated && message.attempts == 1 && !part)
        ledger.broken("a message was called a repeat the first time it came: " + message.id);
    if (before && taken.what != Taken::What::repeated)
        ledger.broken("an acknowledged message was taken a second time: " + message.id);
    if (before) return;
    message.acknowledged_at = world_time();
    message.acknowledged_in_life = ledger.life;
    message.at_once = message.attempts == 1;
    message.stored_in = taken.tip.value;
    if (taken.what == Taken::What::new_tip) ++ledger.figures.tips;
    auto& citizen = ledger.citizens[message.citizen];
    if (message.wish == Wish::withdraw && taken.tip.value == message.about && !may_flood(citizen))
        ledger.withdrawn.insert(message.about);
    // A repeat does nothing: whose address came since stays.
    if (message.wish == Wish::stop && taken.what == Taken::What::command)
        citizen.stopped_at = message.acknowledged_at;
}

// ---- contacts -----------------------------------------------------------------------------------

namespace {

// What may be reported of a referral after its last report; none: it has only been delivered.
bool legal(const Case& one, const ReferralUpdate& update) {
    const auto from = one.state.value_or(ReferralStatus::delivered);
    if (from != update.state) return may_follow(from, update.state);
    return !update.decision || one.decision == update.decision;  // no second one beside the first
}

}  // namespace

void Life::report(Contact& contact, Case& one) {
    one.under_way = true;
    Contact* const who = &contact;
    Case* const which = &one;
    loops_.spawn("report", [this, who, which] { return apply(*who, *which); });
}

asio::awaitable<void> Life::apply(Contact& contact, Case& one) {
    const bool repeat = !one.pending;
    const Report said = repeat ? *one.last : *one.pending;
    std::optional<Result<ReferralView>> result;
    try {
        result = co_await follow_up_.apply(one.reference, contact.name, said.update, said.request);
    } catch (const std::exception&) {
        // No answer: the contact says it again.
    }
    if (!alive_) co_return;
    one.under_way = false;
    if (!result) co_return;
    answered(contact, one, said, repeat, *result);
}

void Life::answered(Contact& contact, Case& one, const Report& said, bool repeat,
                    const Result<ReferralView>& result) {
    auto& ledger = site_.ledger;
    if (!result && result.error().code == Errc::unavailable) return;
    const std::string where = contact.name + " " + one.reference;
    if (repeat) {
        if (!result) return ledger.broken("a repeated report was refused: " + where);
        if (result->stored.status != one.state)
            ledger.broken("a repeated report changed the referral: " + where);
        return;
    }
    const bool may = legal(one, said.update);
    one.pending.reset();
    if (result) {
        ++ledger.figures.reports;
        if (!may) return ledger.broken("a forbidden report was taken: " + where);
        if (result->stored.status != said.update.state)
            ledger.broken("a report was taken and did nothing: " + where);
        one.state = said.update.state;
        if (said.update.decision) one.decision = said.update.decision;
        one.last = said;
        return;
    }
    ++ledger.figures.conflicts;
    if (result.error().code != Errc::conflict)
        return ledger.broken("a report of its own contact was not understood: " + where);
    if (may)
        ledger.broken("a report that the table allows was refused: " + where + ", " +
                      std::string(name(said.update.state)) + ": " + result.error().detail);
}

}  // namespace tipwire::sim
