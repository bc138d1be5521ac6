// SPDX-License-Identifier: Apache-2.0
// From [storage] url to a store. A further backend is a line in open_store.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "routing/port/metrics.hpp"
#include "storage/store.hpp"

namespace tipwire::storage {

struct OpenOptions {
    std::string url;                 // "sqlite:tipwire.db"
    std::filesystem::path data_dir;  // where a relative path in it starts
    routing::Duration conversation_window = std::chrono::hours{12};
    std::size_t batch_max =
        4096;         // operations in one transaction; 1 to compare with no group commit
    std::string vfs;  // simulation only
    std::optional<boost::asio::any_io_executor> run_on;  // simulation only
};

// The file that a "sqlite:" url names. Errors: bad_request, in words for the operator.
routing::Result<std::filesystem::path> database_file(const std::string& url,
                                                     const std::filesystem::path& data_dir);

// Opens, and creates what is not there; blocks. The caller holds the DataLock of the folder.
// on_fatal: the disk failed; the process must end. Called on the reactor, once.
// Errors: bad_request (the url), damaged (the file), conflict (a newer program wrote it),
// unavailable.
routing::Result<std::unique_ptr<Store>> open_store(boost::asio::any_io_executor reactor,
                                                   const OpenOptions& options,
                                                   routing::Metrics& metrics,
                                                   std::function<void()> on_fatal);

}  // namespace tipwire::storage
