// SPDX-License-Identifier: Apache-2.0
// Words, codes and numbers of made-up people.
#include "tests/sim/citizens.hpp"

namespace tipwire::sim {

using routing::ReferralStatus;

void settle(Ledger& ledger, std::size_t citizens) {
    for (std::size_t i = 0; i < citizens; ++i) {
        Citizen citizen;
        const auto last = std::to_string(100 + i);
        citizen.number = "+7" + std::string(telling_digits) + last.substr(1);
        citizen.source = i % 5 == 0 ? "village" : "city";
        ledger.citizens.push_back(std::move(citizen));
    }
    for (const auto& [name, prefix] : {std::pair{"city-police", "AST"}, {"drug-squad", "DRG"}}) {
        Contact contact;
        contact.name = name;
        contact.prefix = prefix;
        ledger.contacts.push_back(std::move(contact));
    }
}

namespace {

std::string new_token(testing::SeededRandom& random) {
    std::string token = "zq";
    for (int i = 0; i < 8; ++i) token += static_cast<char>('a' + random.below(16));
    return token + "qz";
}

// The ways in which people write their own number.
std::string own_number(const Citizen& citizen, testing::SeededRandom& random) {
    const std::string& n = citizen.number;  // +77015550012
    switch (random.below(6)) {
        case 0: return n;
        case 1: return n.substr(1);
        case 2: return "8" + n.substr(2);
        case 3: return "8 " + n.substr(2, 3) + " " + n.substr(5, 3) + " " + n.substr(8);
        case 4: return "8 (" + n.substr(2, 3) + ") " + n.substr(5, 3) + "-" + n.substr(8);
        default: return "+7-" + n.substr(2, 3) + "-" + n.substr(5, 3) + "-" + n.substr(8);
    }
}

std::string words(const Citizen& citizen, const Sent& message, testing::SeededRandom& random) {
    std::string text = "they sell it under the bridge " + message.token;
    if (random.below(2) == 0) text += ", his number is +7 912 345 67 89";
    // Nobody knows whose number stands in the words of a sender without one.
    if (!message.anonymous && random.below(3) == 0)
        text += ", call me: " + own_number(citizen, random) + " please";
    return text;
}

std::string some_code(Sent& message, const Citizen& citizen, testing::SeededRandom& random) {
    if (citizen.codes.empty() || random.below(6) == 0) return "1111 2222 3333 4444";
    const std::string code = citizen.codes[random.below(citizen.codes.size())];
    message.about = citizen.tips.at(code);
    return random.below(2) == 0 ? code
                                : code.substr(0, 4) + " " + code.substr(4, 4) + "-" +
                                      code.substr(8, 4) + " " + code.substr(12);
}

void compose(Sent& message, const Citizen& citizen, testing::SeededRandom& random) {
    const auto kind = random.below(100);
    message.token = new_token(random);
    message.anonymous = kind < 55 && random.below(20) == 0;
    const std::string text = words(citizen, message, random);
    if (kind < 55) {
        message.text = text;
    } else if (kind < 63) {
        message.text = "NEW " + text;
    } else if (kind < 73) {
        message.wish = Wish::add;
        message.text = some_code(message, citizen, random) + " " + text;
    } else if (kind < 77) {
        message.wish = Wish::correct;
        message.text = "CORRECT " + some_code(message, citizen, random) + " " + text;
    } else if (kind < 82) {
        message.wish = Wish::withdraw;
        message.text = "Withdraw " + some_code(message, citizen, random) + " " + text;
    } else if (kind < 97) {
        message.wish = Wish::status;
        message.token.clear();
        message.text =
            (random.below(2) == 0 ? "status " : "") + some_code(message, citizen, random);
    } else {
        message.wish = Wish::stop;
        message.token.clear();
        message.text = "STOP";
    }
}

}  // namespace

void write_something(Ledger& ledger, testing::SeededRandom& random, Duration now) {
    auto message = std::make_unique<Sent>();
    message->citizen = random.below(ledger.citizens.size());
    message->id = "mo-" + std::to_string(ledger.sent.size() + 1);
    message->next_push = now;
    compose(*message, ledger.citizens[message->citizen], random);
    ++ledger.figures.messages;
    ledger.sent.push_back(std::move(message));
}

Report invent_report(testing::SeededRandom& random, std::int64_t number) {
    static constexpr ReferralStatus states[] = {
        ReferralStatus::acknowledged, ReferralStatus::registered, ReferralStatus::under_check,
        ReferralStatus::decided,      ReferralStatus::closed,     ReferralStatus::closed};
    Report report;
    report.request = "req-" + std::to_string(number);
    report.update.state = states[random.below(std::size(states))];
    if (report.update.state == ReferralStatus::decided)
        report.update.decision = static_cast<routing::Decision>(1 + random.below(6));
    if (random.below(3) == 0) report.update.note = "noted";
    return report;
}

}  // namespace tipwire::sim
