// SPDX-License-Identifier: Apache-2.0
// Opening with the pragmas of the threat model (rule 7), and sorting SQLite's result codes.
#include "storage/sqlite/connection.hpp"

#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstring>
#include <new>

#include "routing/domain/assert.hpp"

namespace tipwire::storage {

namespace {

constexpr int busy_timeout_ms = 5000;  // only a person with the sqlite3 shell can make us wait

// SQLite would create the file readable by everyone the umask allows.
void create_private(const ConnectionOptions& options) {
    if (!options.vfs.empty() || options.read_only) return;
    const int file = ::open(options.file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);  // SQLite says better what is wrong
}

// SQLite's memory statistics take a lock for every allocation, and nobody reads them. Too late is
// no harm.
void configure_once() {
    [[maybe_unused]] static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

SQLite::Database open(const ConnectionOptions& options) {
    configure_once();
    create_private(options);
    const int flags =
        options.read_only ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
    return SQLite::Database(options.file.string(), flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms,
                            options.vfs);
}

void need(bool taken, const char* pragma) {
    if (!taken) throw std::runtime_error(std::string("SQLite refuses the pragma ") + pragma);
}

}  // namespace

Trouble trouble_of(const std::exception& failure) {
    if (dynamic_cast<const std::bad_alloc*>(&failure)) return Trouble::later;
    const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
    if (!sqlite) return Trouble::row;
    switch (sqlite->getExtendedErrorCode()) {
        case SQLITE_IOERR_NOMEM: return Trouble::later;
        // The index of the log is scratch memory in a file: growing it fails when the disk is full.
        case SQLITE_IOERR_SHMSIZE: return Trouble::later;
        default: break;
    }
    switch (sqlite->getErrorCode() & 0xff) {
        case SQLITE_IOERR: return Trouble::fatal;
        case SQLITE_FULL:
        case SQLITE_NOMEM:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_READONLY:
        case SQLITE_CANTOPEN: return Trouble::later;
        default: return Trouble::row;
    }
}

std::string describe(const std::exception& failure) {
    const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
    if (sqlite) return "sqlite error " + std::to_string(sqlite->getExtendedErrorCode());
    if (dynamic_cast<const DamagedRow*>(&failure)) return failure.what();
    return "storage failure";
}

Connection::Connection(const ConnectionOptions& options) : database_(open(options)) {
    run("PRAGMA trusted_schema = OFF");
    run("PRAGMA cell_size_check = ON");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA temp_store = MEMORY");
    database_.exec("PRAGMA cache_size = -" + std::to_string(options.cache_kib));
    if (options.read_only) {
        run("PRAGMA query_only = ON");
        return;
    }
    const std::string mode = database_.execAndGet("PRAGMA journal_mode = WAL").getString();
    need(mode == "wal", "journal_mode");
    run("PRAGMA synchronous = FULL");
    need(pragma("synchronous") == 2, "synchronous");
    need(database_.execAndGet("PRAGMA secure_delete = ON").getInt() == 1, "secure_delete");
    need(pragma("foreign_keys") == 1, "foreign_keys");
}

std::int64_t Connection::pragma(const std::string& name) {
    return database_.execAndGet("PRAGMA " + name).getInt64();
}

Connection::Prepared& Connection::prepared(const char* sql) {
    auto& slot = statements_[sql];
    if (!slot) slot.reset(new Prepared{SQLite::Statement(database_, sql)});
    return *slot;
}

Connection::Prepared& Use::claim(Connection::Prepared& prepared) {
    TIPWIRE_ASSERT(!prepared.in_use);
    prepared.in_use = true;
    return prepared;
}

Use::~Use() {
    statement().tryReset();
    prepared_.in_use = false;
}

routing::Bytes Use::bytes(int column) {
    const auto value = statement().getColumn(column);
    const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
    return routing::Bytes(data, data + value.getBytes());
}

void Use::copy(int column, std::uint8_t* to, std::size_t size) {
    const auto value = statement().getColumn(column);
    const void* data = value.getBlob();
    if (static_cast<std::size_t>(value.getBytes()) != size) {
        throw DamagedRow("a stored value has the wrong size");
    }
    std::memcpy(to, data, size);
}

}  // namespace tipwire::storage
