// SPDX-License-Identifier: Apache-2.0
// Files that nobody else may read: opened without following links, checked, written whole, synced.
#pragma once

#include <filesystem>
#include <string>

#include "routing/domain/bytes.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

// An owned descriptor of a file or folder. All calls block; interrupted ones go on.
// Errors of every call: unavailable, naming the file and the system's reason.
class PrivateFile {
public:
    enum class Access { read, write, create_or_empty };

    // Errors: also not_found; not_allowed if it is not ours, or its mode lets others in.
    static routing::Result<PrivateFile> open(const std::filesystem::path& path, Access access);
    // Makes the folder (0700) if it is missing.
    static routing::Result<PrivateFile> make_folder(const std::filesystem::path& path);
    static routing::Result<PrivateFile> open_folder(const std::filesystem::path& path);
    // The folder, locked against every other holder, here or in another process, until the result
    // goes. Waits.
    static routing::Result<PrivateFile> lock_folder(const std::filesystem::path& path);

    PrivateFile(PrivateFile&& other) noexcept;
    PrivateFile& operator=(PrivateFile&& other) noexcept;
    ~PrivateFile();

    routing::Result<routing::Bytes> read_all(std::size_t size_max) const;
    routing::Result<void> write_at(std::size_t offset, routing::ByteView bytes) const;
    routing::Result<void> sync() const;

private:
    PrivateFile(int descriptor, std::string name);
    routing::Result<void> check_ours() const;
    routing::Error failure(const char* verb) const;

    int descriptor_ = -1;
    std::string name_;  // the last part of the path, for errors
};

}  // namespace tipwire::gateway
