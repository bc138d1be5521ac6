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

// Command words of the languages here, as people write them.
struct Commands {
    const char *status, *correct, *withdraw, *help, *stop;
};
constexpr Commands commands[] = {
    {"status ", "CORRECT ", "Withdraw ", "HELP", "STOP"},
    {"Статус ", "исправить ", "ОТМЕНИТЬ ", "Помощь!", "стоп"},
    {"күй ", "Түзету ", "қайтару ", "КӨМЕК", "Тоқта."},
};

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
    const Commands& say = commands[random.below(std::size(commands))];
    if (kind < 50) {
        message.text = text;
    } else if (kind < 55) {
        message.anonymous = false;
        message.token.clear();
        message.phrase = static_cast<int>(random.below(phrases.size()));
        message.text = phrases[static_cast<std::size_t>(message.phrase)];
    } else if (kind < 63) {
        message.text = "NEW " + text;
    } else if (kind < 73) {
        message.wish = Wish::add;
        message.text = some_code(message, citizen, random) + " " + text;
    } else if (kind < 77) {
        message.wish = Wish::correct;
        message.text = say.correct + some_code(message, citizen, random) + " " + text;
    } else if (kind < 82) {
        message.wish = Wish::withdraw;
        message.text = say.withdraw + some_code(message, citizen, random) + " " + text;
    } else if (kind < 94) {
        message.wish = Wish::status;
        message.token.clear();
        message.text =
            (random.below(2) == 0 ? say.status : "") + some_code(message, citizen, random);
    } else if (kind < 97) {
        message.wish = Wish::help;
        message.token.clear();
        message.text = say.help;
    } else {
        message.wish = Wish::stop;
        message.token.clear();
        message.text = say.stop;
    }
}

std::unique_ptr<Sent> blank(const Ledger& ledger, std::size_t citizen, Duration now) {
    auto message = std::make_unique<Sent>();
    message->citizen = citizen;
    message->id = "mo-" + std::to_string(ledger.sent.size() + 1);
    message->next_push = now;
    return message;
}

void send(Ledger& ledger, std::unique_ptr<Sent> message) {
    ++ledger.figures.messages;
    if (message->phrase >= 0) ++ledger.figures.phrases;
    if (message->wish == Wish::help) ++ledger.figures.helped;
    ledger.sent.push_back(std::move(message));
}

// Each part has words of its own, and the sender's number may lie across the seam of two.
std::vector<std::string> long_text(const std::vector<std::string>& tokens, const Citizen& citizen,
                                   Sent& about, testing::SeededRandom& random) {
    constexpr std::size_t seam = 4;  // +770 and the rest: neither names him alone
    std::vector<std::string> texts;
    std::string begun;
    for (const auto& token : tokens) {
        texts.push_back(begun + " they keep it here too: " + token + " ");
        begun.clear();
        if (&token == &tokens.back() || random.below(5) > 0) continue;
        texts.back() += "ask at " + citizen.number.substr(0, seam);
        begun = citizen.number.substr(seam);
    }
    const auto kind = random.below(10);
    if (kind == 0) texts.front() = "NEW " + texts.front();
    if (kind < 3 && kind > 0) texts.front() = some_code(about, citizen, random) + texts.front();
    return texts;
}

}  // namespace

void write_something(Ledger& ledger, testing::SeededRandom& random, Duration now) {
    auto message = blank(ledger, random.below(ledger.citizens.size()), now);
    compose(*message, ledger.citizens[message->citizen], random);
    send(ledger, std::move(message));
}

void write_much(Ledger& ledger, testing::SeededRandom& random, Duration now) {
    const auto who = random.below(ledger.citizens.size());
    ++ledger.figures.floods;
    for (auto left = 3 + random.below(15); left > 0; --left) {
        auto message = blank(ledger, who, now);
        compose(*message, ledger.citizens[who], random);
        send(ledger, std::move(message));
    }
}

void write_at_length(Ledger& ledger, testing::SeededRandom& random, Duration now) {
    const auto who = random.below(ledger.citizens.size());
    const auto name = ++ledger.figures.long_messages;
    const auto total = static_cast<std::uint32_t>(2 + random.below(3));
    std::vector<std::string> tokens;
    for (std::uint32_t i = 0; i < total; ++i) tokens.push_back(new_token(random));
    Sent about;
    const auto texts = long_text(tokens, ledger.citizens[who], about, random);
    const std::uint32_t lost =
        random.below(6) == 0 ? static_cast<std::uint32_t>(random.below(total)) : total;
    if (lost < total) ++ledger.figures.parts_missing;
    const auto first = static_cast<std::uint32_t>(random.below(total));
    for (std::uint32_t i = 0; i < total; ++i) {
        const auto which = (first + i) % total;  // they overtake each other
        if (which == lost) continue;
        auto part = blank(ledger, who, now);
        if (random.below(4) == 0)
            part->next_push += Duration{static_cast<std::int64_t>(random.below(20) * 60'000)};
        part->wish = about.about != 0 ? Wish::add : Wish::report;
        part->about = about.about;
        part->text = texts[which];
        part->token = tokens[which];
        part->long_message = name;
        part->reference = static_cast<std::uint32_t>(name % 256);
        part->number = which + 1;
        part->total = total;
        ++ledger.figures.parts;
        send(ledger, std::move(part));
    }
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
