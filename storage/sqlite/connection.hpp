// SPDX-License-Identifier: Apache-2.0
// One connection to the database file: opened safely, its statements prepared once, its failures
// sorted.
#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <unordered_map>

#include "routing/domain/bytes.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::storage {

struct ConnectionOptions {
    std::filesystem::path file;
    std::string vfs;  // "" for the system's
    bool read_only = false;
    int cache_kib = 8192;  // measured: a larger cache costs memory and gains nothing
};

// What a failure means for those who wait.
enum class Trouble : std::uint8_t {
    row,    // this operation cannot be done; others can
    later,  // no space, no memory or a foreign lock: nothing was written, the next try may work
    fatal,  // the disk failed, perhaps an fsync: what is durable is unknown, so the process must
            // end
};
Trouble trouble_of(const std::exception& failure);
// The SQLite result code as a number; nothing of SQLite's own text, which can quote values.
std::string describe(const std::exception& failure);

// A stored value that no version of this program wrote.
struct DamagedRow : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Not thread-safe: used by one thread at a time.
class Connection {
public:
    // Creates the file unless read_only. Throws if it cannot be used or a pragma did not take.
    explicit Connection(const ConnectionOptions& options);

    SQLite::Database& database() { return database_; }
    sqlite3* handle() { return database_.getHandle(); }
    void run(const char* sql) { database_.exec(sql); }
    std::int64_t pragma(const std::string& name);

    struct Prepared {
        SQLite::Statement statement;
        bool in_use = false;
    };
    // sql must be a literal: its address is the key of the statement.
    Prepared& prepared(const char* sql);

private:
    SQLite::Database database_;
    std::unordered_map<const char*, std::unique_ptr<Prepared>> statements_;
};

// One use of a prepared statement: binds its values in order, resets it at the end of the scope.
// Text and bytes are not copied: they must outlive the use.
class Use {
public:
    template <std::size_t N, class... Values>
    Use(Connection& connection, const char (&sql)[N], const Values&... values)
        : prepared_(claim(connection.prepared(sql))) {
        [[maybe_unused]] int index = 0;
        (bind(++index, values), ...);
    }
    ~Use();
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

    bool step() { return statement().executeStep(); }  // false: no further row
    int run() { return statement().exec(); }           // how many rows were changed

    bool null(int column) { return statement().isColumnNull(column); }
    std::int64_t integer(int column) { return statement().getColumn(column).getInt64(); }
    std::string text(int column) { return statement().getColumn(column).getString(); }
    routing::Bytes bytes(int column);
    routing::Instant time(int column) {
        return routing::Instant{std::chrono::milliseconds{integer(column)}};
    }
    std::optional<routing::Instant> maybe_time(int column) {
        return null(column) ? std::nullopt : std::optional(time(column));
    }
    // Throws DamagedRow if the column does not hold exactly N bytes.
    template <std::size_t N>
    std::array<std::uint8_t, N> array(int column) {
        std::array<std::uint8_t, N> value;
        copy(column, value.data(), N);
        return value;
    }

private:
    static Connection::Prepared& claim(Connection::Prepared& prepared);
    SQLite::Statement& statement() { return prepared_.statement; }
    void copy(int column, std::uint8_t* to, std::size_t size);

    void bind(int index, std::nullopt_t) { statement().bind(index); }
    void bind(int index, const std::string& text) { statement().bindNoCopy(index, text); }
    void bind(int index, routing::ByteView bytes) {
        // A null pointer would bind NULL: an empty value is something else.
        const void* data = bytes.empty() ? static_cast<const void*>("") : bytes.data();
        statement().bindNoCopy(index, data, static_cast<int>(bytes.size()));
    }
    void bind(int index, const routing::Bytes& bytes) { bind(index, routing::ByteView(bytes)); }
    template <std::size_t N>
    void bind(int index, const std::array<std::uint8_t, N>& bytes) {
        bind(index, routing::ByteView(bytes));
    }
    void bind(int index, routing::Instant at) { bind(index, at.time_since_epoch().count()); }
    template <class Number>
    requires std::is_integral_v<Number> || std::is_enum_v<Number>
    void bind(int index, Number number) {
        statement().bind(index, static_cast<std::int64_t>(number));
    }
    template <class Value>
    void bind(int index, const std::optional<Value>& value) {
        if (value) {
            bind(index, *value);
        } else {
            bind(index, std::nullopt);
        }
    }

    Connection::Prepared& prepared_;
};

}  // namespace tipwire::storage
