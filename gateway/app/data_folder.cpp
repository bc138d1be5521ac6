// SPDX-License-Identifier: Apache-2.0
// Checks before anything is opened.
#include "gateway/app/data_folder.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>

#include <stdexcept>

#include "gateway/app/wiring.hpp"

namespace tipwire::gateway {

namespace fs = std::filesystem;

fs::path key_folder(const config::Settings& settings) { return settings.server.data_dir / "keys"; }

fs::path admin_socket(const config::Settings& settings) {
    return settings.server.data_dir / "admin.sock";
}

storage::DataLock claim_data_dir(const fs::path& data_dir) {
    std::error_code error;
    if (!fs::exists(data_dir)) {
        fs::create_directories(data_dir.parent_path(), error);
        if (::mkdir(data_dir.c_str(), 0700) != 0 && errno != EEXIST)
            throw std::runtime_error("cannot make the data folder " + data_dir.string());
        ::chmod(data_dir.c_str(), 0710);  // its group reaches admin.sock in it, whatever the umask
    }
    auto lock = storage::DataLock::take(data_dir);
    if (!lock) throw std::runtime_error(lock.error().detail);
    return std::move(*lock);
}

KeyStore open_keys(const config::Settings& settings, const fs::path& database,
                   routing::Random& random, routing::Instant now) {
    const fs::path folder = key_folder(settings);
    const bool have_keys = fs::exists(folder / "store");
    if (!have_keys && !database.empty() && fs::exists(database))
        throw std::runtime_error(
            "the database " + database.string() + " is there without its key store " +
            folder.string() +
            ": its texts cannot be opened. Put the key store back, or move the "
            "database away to start anew.");
    auto keys =
        have_keys
            ? KeyStore::open(folder, settings.keys.root, key_lifetimes(settings), random)
            : KeyStore::create(folder, settings.keys.root, key_lifetimes(settings), random, now);
    if (!keys)
        throw std::runtime_error(folder.string() + ": " + keys.error().detail +
                                 ". Without it no tip can be opened and no code answered.");
    return std::move(*keys);
}

std::int64_t free_bytes(const fs::path& folder) {
    struct statvfs room {};
    if (statvfs(folder.c_str(), &room) != 0) return 0;
    return static_cast<std::int64_t>(room.f_bavail) * static_cast<std::int64_t>(room.f_frsize);
}

}  // namespace tipwire::gateway
