// SPDX-License-Identifier: Apache-2.0
// The table of storage backends, by the scheme of their url.
#include "storage/open_store.hpp"

#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/sqlite_store.hpp"

namespace tipwire::storage {

namespace {

using routing::Errc;
using routing::Error;

std::string scheme_of(const std::string& url) { return url.substr(0, url.find(':')); }

Error cannot_use(const std::filesystem::path& file, const std::exception& failure) {
    const bool later = trouble_of(failure) != Trouble::row;
    return {later ? Errc::unavailable : Errc::damaged,
            "cannot use " + file.string() + ": " + describe(failure)};
}

}  // namespace

routing::Result<std::filesystem::path> database_file(const std::string& url,
                                                     const std::filesystem::path& data_dir) {
    const std::string scheme = scheme_of(url);
    if (scheme == "postgresql" || scheme == "postgres") {
        return Error{Errc::bad_request,
                     "storage.url: PostgreSQL is not supported yet; use \"sqlite:tipwire.db\""};
    }
    if (scheme != "sqlite" || url.size() <= scheme.size() + 1) {
        return Error{Errc::bad_request,
                     "storage.url must be \"sqlite:FILE\", such as \"sqlite:tipwire.db\""};
    }
    return data_dir / url.substr(scheme.size() + 1);  // an absolute path stays as it is
}

routing::Result<std::unique_ptr<Store>> open_store(boost::asio::any_io_executor reactor,
                                                   const OpenOptions& options,
                                                   routing::Metrics& metrics,
                                                   std::function<void()> on_fatal) {
    const auto file = database_file(options.url, options.data_dir);
    if (!file) return file.error();
    StoreOptions sqlite;
    sqlite.file = *file;
    sqlite.vfs = options.vfs;
    sqlite.conversation_window = options.conversation_window;
    sqlite.run_on = options.run_on;
    sqlite.batch_max = options.batch_max;
    try {
        return std::unique_ptr<Store>(std::make_unique<SqliteStore>(
            std::move(reactor), std::move(sqlite), metrics, std::move(on_fatal)));
    } catch (const WrongSchema& wrong) {
        return Error{Errc::conflict, file->string() + ": " + wrong.what()};
    } catch (const std::exception& failure) {
        return cannot_use(*file, failure);
    }
}

}  // namespace tipwire::storage
