// SPDX-License-Identifier: Apache-2.0
// The system calls behind PrivateFile.
#include "gateway/crypto/private_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

constexpr mode_t private_file_mode = 0600;
constexpr mode_t private_folder_mode = 0700;
constexpr mode_t mode_of_others = 0077;

int flags_of(PrivateFile::Access access) {
    switch (access) {
        case PrivateFile::Access::read: return O_RDONLY;
        case PrivateFile::Access::write: return O_RDWR;
        case PrivateFile::Access::create_or_empty: return O_RDWR | O_CREAT | O_TRUNC;
    }
    return O_RDONLY;
}

template <class Call>
auto retry_interrupted(Call call) {
    auto result = call();
    while (result < 0 && errno == EINTR) result = call();
    return result;
}

}  // namespace

PrivateFile::PrivateFile(int descriptor, std::string name)
    : descriptor_(descriptor), name_(std::move(name)) {}
PrivateFile::PrivateFile(PrivateFile&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), name_(std::move(other.name_)) {}
PrivateFile& PrivateFile::operator=(PrivateFile&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(name_, other.name_);
    return *this;
}
PrivateFile::~PrivateFile() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Error PrivateFile::failure(const char* verb) const {
    const int reason = errno;
    return Error{reason == ENOENT ? Errc::not_found : Errc::unavailable,
                 "key store: cannot " + std::string(verb) + " \"" + name_ +
                     "\": " + std::generic_category().message(reason)};
}

Result<void> PrivateFile::check_ours() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) return failure("look at");
    if (status.st_uid != ::geteuid())
        return Error{Errc::not_allowed, "key store: \"" + name_ + "\" belongs to another user"};
    if ((status.st_mode & mode_of_others) != 0)
        return Error{Errc::not_allowed,
                     "key store: \"" + name_ + "\" is open to others (chmod go= it)"};
    return {};
}

Result<PrivateFile> PrivateFile::open(const std::filesystem::path& path, Access access) {
    const int flags = flags_of(access) | O_CLOEXEC | O_NOFOLLOW;
    PrivateFile file{-1, path.filename().string()};
    file.descriptor_ =
        retry_interrupted([&] { return ::open(path.c_str(), flags, private_file_mode); });
    if (file.descriptor_ < 0) return file.failure("open");
    if (auto ours = file.check_ours(); !ours) return ours.error();
    return file;
}

Result<PrivateFile> PrivateFile::make_folder(const std::filesystem::path& path) {
    std::error_code ignored;  // what is missing shows when the folder is opened
    std::filesystem::create_directories(path.parent_path(), ignored);
    ::mkdir(path.c_str(), private_folder_mode);
    return open_folder(path);
}

Result<PrivateFile> PrivateFile::open_folder(const std::filesystem::path& path) {
    PrivateFile folder{-1, path.filename().string()};
    folder.descriptor_ =
        retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    if (folder.descriptor_ < 0) return folder.failure("open");
    if (auto ours = folder.check_ours(); !ours) return ours.error();
    return folder;
}

Result<PrivateFile> PrivateFile::lock_folder(const std::filesystem::path& path) {
    auto folder = open_folder(path);
    if (!folder) return folder;
    if (retry_interrupted([&] { return ::flock(folder->descriptor_, LOCK_EX); }) != 0)
        return folder->failure("lock");
    return folder;
}

Result<routing::Bytes> PrivateFile::read_all(std::size_t size_max) const {
    routing::Bytes bytes(size_max + 1);
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t got = retry_interrupted([&] {
            return ::pread(descriptor_, bytes.data() + filled, bytes.size() - filled,
                           static_cast<off_t>(filled));
        });
        if (got < 0) return failure("read");
        if (got == 0) break;
        filled += static_cast<std::size_t>(got);
    }
    if (filled > size_max) return Error{Errc::damaged, "key store: \"" + name_ + "\" is too large"};
    bytes.resize(filled);
    return bytes;
}

Result<void> PrivateFile::write_at(std::size_t offset, routing::ByteView bytes) const {
    while (!bytes.empty()) {
        const ssize_t written = retry_interrupted([&] {
            return ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        });
        if (written < 0) return failure("write");
        offset += static_cast<std::size_t>(written);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

Result<void> PrivateFile::sync() const {
    if (retry_interrupted([&] { return ::fsync(descriptor_); }) != 0) return failure("sync");
    return {};
}

}  // namespace tipwire::gateway
