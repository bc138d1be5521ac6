// SPDX-License-Identifier: Apache-2.0
// Everything relative to the open folder, so that nothing can be put in the file's place meanwhile.
#include "gateway/app/spool_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

namespace fs = std::filesystem;
using routing::Errc;
using routing::Error;
using routing::Result;

namespace {

Error failure(const char* what) {
    const Errc code = errno == ENOENT ? Errc::not_found : Errc::unavailable;
    return {code, std::string(what) + ": " + std::strerror(errno)};
}

// A descriptor that is closed where its block ends.
struct Descriptor {
    int number;
    ~Descriptor() { ::close(number); }
};

}  // namespace

Result<SpoolFile> SpoolFile::open(const fs::path& path, std::size_t bytes_max) {
    const fs::path parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
    const int folder = ::open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return failure("its folder cannot be opened");
    SpoolFile file(folder, path.filename().string());
    if (const auto read = file.read(bytes_max); !read) return read.error();
    return file;
}

SpoolFile::SpoolFile(SpoolFile&& other) noexcept
    : folder_(std::exchange(other.folder_, -1)),
      name_(std::move(other.name_)),
      bytes_(std::move(other.bytes_)),
      status_(other.status_) {}

SpoolFile::~SpoolFile() {
    if (folder_ >= 0) ::close(folder_);
    routing::wipe(bytes_);
    routing::wipe(name_);
}

Result<void> SpoolFile::read(std::size_t bytes_max) {
    // O_NONBLOCK: a pipe that somebody put there must not hold us.
    const int number =
        ::openat(folder_, name_.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (number < 0 && errno == ELOOP) return Error{Errc::bad_request, "a symbolic link"};
    if (number < 0) return failure("cannot be opened");
    const Descriptor file{number};
    if (::fstat(file.number, &status_) != 0) return failure("cannot be examined");
    if (!S_ISREG(status_.st_mode)) return Error{Errc::bad_request, "not a regular file"};
    std::array<char, 16 * 1024> piece;
    for (;;) {
        const auto got = ::read(file.number, piece.data(), piece.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return failure("cannot be read");
        if (got == 0) break;
        bytes_.append(piece.data(), static_cast<std::size_t>(got));
        if (bytes_.size() > bytes_max) return Error{Errc::too_large, "more than a message can be"};
    }
    routing::wipe(piece.data(), piece.size());
    return {};
}

Result<void> SpoolFile::remove() const {
    struct stat now {};
    if (::fstatat(folder_, name_.c_str(), &now, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return {};
        return failure("cannot be examined");
    }
    if (now.st_dev != status_.st_dev || now.st_ino != status_.st_ino)
        return Error{Errc::conflict, "another file has its name now"};
    if (::unlinkat(folder_, name_.c_str(), 0) != 0 && errno != ENOENT)
        return failure("taken, but cannot be removed");
    return {};
}

std::vector<fs::path> settled_files(const fs::path& folder, std::chrono::seconds settled) {
    std::error_code error;
    std::vector<std::pair<fs::file_time_type, fs::path>> found;
    const auto limit = fs::file_time_type::clock::now() - settled;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        const auto name = entry->path().filename().string();
        std::error_code gone;
        if (name.starts_with('.') || name.ends_with(".LOCK") ||
            entry->symlink_status(gone).type() != fs::file_type::regular)
            continue;
        const auto written = entry->last_write_time(gone);
        if (!gone && written <= limit) found.emplace_back(written, entry->path());
    }
    if (error) throw std::runtime_error("the folder cannot be read: " + error.message());
    std::sort(found.begin(), found.end());
    std::vector<fs::path> paths;
    for (auto& one : found) paths.push_back(std::move(one.second));
    return paths;
}

}  // namespace tipwire::gateway
