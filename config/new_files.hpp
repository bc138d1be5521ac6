// SPDX-License-Identifier: Apache-2.0
// Writes a folder of new files, all of them or none; nothing that exists is ever overwritten.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tipwire::config {

class NewFiles {
public:
    explicit NewFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
    NewFiles(const NewFiles&) = delete;
    NewFiles& operator=(const NewFiles&) = delete;
    ~NewFiles();  // takes everything back unless keep() has been called

    // "" or why not. The folder may be there already; a new one gets mode 0700.
    std::string make_folder();
    // "" or why not. The bytes are on the disk when it returns.
    std::string write(std::string_view name, std::string_view bytes, mode_t mode);
    // "" or why not. Makes the names durable too.
    std::string keep();

private:
    std::filesystem::path folder_;
    bool made_folder_ = false;
    std::vector<std::filesystem::path> written_;
};

}  // namespace tipwire::config
