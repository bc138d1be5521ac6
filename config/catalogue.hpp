// SPDX-License-Identifier: Apache-2.0
// The words of replies and commands in each language: <folder>/languages/<tag>/messages.toml.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/load.hpp"
#include "routing/domain/catalogue.hpp"

namespace tipwire::config {

// Loads every language the instance or a source names. A missing file, a missing or unknown text
// key and a command word that two commands share are problems. help: what HELP answers, from the
// configuration.
std::variant<routing::Catalogue, std::vector<Problem>> load_catalogue(
    const std::vector<std::string>& languages, const std::vector<std::filesystem::path>& folders,
    routing::HelpTexts help = {});

// The tags of the languages there are, sorted.
std::vector<std::string> language_names(const std::vector<std::filesystem::path>& folders);

}  // namespace tipwire::config
