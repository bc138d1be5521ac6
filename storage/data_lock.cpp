// SPDX-License-Identifier: Apache-2.0
// flock() on a file in the data folder.
#include "storage/data_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

namespace tipwire::storage {

namespace {

using routing::Errc;
using routing::Error;

// The holder's process id as it wrote it, for the message only.
std::string holder_of(int file) {
    char text[24] = {};
    const auto size = ::pread(file, text, sizeof text - 1, 0);
    std::string holder(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!holder.empty() && (holder.back() < '0' || holder.back() > '9')) holder.pop_back();
    return holder.empty() ? "another process" : "process " + holder;
}

void sign(int file) {
    const std::string text = std::to_string(::getpid()) + "\n";
    if (::ftruncate(file, 0) != 0) return;  // the lock holds without the signature
    [[maybe_unused]] const auto written = ::pwrite(file, text.data(), text.size(), 0);
}

}  // namespace

routing::Result<DataLock> DataLock::take(const std::filesystem::path& data_dir) {
    const auto path = data_dir / "lock";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) {
        return Error{Errc::unavailable,
                     "cannot open " + path.string() + ": " + std::strerror(errno)};
    }
    DataLock lock(file);
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) {
            return Error{Errc::unavailable,
                         "cannot lock " + path.string() + ": " + std::strerror(errno)};
        }
        return Error{Errc::conflict, data_dir.string() + " is in use by " + holder_of(file) +
                                         ": only one daemon may serve it"};
    }
    sign(file);
    return lock;
}

DataLock::DataLock(DataLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

DataLock& DataLock::operator=(DataLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
}

DataLock::~DataLock() {
    if (file_ >= 0) ::close(file_);
}

}  // namespace tipwire::storage
