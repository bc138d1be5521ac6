// SPDX-License-Identifier: Apache-2.0
// Reads one key of the configuration file.
#include "config/data_dir.hpp"

#include <toml++/toml.h>
#include <stdexcept>

namespace tipwire::config {

std::filesystem::path data_dir_of(const std::filesystem::path& file) {
    if (!std::filesystem::exists(file))
        throw std::runtime_error(file.string() +
                                 ": no such file. Name the configuration with --config FILE or "
                                 "TIPWIRE_CONFIG, or make one with `tipwire init DIR`.");
    try {
        const auto table = toml::parse_file(file.string());
        const std::filesystem::path folder =
            table["server"]["data_dir"].value_or(std::string("data"));
        return std::filesystem::absolute(file).parent_path() / folder;
    } catch (const toml::parse_error& error) {
        throw std::runtime_error(file.string() + ":" + std::to_string(error.source().begin.line) +
                                 ": " + std::string(error.description()));
    }
}

}  // namespace tipwire::config
