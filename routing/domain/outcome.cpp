// SPDX-License-Identifier: Apache-2.0
// The table of outcomes, and reading the command line's form: "seizure=heroin:350", "arrest=2".
#include "routing/domain/outcome.hpp"

#include <algorithm>
#include <charconv>

namespace tipwire::routing {

namespace {

enum class Extra { none, amount, choice, words };  // what a kind carries besides its count

struct OutcomeRow {
    std::string_view kind;
    Extra extra = Extra::none;
    std::vector<std::string_view> choices = {};
};

const std::vector<OutcomeRow>& outcome_table() {
    static const std::vector<OutcomeRow> rows{
        {"arrest"},
        {"charged"},
        {"convicted"},
        {"case_opened"},
        {"administrative_case"},
        {"seizure", Extra::amount},
        {"lab_dismantled", Extra::choice, {"synthetic", "growing"}},
        {"den_closed"},
        {"channel_disrupted"},
        {"group_uncovered"},
        {"laundering_case"},
        {"dead_drop_cleared"},
        {"site_blocked"},
        {"inscription_removed"},
        {"pharmacy_checked"},
        {"joint_operation", Extra::words},
        {"help_accepted",
         Extra::choice,
         {"rehabilitation", "medical", "psychological", "legal", "teen"}},
        {"no_such_place"},
        {"unable_to_locate"},
        {"gone_on_arrival"},
        {"unfounded"},
        {"insufficient_information"},
        {"already_known"},
        {"outside_jurisdiction"},
        {"false_report"},
        {"no_answer"},
    };
    return rows;
}

constexpr std::uint32_t count_max = 1'000'000;
constexpr std::uint64_t grams_max =
    1'000'000'000'000;                   // a million tonnes: more is a slip of the pen
constexpr std::size_t detail_max = 200;  // bytes of a substance or of partners

const OutcomeRow* outcome_row(std::string_view kind) {
    const auto& rows = outcome_table();
    const auto row = std::find_if(rows.begin(), rows.end(),
                                  [&](const OutcomeRow& one) { return one.kind == kind; });
    return row == rows.end() ? nullptr : &*row;
}

std::string joined(const std::vector<std::string_view>& words) {
    std::string text;
    for (const auto word : words) {
        if (!text.empty()) text += ", ";
        text += word;
    }
    return text;
}

std::string all_kinds() {
    std::vector<std::string_view> kinds;
    for (const auto& row : outcome_table()) kinds.push_back(row.kind);
    return joined(kinds);
}

Error bad_outcome(std::string detail) { return {Errc::bad_request, std::move(detail)}; }
Error bad_outcome(const OutcomeRow& row, std::string_view detail) {
    return bad_outcome("outcome " + std::string(row.kind) + ": " + std::string(detail));
}

Result<void> check_amount(const OutcomeRow& row, const Outcome& outcome) {
    if (row.extra != Extra::amount) {
        const bool given = !outcome.substance.empty() || outcome.grams != 0;
        if (given) return bad_outcome(row, "substance and grams go only with seizure");
        return {};
    }
    if (outcome.substance.empty()) return bad_outcome(row, "needs a substance");
    if (outcome.substance.size() > detail_max)
        return bad_outcome(row, "substance is over 200 bytes");
    if (outcome.grams == 0 || outcome.grams > grams_max) {
        return bad_outcome(row, "grams must be 1 to 1000000000000");
    }
    return {};
}

Result<void> check_detail(const OutcomeRow& row, std::string_view detail) {
    if (detail.empty()) return {};
    if (detail.size() > detail_max) return bad_outcome(row, "detail is over 200 bytes");
    if (row.extra == Extra::words) return {};
    if (row.extra != Extra::choice) return bad_outcome(row, "takes no detail");
    const auto& choices = row.choices;
    if (std::find(choices.begin(), choices.end(), detail) == choices.end()) {
        return bad_outcome(row, "detail must be one of " + joined(choices));
    }
    return {};
}

// All of the text as a number; what does not fit is none.
template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

Result<void> read_amount(const OutcomeRow& row, std::string_view value, Outcome& outcome) {
    const auto colon = value.rfind(':');
    if (colon == value.npos || !read_number(value.substr(colon + 1), outcome.grams)) {
        return bad_outcome(row, "is written seizure=SUBSTANCE:GRAMS");
    }
    outcome.substance = value.substr(0, colon);
    return {};
}

Result<void> read_value(const OutcomeRow& row, std::string_view value, Outcome& outcome) {
    if (row.extra == Extra::amount) return read_amount(row, value, outcome);
    if (is_number(value)) {
        if (!read_number(value, outcome.count))
            return bad_outcome(row, "count must be 1 to 1000000");
        return {};
    }
    if (row.extra == Extra::none) return bad_outcome(row, "takes only a count");
    outcome.detail = value;
    return {};
}

}  // namespace

bool is_outcome_kind(std::string_view kind) { return outcome_row(kind) != nullptr; }

Result<void> check(const Outcome& outcome) {
    const OutcomeRow* row = outcome_row(outcome.kind);
    if (!row) return bad_outcome("outcome kind must be one of " + all_kinds());
    if (outcome.count < 1 || outcome.count > count_max) {
        return bad_outcome(*row, "count must be 1 to 1000000");
    }
    if (auto amount = check_amount(*row, outcome); !amount) return amount;
    return check_detail(*row, outcome.detail);
}

Result<Outcome> parse_outcome(std::string_view text) {
    const auto equals = text.find('=');
    Outcome outcome;
    outcome.kind = text.substr(0, equals);
    const OutcomeRow* row = outcome_row(outcome.kind);
    if (!row) return bad_outcome("outcome kind must be one of " + all_kinds());
    if (equals != text.npos) {
        const auto value = text.substr(equals + 1);
        if (value.empty()) return bad_outcome(*row, "nothing stands after the equals sign");
        if (auto read = read_value(*row, value, outcome); !read) return read.error();
    }
    if (auto whole = check(outcome); !whole) return whole.error();
    return outcome;
}

}  // namespace tipwire::routing
