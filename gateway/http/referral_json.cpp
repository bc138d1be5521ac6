// SPDX-License-Identifier: Apache-2.0
// Reading a contact's report field by field, and writing what became of it.
//
// POST /v1/referrals/EKB-000123/updates
// {"state":"decided","decision":"case_opened","outcomes":[{"kind":"seizure","substance":"heroin","grams":350}]}
#include "gateway/http/referral_json.hpp"

#include <limits>

#include "gateway/http/json.hpp"
#include "routing/domain/normalise.hpp"
#include "routing/domain/outcome.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {
namespace {

using boost::json::array;
using boost::json::object;
using routing::Errc;
using routing::Error;
using routing::Result;

Error wrong(std::string_view pointer, std::string_view what) {
    return {Errc::bad_request, std::string(pointer) + ": " + std::string(what)};
}

// A text as it may be kept: a NUL, which JSON allows, is replaced as in every other text.
Result<std::string> words_at(const object& from, std::string_view name,
                             std::string_view pointer = {}) {
    const auto text = string_at(from, name, pointer);
    if (!text) return text.error();
    return text->has_value() ? routing::to_valid_utf8(**text) : std::string{};
}

// A count or a weight; absent leaves the default.
template <class Number>
Result<void> read_number(const object& from, std::string_view name, std::string_view pointer,
                         Number& number) {
    const auto given = integer_at(from, name, pointer);
    if (!given) return given.error();
    if (!given->has_value()) return {};
    constexpr auto most = std::numeric_limits<Number>::max();
    if (**given < 0 || static_cast<std::uint64_t>(**given) > most) {
        return wrong(json_pointer(pointer, name), "is out of range");
    }
    number = static_cast<Number>(**given);
    return {};
}

// Whether a report may name this state at all; the domain's table says.
bool may_be_reported(routing::ReferralStatus state) {
    routing::ReferralUpdate bare;
    bare.state = state;
    if (state == routing::ReferralStatus::decided) bare.decision = routing::Decision::refused;
    return routing::check(bare).has_value();
}

Result<void> read_state(const object& from, routing::ReferralUpdate& update) {
    const auto name = required_string_at(from, "state");
    if (!name) return name.error();
    const auto state = routing::referral_status_named(*name);
    if (!state || !may_be_reported(*state)) {
        return wrong("/state", "must be acknowledged, registered, under_check, decided or closed");
    }
    update.state = *state;
    return {};
}

Result<void> read_decision(const object& from, routing::ReferralUpdate& update) {
    const auto name = string_at(from, "decision");
    if (!name) return name.error();
    if (name->has_value()) {
        update.decision = routing::decision_named(**name);
        if (!update.decision) {
            return wrong("/decision",
                         "must be case_opened, refused, transferred, administrative, "
                         "filed_without_check or already_known");
        }
    }
    if (const auto both = routing::check(update); !both) {
        return wrong("/decision", both.error().detail);
    }
    return {};
}

Result<void> read_register(const object& from, routing::ReferralUpdate& update) {
    const auto members = object_at(from, "register");
    if (!members) return members.error();
    if (*members == nullptr) return {};
    routing::RegisterEntry entry;
    using Field = std::pair<std::string_view, std::string*>;
    for (const auto& [name, field] :
         {Field{"number", &entry.number}, Field{"date", &entry.date}, Field{"desk", &entry.desk}}) {
        auto text = words_at(**members, name, "/register");
        if (!text) return text.error();
        *field = std::move(*text);
    }
    update.entry = std::move(entry);
    if (const auto whole = routing::check(update); !whole) {
        return wrong("/register", whole.error().detail);
    }
    return {};
}

Result<routing::Outcome> read_outcome(const object& from, const std::string& pointer) {
    routing::Outcome outcome;
    auto kind = required_string_at(from, "kind", pointer);
    if (!kind) return kind.error();
    outcome.kind = std::move(*kind);
    if (auto count = read_number(from, "count", pointer, outcome.count); !count) {
        return count.error();
    }
    if (auto grams = read_number(from, "grams", pointer, outcome.grams); !grams) {
        return grams.error();
    }
    auto substance = words_at(from, "substance", pointer);
    if (!substance) return substance.error();
    outcome.substance = std::move(*substance);
    auto detail = words_at(from, "detail", pointer);
    if (!detail) return detail.error();
    outcome.detail = std::move(*detail);
    if (const auto whole = routing::check(outcome); !whole) {
        return wrong(pointer, whole.error().detail);
    }
    return outcome;
}

Result<void> read_outcomes(const object& from, routing::ReferralUpdate& update) {
    const auto items = array_at(from, "outcomes");
    if (!items) return items.error();
    if (*items == nullptr) return {};
    for (std::size_t i = 0; i < (*items)->size(); ++i) {
        const auto members = object_at(**items, i, "/outcomes");
        if (!members) return members.error();
        auto outcome = read_outcome(**members, json_pointer("/outcomes", i));
        if (!outcome) return outcome.error();
        update.outcomes.push_back(std::move(*outcome));
    }
    if (const auto whole = routing::check(update); !whole) {
        return wrong("/outcomes", whole.error().detail);
    }
    return {};
}

Result<void> read_words(const object& from, std::string_view name, routing::ReferralUpdate& update,
                        std::string& field) {
    auto text = words_at(from, name);
    if (!text) return text.error();
    field = std::move(*text);
    if (const auto whole = routing::check(update); !whole) {
        return wrong(json_pointer("", name), whole.error().detail);
    }
    return {};
}

void write_outcome(JsonWriter& json, const routing::Outcome& outcome) {
    json.open_object().member("kind", outcome.kind).member("count", outcome.count);
    if (!outcome.substance.empty()) {
        json.member("substance", outcome.substance).member("grams", outcome.grams);
    }
    if (!outcome.detail.empty()) json.member("detail", outcome.detail);
    json.close_object();
}

}  // namespace

Result<routing::ReferralUpdate> parse_referral_update(std::string_view json) {
    const auto root = parse_json_object(json);
    if (!root) return root.error();
    routing::ReferralUpdate update;
    if (auto read = read_state(*root, update); !read) return read.error();
    if (auto read = read_decision(*root, update); !read) return read.error();
    if (auto read = read_register(*root, update); !read) return read.error();
    if (auto read = read_outcomes(*root, update); !read) return read.error();
    if (auto read = read_words(*root, "note", update, update.note); !read) return read.error();
    if (auto read = read_words(*root, "question", update, update.question); !read) {
        return read.error();
    }
    return update;
}

void write_clocks(JsonWriter& json, const std::optional<routing::Deadlines>& deadlines) {
    json.open_object();
    if (deadlines) {
        json.member("acknowledge_by", routing::to_rfc3339(deadlines->acknowledge_by))
            .member("register_by", routing::to_rfc3339(deadlines->register_by))
            .member("decide_by", routing::to_rfc3339(deadlines->decide_by));
    }
    json.close_object();
}

void write_referral_members(JsonWriter& json, const routing::StoredReferral& referral,
                            const std::optional<routing::Deadlines>& deadlines,
                            routing::Overdue overdue) {
    json.member("reference", referral.reference)
        .member("contact", referral.contact)
        .member("state", name(referral.status))
        .key("decision");
    if (referral.decision)
        json.string(name(*referral.decision));
    else
        json.null();
    json.key("outcomes").open_array();
    for (const auto& outcome : referral.outcomes) write_outcome(json, outcome);
    json.close_array().key("clocks");
    write_clocks(json, deadlines);
    json.key("overdue");
    if (overdue == routing::Overdue::no)
        json.null();
    else
        json.string(name(overdue));
}

}  // namespace tipwire::gateway
