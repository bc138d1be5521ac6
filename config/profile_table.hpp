// SPDX-License-Identifier: Apache-2.0
// One table of a provider profile: known keys are read and checked, the others are problems.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/toml_file.hpp"

namespace tipwire::config {

using Texts = std::vector<std::string>;

// Each get marks its key as known; finish() refuses the others. The table and the report outlive
// it.
class ProfileTable {
public:
    ProfileTable(const toml::table& table, std::string name, Report& report)
        : table_(table), name_(std::move(name)), report_(report) {}

    void finish() const;

    const toml::node* get(std::string_view key);
    const toml::table* table(std::string_view key);
    // Each says whether it has read something; what is of the wrong kind is a problem.
    bool read(std::string_view key, std::string& into);
    bool read(std::string_view key, Texts& into);
    // A text, or a list of several.
    bool read_some(std::string_view key, Texts& into);
    // A text that must be one of the choices; its place among them.
    std::optional<std::size_t> choose(std::string_view key, const Texts& choices);
    bool choose(std::string_view key, const Texts& choices, std::string& into);
    // As read_some(), each one of the choices.
    bool choose_some(std::string_view key, const Texts& choices, Texts& into);
    void read_statuses(std::string_view key, std::vector<int>& into);

    bool has(std::string_view key) const { return table_.contains(key); }
    void require(std::string_view key);
    void refuse(std::string_view key, const std::string& why);

private:
    bool refuse_kind(std::string_view key, std::string_view wanted, const toml::node& node);
    std::optional<std::size_t> place_of(std::string_view key, const std::string& text,
                                        const Texts& choices);

    const toml::table& table_;
    std::string name_;
    Report& report_;
    Texts known_;
};

}  // namespace tipwire::config
