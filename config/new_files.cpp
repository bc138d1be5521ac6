// SPDX-License-Identifier: Apache-2.0
// New files by O_EXCL, each synced, and their folder at the end.
#include "config/new_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tipwire::config {

namespace {

std::string system_error_at(const std::filesystem::path& where) {
    return where.string() + ": " + std::strerror(errno);
}

bool write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
}

bool sync_folder(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    return synced;
}

}  // namespace

NewFiles::~NewFiles() {
    for (const auto& file : written_) ::unlink(file.c_str());
    if (made_folder_) ::rmdir(folder_.c_str());
}

std::string NewFiles::make_folder() {
    std::error_code failed;
    const auto parent = std::filesystem::absolute(folder_).parent_path();
    std::filesystem::create_directories(parent, failed);
    if (failed) return parent.string() + ": " + failed.message();
    if (::mkdir(folder_.c_str(), 0700) == 0) {
        made_folder_ = true;
        return "";
    }
    if (errno != EEXIST) return system_error_at(folder_);
    return std::filesystem::is_directory(folder_, failed) ? "" : folder_.string() + " is no folder";
}

std::string NewFiles::write(std::string_view name, std::string_view bytes, mode_t mode) {
    const auto file = folder_ / name;
    const int descriptor =
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);
    if (descriptor < 0) return system_error_at(file);
    written_.push_back(file);
    const bool written =
        ::fchmod(descriptor, mode) == 0 && write_all(descriptor, bytes) && ::fsync(descriptor) == 0;
    const auto why = written ? "" : system_error_at(file);
    ::close(descriptor);
    return why;
}

std::string NewFiles::keep() {
    if (!sync_folder(folder_)) return system_error_at(folder_);
    // The folder's own name lies in its parent; a parent that cannot be opened is not ours to sync.
    sync_folder(std::filesystem::absolute(folder_).parent_path());
    made_folder_ = false;
    written_.clear();
    return "";
}

}  // namespace tipwire::config
