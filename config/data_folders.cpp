// SPDX-License-Identifier: Apache-2.0
// Where providers/ and languages/ are looked up.
#include <cstdlib>

#include "config/load.hpp"
#include "config/source_tree.hpp"

namespace tipwire::config {

std::vector<std::filesystem::path> data_folders(const std::filesystem::path& config_file) {
    std::vector<std::filesystem::path> folders;
    if (!config_file.empty())
        folders.push_back(std::filesystem::absolute(config_file).parent_path());
    const char* given = std::getenv("TIPWIRE_DATA");
    if (given != nullptr && *given != '\0') folders.emplace_back(given);
    folders.emplace_back(shipped_data);  // the source tree: a build runs where it stands
    folders.emplace_back("/usr/share/tipwire");
    folders.emplace_back("/usr/local/share/tipwire");
    return folders;
}

}  // namespace tipwire::config
