// SPDX-License-Identifier: Apache-2.0
// Reads single values of the configuration, each by its type.
#include "config/section_reader.hpp"

#include <algorithm>

namespace tipwire::config {

namespace {

void refuse_value(const toml::node& node, const Option& option, Reading& reading,
                  const std::string& why) {
    reading.report.add(line_of(node), "'" + std::string(option.key) + "' " + why);
}

void refuse_kind(const toml::node& node, const Option& option, Reading& reading,
                 std::string_view wanted) {
    reading.report.add(line_of(node), wrong_kind(option.key, wanted, node));
}

std::optional<std::int64_t> read_number(const toml::node& node, const Option& option,
                                        Reading& reading) {
    const auto number = node.value_exact<std::int64_t>();
    if (!number) {
        refuse_kind(node, option, reading, "a whole number");
        return std::nullopt;
    }
    if (*number >= option.range.min && *number <= option.range.max) return number;
    refuse_value(node, option, reading,
                 "must be " + std::to_string(option.range.min) + " to " +
                     std::to_string(option.range.max) + ", not " + std::to_string(*number));
    return std::nullopt;
}

// The name of a section that knows the key, for keys that stand in the wrong one.
std::string owner_of(std::string_view key) {
    std::string owner;
    for (const auto& info : sections()) {
        const auto& entries = info.entries;
        const bool here = std::any_of(entries.begin(), entries.end(), [key](const Entry& entry) {
            return entry.option->key == key;
        });
        if (!here) continue;
        if (!owner.empty()) return "";  // several: no hint is better than a wrong one
        owner = info.header();
    }
    return owner;
}

}  // namespace

void read_value(const toml::node& node, const Option& option, Reading& reading, std::string& into) {
    const auto text = node.value_exact<std::string>();
    if (!text) return refuse_kind(node, option, reading, "text");
    if (const auto why = complaint(option.form, *text)) {
        return refuse_value(node, option, reading, *why);
    }
    into = *text;
}

void read_value(const toml::node& node, const Option& option, Reading& reading, bool& into) {
    const auto flag = node.value_exact<bool>();
    if (!flag) return refuse_kind(node, option, reading, "true or false");
    into = *flag;
}

void read_value(const toml::node& node, const Option& option, Reading& reading, int& into) {
    if (const auto number = read_number(node, option, reading)) into = static_cast<int>(*number);
}

void read_value(const toml::node& node, const Option& option, Reading& reading,
                std::int64_t& into) {
    if (const auto number = read_number(node, option, reading)) into = *number;
}

void read_value(const toml::node& node, const Option& option, Reading& reading,
                routing::Duration& into) {
    const auto text = node.value_exact<std::string>();
    if (!text)
        return refuse_kind(node, option, reading,
                           "a duration such as \"90s\", \"15m\", \"12h\" or \"3d\"");
    const auto duration = routing::parse_duration(*text);
    if (!duration) {
        return refuse_value(
            node, option, reading,
            "must be a duration such as \"90s\", \"15m\", \"12h\" or \"3d\", not \"" + *text +
                "\"");
    }
    const std::chrono::seconds min{option.range.min};
    const std::chrono::seconds max{option.range.max};
    if (*duration < min || *duration > max) {
        return refuse_value(
            node, option, reading,
            "must be " + routing::to_text(min) + " to " + routing::to_text(max) + ", not " + *text);
    }
    into = *duration;
}

void read_value(const toml::node& node, const Option& option, Reading& reading,
                std::vector<std::string>& into) {
    const auto* list = node.as_array();
    if (list == nullptr && option.one_alone) {
        std::string value;
        read_value(node, option, reading, value);
        if (!value.empty()) into = {std::move(value)};
        return;
    }
    if (list == nullptr)
        return refuse_kind(node, option, reading, "a list of texts, such as [\"...\"]");
    if (list->empty()) {
        return refuse_value(node, option, reading,
                            "must not be empty; leave the key out for its default");
    }
    std::vector<std::string> values;
    for (const auto& element : *list) {
        std::string value;
        read_value(element, option, reading, value);
        if (value.empty()) continue;  // the problem is in the report
        if (std::find(values.begin(), values.end(), value) != values.end()) {
            refuse_value(element, option, reading, "names '" + value + "' twice");
        }
        values.push_back(std::move(value));
    }
    into = std::move(values);
}

void read_value(const toml::node& node, const Option& option, Reading& reading,
                std::filesystem::path& into) {
    std::string text;
    read_value(node, option, reading, text);
    if (!text.empty()) into = (reading.folder / text).lexically_normal();
}

void read_value(const toml::node& node, const Option& option, Reading& reading, Secrets& into) {
    into = read_secret(node, option.key, reading);
}

void read_value(const toml::node& node, const Option& option, Reading& reading,
                routing::SecretKey& into) {
    into = read_root_key(node, option.key, reading);
}

void refuse_unknown_keys(const toml::table& table, std::string_view header,
                         std::span<const std::string> known, Report& report) {
    for (auto&& [key, node] : table) {
        const std::string name(key.str());
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        auto hint = did_you_mean(name, known);
        const auto owner = hint.empty() ? owner_of(name) : "";
        if (!owner.empty()) hint = "; it belongs in " + owner;
        report.add(static_cast<int>(key.source().begin.line),
                   "unknown key '" + name + "' in " + std::string(header) + hint);
    }
}

}  // namespace tipwire::config
