// SPDX-License-Identifier: Apache-2.0
// A TOML file with the lines of its keys, and what its values are called in messages.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "config/problems.hpp"

namespace tipwire::config {

struct TomlFile {
    std::string bytes;
    toml::table table;
};

// Errors: unreadable, over 1 MiB, not TOML (with its line); they are in the report.
std::optional<TomlFile> read_toml(const std::filesystem::path& file, Report& report);

int line_of(const toml::node& node);
// The line of a key, or of the table where the key is absent.
int line_of(const toml::table& table, std::string_view key);
// "text", "a whole number", ...
std::string_view kind_of(const toml::node& node);
// "key 'x' must be text, not a whole number"
std::string wrong_kind(std::string_view key, std::string_view wanted, const toml::node& node);
// Quoted and escaped as TOML wants it.
std::string toml_text(std::string_view text);

}  // namespace tipwire::config
