// SPDX-License-Identifier: Apache-2.0
// Answers of providers to a reply: whatever they say, one verdict, and only the status they gave
// can make it a success. Input: a byte that chooses the status, the body.
#include "gateway/sms/mt_answer.hpp"

#include <algorithm>
#include <array>

#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

namespace {

config::AnswerRule rule(std::string path, std::string value) {
    config::AnswerRule made;
    made.path = std::move(path);
    made.equals = {std::move(value)};
    return made;
}

config::SenderTemplate rules() {
    config::SenderTemplate sender;
    sender.accepted = rule("messages[].status", "0");
    sender.retry = rule("messages[].status", "1");
    sender.opted_out = rule("errors[code=40300].code", "40300");
    return sender;
}

}  // namespace

void run(Input input) {
    using gateway::MtVerdict;
    static const auto with_rules = rules();
    static const config::SenderTemplate without;
    constexpr std::array statuses{200, 202, 201, 302, 400, 409, 429, 503};
    const int status = statuses[input.choose(statuses.size())];
    const auto verdict = gateway::judge_answer(with_rules, status, input.rest());
    const bool good = status == 200 || status == 202;
    if (verdict == MtVerdict::accepted || verdict == MtVerdict::not_taken) require(good);
    if (verdict == MtVerdict::accepted)
        require(input.rest().find("status") != input.rest().npos ||
                input.rest().find('\\') != input.rest().npos);
    require((gateway::judge_answer(without, status, input.rest()) == MtVerdict::accepted) == good);
}

}  // namespace tipwire::fuzz
