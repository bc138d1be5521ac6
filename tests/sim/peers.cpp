// SPDX-License-Identifier: Apache-2.0
// Fates of deliveries, and what must hold of everything that leaves the switchboard.
#include "tests/sim/peers.hpp"

#include <algorithm>

#include "routing/domain/redaction.hpp"

namespace tipwire::sim {

using namespace routing;

namespace {

// Being told the same again is explained only if what came of the first time could not be kept.
bool explained(const Ledger& ledger, Duration accepted_at, int in_life) {
    return in_life != ledger.life || ledger.trouble_until >= accepted_at;
}

class SimChannel : public DeliveryChannel {
public:
    SimChannel(Life& life, Contact& contact) : life_(life), contact_(contact) {}
    boost::asio::awaitable<DeliveryOutcome> deliver(const Notice& notice) override;

private:
    DeliveryOutcome failed(const char* why);
    DeliveryOutcome accepted(const Notice& notice);
    void take(const Notice& notice);
    void take_first(const Notice& notice, Received fresh);
    void check_privacy(const Notice& notice);
    Ledger& ledger() { return life_.site().ledger; }
    testing::SeededRandom& random() { return life_.site().random; }

    Life& life_;
    Contact& contact_;
};

boost::asio::awaitable<DeliveryOutcome> SimChannel::deliver(const Notice& notice) {
    ++ledger().figures.deliveries;
    check_privacy(notice);
    if (ledger().healed) co_return accepted(notice);
    if (life_.world_time() < contact_.dead_until) co_return failed("timeout");
    const auto fate = random().below(1000);
    if (fate < 60) co_return failed("connect");
    if (fate < 120) {  // the contact has it, its answer is lost
        take(notice);
        co_return failed("timeout");
    }
    if (fate < 124) {
        Refused refused;
        refused.why = "http_410";
        refused.channel_gone = true;
        ++ledger().figures.channels_gone;
        co_return refused;
    }
    if (fate < 130) {
        Refused refused;
        refused.why = "http_400";
        ++ledger().figures.deliveries_failed;
        co_return refused;
    }
    if (fate < 330) {
        if (fate < 200) take(notice);
        const auto wait = random().below(static_cast<std::uint64_t>(slowest_answer.count()));
        co_await life_.clock().sleep_for(Duration{static_cast<std::int64_t>(wait)});
        if (fate < 150 || fate >= 300) co_return failed("timeout");
    }
    co_return accepted(notice);
}

DeliveryOutcome SimChannel::failed(const char* why) {
    ++ledger().figures.deliveries_failed;
    RetryAfter retry;
    retry.why = why;
    if (random().below(4) == 0) retry.delay = std::chrono::seconds{300};
    return retry;
}

DeliveryOutcome SimChannel::accepted(const Notice& notice) {
    take(notice);
    Received& known = contact_.received[notice.id];
    known.accepted_at = life_.world_time();
    known.accepted_in_life = ledger().life;
    return Accepted{};
}

void SimChannel::check_privacy(const Notice& notice) {
    std::string all = notice.reference + notice.alarm + notice.summary + notice.category +
                      notice.area + notice.language + notice.channel;
    bool telling = names_a_citizen(all);
    for (const auto& message : notice.messages) {
        telling = telling || names_a_citizen(message.text.reveal());
        const std::string& text = message.text.reveal();
        if (text.starts_with("[") && !text.starts_with(mask))
            ledger().broken("a contact was sent an unreadable message");
    }
    if (telling) ledger().broken("a notice to a contact holds a sender's number");
}

void SimChannel::take(const Notice& notice) {
    Received fresh;
    fresh.kind = notice.kind;
    fresh.reference = notice.reference;
    for (const auto& message : notice.messages) fresh.texts.push_back(message.text.reveal());
    const auto known = contact_.received.find(notice.id);
    if (known == contact_.received.end()) return take_first(notice, std::move(fresh));

    ++ledger().figures.deliveries_repeated;
    if (known->second.texts != fresh.texts || known->second.kind != fresh.kind)
        ledger().broken("the same webhook id came with other words: " + notice.id);
    const Duration accepted_at = known->second.accepted_at;
    if (accepted_at != never && !explained(ledger(), accepted_at, known->second.accepted_in_life))
        ledger().broken("a delivery was repeated without need: " + notice.reference);
}

void SimChannel::take_first(const Notice& notice, Received fresh) {
    for (const auto& text : fresh.texts) {
        for (const auto& token : tokens_in(text)) {
            const auto [place, added] = contact_.id_of_token.emplace(token, notice.id);
            if (!added) ledger().broken("one message came under two webhook ids: " + token);
        }
    }
    contact_.received.emplace(notice.id, std::move(fresh));
    if (notice.reference.empty()) return;  // an alarm
    auto& one = contact_.cases[notice.reference];
    if (!one) one = std::make_unique<Case>();
    one->reference = notice.reference;
    if (notice.kind == DeliveryKind::tip_forwarded) one->forwarded = true;
    if (notice.kind == DeliveryKind::tip_withdrawn) one->told_of_withdrawal = true;
    if (!one->forwarded)
        ledger().broken("a contact heard more of a tip before the tip: " + notice.reference);
}

// ---- telephones ---------------------------------------------------------------------------------

class Phones : public MtSender {
public:
    explicit Phones(Life& life) : life_(life) {}
    boost::asio::awaitable<DeliveryOutcome> send(const MtMessage& message) override;

private:
    void show(Citizen& citizen, std::size_t index, const std::string& text);
    void show_receipt(Citizen& citizen, std::size_t index, const std::string& text,
                      const TipCode& code);
    Ledger& ledger() { return life_.site().ledger; }

    Life& life_;
};

std::optional<TipCode> code_in(const std::string& text) {
    constexpr std::size_t grouped = 19;
    if (text.size() < grouped) return std::nullopt;
    return TipCode::parse(std::string_view(text).substr(text.size() - grouped));
}

boost::asio::awaitable<DeliveryOutcome> Phones::send(const MtMessage& message) {
    const auto number = life_.vault().open_address(message.salt, message.address);
    if (!number) {
        Refused refused;
        refused.why = "key_destroyed";
        co_return refused;
    }
    auto& citizens = ledger().citizens;
    const auto whose = std::find_if(citizens.begin(), citizens.end(), [&](const Citizen& citizen) {
        return citizen.number == number->reveal();
    });
    if (whose == citizens.end()) {
        ledger().broken("a reply went to a number that never wrote");
        co_return Accepted{};
    }
    const auto fate = ledger().healed ? 1000 : life_.site().random.below(1000);
    RetryAfter retry;
    retry.why = "timeout";
    if (fate < 80) co_return retry;
    ++ledger().figures.replies;
    show(*whose, static_cast<std::size_t>(whose - citizens.begin()), message.text.reveal());
    if (fate < 120) co_return retry;  // sent, but we do not know
    if (const auto code = code_in(message.text.reveal())) {
        const auto tip = life_.vault().sequences_of(*code).front().value;
        ledger().receipt_sent[tip] = life_.world_time();
        ledger().receipt_life[tip] = ledger().life;
    }
    co_return Accepted{};
}

void Phones::show(Citizen& citizen, std::size_t index, const std::string& text) {
    if (const auto code = code_in(text)) return show_receipt(citizen, index, text, *code);
    // The switchboard tries for six hours by a clock that may have been set back by as many.
    constexpr std::chrono::hours latest{30};
    const Duration now = life_.world_time();
    const bool allowed = std::any_of(
        citizen.allowed.begin(), citizen.allowed.end(),
        [&](const AllowedReply& one) { return one.text == text && now - one.at <= latest; });
    if (!allowed) ledger().broken("a citizen got a reply to nothing: " + text);
}

void Phones::show_receipt(Citizen& citizen, std::size_t index, const std::string& text,
                          const TipCode& code) {
    const std::int64_t tip = life_.vault().sequences_of(code).front().value;
    const bool known = std::any_of(languages.begin(), languages.end(), [&](auto language) {
        const std::string& words = life_.site().catalogue.text(language, "receipt");
        return text.starts_with(words.substr(0, words.find('{')));
    });
    if (!known) ledger().broken("a receipt has other words");
    const auto sent = ledger().receipt_sent.find(tip);
    if (sent != ledger().receipt_sent.end() &&
        !explained(ledger(), sent->second, ledger().receipt_life[tip]))
        ledger().broken("a second receipt for one tip");
    const auto [owner, first] = ledger().receipt_owner.emplace(tip, index);
    if (!first && owner->second != index) ledger().broken("a receipt went to somebody else");
    // Whoever wrote STOP hears only of what he wrote since.
    if (citizen.stopped_at != never) {
        for (const auto& one : ledger().sent) {
            const bool before =
                one->acknowledged_at != never && one->acknowledged_at < citizen.stopped_at;
            if (before && one->stored_in == tip && life_.world_time() > citizen.stopped_at)
                ledger().broken("a receipt after STOP");
        }
    }
    if (citizen.tips.emplace(code.digits(), tip).second) citizen.codes.push_back(code.digits());
}

}  // namespace

std::unique_ptr<DeliveryChannel> channel_to(Life& life, Contact& contact) {
    return std::make_unique<SimChannel>(life, contact);
}

std::unique_ptr<MtSender> phones_of(Life& life) { return std::make_unique<Phones>(life); }

}  // namespace tipwire::sim
