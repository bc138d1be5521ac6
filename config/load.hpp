// SPDX-License-Identifier: Apache-2.0
// From a file to Settings, or to every problem found in it, all at once.
#pragma once

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

#include "config/settings.hpp"

namespace tipwire::config {

struct Problem {
    std::string file;
    int line = 0;      // 0: the file as a whole
    std::string text;  // what is wrong and what to do: "unknown key 'x'; did you mean 'y'?"
};
std::string to_text(const Problem& problem);  // "tipwire.toml:12: unknown key ..."

// Reads the file, its secrets and the provider profiles it names. Blocks; start-up and reload only.
std::variant<Settings, std::vector<Problem>> load(const std::filesystem::path& file);

// The folders that data (providers/, languages/) is looked up in, first wins: beside the
// configuration file, $TIPWIRE_DATA, the source tree of the build, /usr/share/tipwire,
// /usr/local/share/tipwire.
std::vector<std::filesystem::path> data_folders(const std::filesystem::path& config_file);

// Writes DIR/tipwire.toml (complete, commented, from the option table) and fresh secrets, mode
// 0600. demo: one kannel-less generic source "sms" and one police contact "city-police" on
// loopback, test mode. Problems: DIR holds a tipwire.toml already; cannot write.
std::vector<Problem> init(const std::filesystem::path& folder, bool demo);

// The reference (docs/configuration.md), generated from the option table.
std::string reference();

}  // namespace tipwire::config
