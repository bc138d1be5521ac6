// SPDX-License-Identifier: Apache-2.0
// The invariants, one function each.
#include "tests/sim/judgement.hpp"

#include <set>

#include "storage/sqlite/audit_verify.hpp"
#include "tests/sim/contents.hpp"

namespace tipwire::sim {

using namespace routing;

namespace {

bool may_come_to(TipStatus from, TipStatus to, std::set<TipStatus>& passed) {
    if (from == to) return true;
    if (!passed.insert(from).second) return false;
    for (const auto next : all_tip_statuses()) {
        if (may_follow(from, next) && may_come_to(next, to, passed)) return true;
    }
    return false;
}

std::string named(std::int64_t tip) { return "tip " + std::to_string(tip); }

// Empty where the disk failed.
std::optional<std::vector<TipView>> all_tips(Life& life) {
    TipFilter filter;
    filter.query.limit = 1'000'000;
    auto page = life.call(life.reader().page(std::move(filter)));
    if (!page || !*page) return std::nullopt;
    return std::move((**page).items);
}

void note_phrase(Contents& contents, const std::string& text) {
    for (const auto& phrase : phrases) {
        if (text == phrase) ++contents.times_stored[phrase];
    }
}

Contents read_all(Life& life) {
    auto& ledger = life.site().ledger;
    Contents contents;
    auto tips = all_tips(life);
    if (!tips) {
        ledger.broken("the tips cannot be read");
        return contents;
    }
    contents.tips = std::move(*tips);
    for (const auto& tip : contents.tips) {
        for (const auto& message : tip.messages) {
            const std::string& text = message.body.text.reveal();
            if (!message.problem.empty())
                ledger.broken(named(tip.stored.seq.value) + ": a message is " + message.problem);
            if (names_a_citizen(text))
                ledger.broken(named(tip.stored.seq.value) + ": a text holds its sender's number");
            note_phrase(contents, text);
            for (const auto& token : contents.tokens_of_messages.emplace_back(tokens_in(text))) {
                if (!contents.tip_of_token.emplace(token, tip.stored.seq.value).second)
                    ledger.broken("one message is stored twice: " + token);
            }
        }
    }
    return contents;
}

void every_message_is_stored(Ledger& ledger, const Contents& contents) {
    std::map<std::int64_t, std::set<std::size_t>> writers;
    for (const auto& one : ledger.sent) {
        if (one->acknowledged_at == never)
            return ledger.broken("a message was never taken: " + one->id);
        if (one->token.empty()) {
            if (one->stored_in != 0) writers[one->stored_in].insert(one->citizen);
            continue;
        }
        const auto place = contents.tip_of_token.find(one->token);
        if (place == contents.tip_of_token.end())
            return ledger.broken("an acknowledged message is lost: " + one->id);
        if (one->stored_in != 0 && one->stored_in != place->second)
            ledger.broken("a message is not where its receipt says: " + one->id);
        // A sender without a number is somebody else each time.
        const std::size_t who =
            one->anonymous ? ledger.citizens.size() + writers[place->second].size() : one->citizen;
        writers[place->second].insert(who);
    }
    for (const auto& [tip, people] : writers) {
        if (people.size() > 1) ledger.broken(named(tip) + " holds words of two people");
    }
    for (const auto& [tip, owner] : ledger.receipt_owner) {
        if (!writers[tip].contains(owner)) ledger.broken("a code was given to a stranger");
    }
}

bool reached(const Contact& contact, const std::string& token) {
    return contact.id_of_token.contains(token);
}

void every_report_reached_every_contact(Ledger& ledger, const Contents& contents) {
    std::map<std::int64_t, TipStatus> status;
    for (const auto& tip : contents.tips) status[tip.stored.seq.value] = tip.stored.status;
    for (const auto& [token, tip] : contents.tip_of_token) {
        if (status.at(tip) == TipStatus::withdrawn) continue;
        for (const auto& contact : ledger.contacts) {
            if (!reached(contact, token))
                ledger.broken(named(tip) + ", " + token + " never reached " + contact.name);
        }
    }
}

const Case* case_of(const Ledger& ledger, const StoredReferral& referral) {
    for (const auto& contact : ledger.contacts) {
        if (contact.name != referral.contact) continue;
        const auto found = contact.cases.find(referral.reference);
        return found == contact.cases.end() ? nullptr : found->second.get();
    }
    return nullptr;
}

void referral_is_as_reported(Ledger& ledger, const StoredReferral& referral) {
    const Case* known = case_of(ledger, referral);
    if (!known) {
        if (has_acknowledged(referral.status))
            ledger.broken(referral.reference + " was acknowledged by nobody");
        return;
    }
    if (known->state && *known->state != referral.status)
        ledger.broken(referral.reference + " is " + std::string(name(referral.status)) +
                      ", its contact said " + std::string(name(*known->state)));
}

// Told if it is known to have the tip. It may have it without our knowing: its answer was lost.
void withdrawal_was_told(Ledger& ledger, const StoredReferral& referral) {
    const Case* known = case_of(ledger, referral);
    const bool unsure = referral.status == ReferralStatus::queued ||
                        referral.status == ReferralStatus::undeliverable;
    const bool has_it = known && known->forwarded;
    const bool told = known && known->told_of_withdrawal;
    if (has_it && !told && unsure) ++ledger.figures.withdrawn_untold;
    if (!unsure && !told) ledger.broken(referral.reference + ": its contact missed the withdrawal");
}

void referrals_are_right(Ledger& ledger, const Contents& contents) {
    std::map<std::string, std::set<std::string>> references;
    for (const auto& tip : contents.tips) {
        const auto status = tip.stored.status;
        const auto routes = ledger.contacts.size();
        if (status != TipStatus::withdrawn && tip.referrals.size() != routes)
            ledger.broken(named(tip.stored.seq.value) + " was not routed to every contact");
        for (const auto& referral : tip.referrals) {
            const auto& stored = referral.view.stored;
            if (!references[stored.contact].insert(stored.reference).second)
                ledger.broken("a reference was given twice: " + stored.reference);
            referral_is_as_reported(ledger, stored);
            if (status == TipStatus::withdrawn) withdrawal_was_told(ledger, stored);
        }
    }
    for (const auto& contact : ledger.contacts) {
        const auto& given = references[contact.name];
        for (std::size_t number = 1; number <= given.size(); ++number) {
            const std::string digits = std::to_string(1'000'000 + number).substr(1);
            if (!given.contains(contact.prefix + "-" + digits))
                ledger.broken("a reference is missing: " + contact.prefix + "-" + digits);
        }
    }
}

void withdrawn_stays_withdrawn(Ledger& ledger, const Contents& contents) {
    for (const auto& tip : contents.tips) {
        const auto status = tip.stored.status;
        const bool ended = status == TipStatus::withdrawn || status == TipStatus::closed;
        if (ledger.withdrawn.contains(tip.stored.seq.value) && !ended)
            ledger.broken(named(tip.stored.seq.value) + " was withdrawn and is " +
                          std::string(name(status)));
    }
}

void nothing_waits(Life& life) {
    DeliveryQuery query;
    query.limit = 10;
    for (const auto status : {DeliveryStatus::waiting, DeliveryStatus::dead}) {
        query.status = status;
        const auto found = life.call(life.store().deliveries(query));
        if (!found || !*found) return life.site().ledger.broken("the outbox cannot be read");
        for (const auto& one : **found) {
            // A dead letter of a withdrawn tip stays one.
            if (status == DeliveryStatus::dead && one.kind != DeliveryKind::tip_withdrawn) continue;
            life.site().ledger.broken("at the end a delivery is still " +
                                      std::string(name(status)) + ": " +
                                      std::string(name(one.kind)) + " of " + named(one.tip.value));
        }
    }
}

void chain_is_whole(Life& life, const testing::FaultVfs& disk) {
    const auto report = storage::verify_audit("tipwire.db", {}, disk.name());
    if (report.problem)
        life.site().ledger.broken("audit entry " + std::to_string(report.problem->seq) + ": " +
                                  report.problem->why);
}

void disk_names_nobody(Ledger& ledger, const testing::FaultVfs& disk) {
    for (const auto& [file, bytes] : disk.files()) {
        if (bytes.find(telling_digits) != std::string::npos)
            ledger.broken("a sender's number is in the file " + file);
    }
}

}  // namespace

void look_at_statuses(Life& life, Statuses& last) {
    const auto tips = all_tips(life);
    if (!tips) return;
    for (const auto& tip : *tips) {
        const auto seq = tip.stored.seq.value;
        const auto [known, first] = last.emplace(seq, TipStatus::received);
        std::set<TipStatus> passed;
        if (!may_come_to(known->second, tip.stored.status, passed))
            life.site().ledger.broken(named(seq) + " came from " +
                                      std::string(name(known->second)) + " to " +
                                      std::string(name(tip.stored.status)));
        look_at_held(life.site().ledger, tip, known->second);
        known->second = tip.stored.status;
    }
    life.site().ledger.looked_at = life.world_time();
}

void judge(Life& life, const testing::FaultVfs& disk, Statuses& last) {
    auto& ledger = life.site().ledger;
    look_at_statuses(life, last);
    nothing_waits(life);
    const Contents contents = read_all(life);
    every_message_is_stored(ledger, contents);
    every_phrase_is_stored(ledger, contents);
    long_messages_are_in_order(ledger, contents);
    no_part_waits(life);
    every_report_reached_every_contact(ledger, contents);
    referrals_are_right(ledger, contents);
    withdrawn_stays_withdrawn(ledger, contents);
    chain_is_whole(life, disk);
    disk_names_nobody(ledger, disk);
}

}  // namespace tipwire::sim
