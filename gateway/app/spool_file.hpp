// SPDX-License-Identifier: Apache-2.0
// A file that a modem daemon left in its spool: read whole, and removed only as the file that was
// read.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "routing/domain/result.hpp"

namespace tipwire::gateway {

class SpoolFile {
public:
    // Follows no symbolic link in the last place and opens regular files only. Errors: not_found,
    // bad_request (a link, a folder, a device), too_large, unavailable (cannot be read).
    static routing::Result<SpoolFile> open(const std::filesystem::path& path,
                                           std::size_t bytes_max);
    SpoolFile(SpoolFile&& other) noexcept;
    SpoolFile& operator=(SpoolFile&&) = delete;
    ~SpoolFile();

    const std::string& name() const { return name_; }  // may hold a number: never printed
    const std::string& bytes() const { return bytes_; }
    // How an operator finds it (find -inum N), since its name may hold a sender's number.
    std::string label() const { return "inode " + std::to_string(status_.st_ino); }

    // A file that is gone is as good as removed. Errors: conflict (another file has its name now),
    // unavailable.
    routing::Result<void> remove() const;

private:
    SpoolFile(int folder, std::string name) : folder_(folder), name_(std::move(name)) {}
    routing::Result<void> read(std::size_t bytes_max);

    int folder_;  // stays open, so that the name means the same place until the end
    std::string name_;
    std::string bytes_;
    struct stat status_ {};
};

// The regular files right in a folder that nobody has written to for so long, oldest first; hidden
// ones and smsd's locks left out. Throws std::runtime_error if the folder cannot be read.
std::vector<std::filesystem::path> settled_files(const std::filesystem::path& folder,
                                                 std::chrono::seconds settled);

}  // namespace tipwire::gateway
