// SPDX-License-Identifier: Apache-2.0
// Applies the rules in the order that a profile's author expects: what is worst for the phone
// first.
#include "gateway/sms/mt_answer.hpp"

#include <algorithm>
#include <optional>

#include "gateway/http/json.hpp"
#include "gateway/sms/field_map.hpp"

namespace tipwire::gateway {
namespace {

namespace json = boost::json;

template <class T>
bool contains(const std::vector<T>& list, const T& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

bool matches(const config::AnswerRule& rule, const std::optional<json::value>& answer) {
    if (rule.path.empty() || !answer) return false;
    const auto value = json_value(*answer, rule.path);
    return value && (rule.present || contains(rule.equals, *value));
}

}  // namespace

MtVerdict judge_answer(const config::SenderTemplate& rules, int status, std::string_view body) {
    std::optional<json::value> answer;
    const bool asks =
        !rules.opted_out.path.empty() || !rules.retry.path.empty() || !rules.accepted.path.empty();
    if (asks) {
        auto parsed = parse_json(body);
        if (parsed) answer = std::move(*parsed);
    }
    if (matches(rules.opted_out, answer)) return MtVerdict::opted_out;
    if (matches(rules.retry, answer)) return MtVerdict::later;
    if (contains(rules.accepted_statuses, status)) {
        const bool says_so = rules.accepted.path.empty() || matches(rules.accepted, answer);
        return body.starts_with(rules.accepted_prefix) && says_so ? MtVerdict::accepted
                                                                  : MtVerdict::not_taken;
    }
    return contains(rules.retry_statuses, status) ? MtVerdict::later : MtVerdict::refused;
}

}  // namespace tipwire::gateway
