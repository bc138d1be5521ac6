// SPDX-License-Identifier: Apache-2.0
// The data folder: who may use it, what must be there together, how much room is left.
#pragma once

#include <cstdint>
#include <filesystem>

#include "config/settings.hpp"
#include "gateway/crypto/key_store.hpp"
#include "storage/data_lock.hpp"

namespace tipwire::gateway {

std::filesystem::path key_folder(const config::Settings& settings);    // <data_dir>/keys
std::filesystem::path admin_socket(const config::Settings& settings);  // <data_dir>/admin.sock

// Makes the folder if it is absent (0700) and takes its lock. Throws std::runtime_error.
storage::DataLock claim_data_dir(const std::filesystem::path& data_dir);

// Opens the key store, or makes one where there is no database either. A database without its key
// store is refused: its texts could never be read, and its codes never answered. Throws
// std::runtime_error.
KeyStore open_keys(const config::Settings& settings, const std::filesystem::path& database,
                   routing::Random& random, routing::Instant now);

std::int64_t free_bytes(
    const std::filesystem::path& folder);  // for users other than root; 0 if unknown

}  // namespace tipwire::gateway
