// SPDX-License-Identifier: Apache-2.0
// Reads the keys of one table and says what is wrong with them.
#include "config/profile_table.hpp"

#include <algorithm>

namespace tipwire::config {

void ProfileTable::finish() const {
    for (auto&& [key, node] : table_) {
        const std::string text(key.str());
        if (std::find(known_.begin(), known_.end(), text) != known_.end()) continue;
        report_.add(static_cast<int>(key.source().begin.line),
                    "unknown key '" + text + "'" + (name_.empty() ? "" : " in " + name_) +
                        did_you_mean(text, known_));
    }
}

const toml::node* ProfileTable::get(std::string_view key) {
    known_.emplace_back(key);
    return table_.get(key);
}

const toml::table* ProfileTable::table(std::string_view key) {
    const auto* node = get(key);
    if (node != nullptr && !node->is_table())
        refuse(key, "must be a table: [" + std::string(key) + "]");
    return node == nullptr ? nullptr : node->as_table();
}

bool ProfileTable::read(std::string_view key, std::string& into) {
    const auto* node = get(key);
    if (node == nullptr) return false;
    const auto text = node->value_exact<std::string>();
    if (!text) return refuse_kind(key, "text", *node);
    into = *text;
    return true;
}

bool ProfileTable::read(std::string_view key, Texts& into) {
    const auto* node = get(key);
    if (node == nullptr) return false;
    const auto* list = node->as_array();
    if (list == nullptr) return refuse_kind(key, "a list of texts", *node);
    Texts values;
    for (const auto& element : *list) {
        const auto text = element.value_exact<std::string>();
        if (!text || text->empty()) {
            report_.add(line_of(element),
                        "'" + std::string(key) + "' must list texts that are not empty");
            return false;
        }
        values.push_back(*text);
    }
    into = std::move(values);
    return true;
}

bool ProfileTable::read_some(std::string_view key, Texts& into) {
    const auto* node = table_.get(key);
    if (node != nullptr && node->is_array()) return read(key, into);
    std::string one;
    if (!read(key, one)) return false;
    into = {std::move(one)};
    return true;
}

std::optional<std::size_t> ProfileTable::place_of(std::string_view key, const std::string& text,
                                                  const Texts& choices) {
    const auto found = std::find(choices.begin(), choices.end(), text);
    if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
    refuse(key,
           "is '" + text + "'" + did_you_mean(text, choices) + "; there are " + in_words(choices));
    return std::nullopt;
}

std::optional<std::size_t> ProfileTable::choose(std::string_view key, const Texts& choices) {
    std::string text;
    return read(key, text) ? place_of(key, text, choices) : std::nullopt;
}

bool ProfileTable::choose(std::string_view key, const Texts& choices, std::string& into) {
    const auto chosen = choose(key, choices);
    if (chosen) into = choices[*chosen];
    return chosen.has_value();
}

bool ProfileTable::choose_some(std::string_view key, const Texts& choices, Texts& into) {
    Texts chosen;
    if (!read_some(key, chosen)) return false;
    if (chosen.empty()) refuse(key, "must not be empty");
    for (const auto& one : chosen) {
        if (!place_of(key, one, choices)) return false;
    }
    into = std::move(chosen);
    return true;
}

void ProfileTable::read_statuses(std::string_view key, std::vector<int>& into) {
    const auto* node = get(key);
    if (node == nullptr) return;
    const auto* list = node->as_array();
    std::vector<int> statuses;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto status = list->get(i)->value_exact<std::int64_t>().value_or(0);
        if (status >= 100 && status <= 599) statuses.push_back(static_cast<int>(status));
    }
    if (list == nullptr || statuses.size() != list->size()) {
        return refuse(key, "must be a list of HTTP statuses (100 to 599)");
    }
    into = std::move(statuses);
}

void ProfileTable::require(std::string_view key) {
    if (has(key)) return;
    report_.add(line_of(table_),
                (name_.empty() ? "the profile" : name_) + " needs '" + std::string(key) + "'");
}

void ProfileTable::refuse(std::string_view key, const std::string& why) {
    report_.add(line_of(table_, key), "'" + std::string(key) + "' " + why);
}

bool ProfileTable::refuse_kind(std::string_view key, std::string_view wanted,
                               const toml::node& node) {
    report_.add(line_of(node), wrong_kind(key, wanted, node));
    return false;
}

}  // namespace tipwire::config
