// SPDX-License-Identifier: Apache-2.0
// One daemon for each data folder: a lock that dies with its process.
#pragma once

#include <filesystem>

#include "routing/domain/result.hpp"

namespace tipwire::storage {

// Holds flock() on <data_dir>/lock for as long as it lives. The file itself stays: removing it
// would race.
class DataLock {
public:
    // Errors: conflict (another process has it; says which), unavailable (the folder cannot be
    // used).
    static routing::Result<DataLock> take(const std::filesystem::path& data_dir);

    DataLock(DataLock&& other) noexcept;
    DataLock& operator=(DataLock&& other) noexcept;
    ~DataLock();

private:
    explicit DataLock(int file) : file_(file) {}
    int file_ = -1;
};

}  // namespace tipwire::storage
