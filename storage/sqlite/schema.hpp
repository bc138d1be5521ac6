// SPDX-License-Identifier: Apache-2.0
// The tables, as a list of numbered migrations. All that are missing run in one transaction, or
// none does.
#pragma once

#include <span>

#include "storage/sqlite/connection.hpp"

namespace tipwire::storage {

struct Migration {
    int version;  // 1, 2, 3 ... without gaps
    const char* name;
    const char* sql;
};
std::span<const Migration> migrations();

// The schema belongs to a newer program, or the file is no database of ours.
struct WrongSchema : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Brings the database to the newest version. Throws WrongSchema and leaves the file as it was.
void migrate(Connection& connection, std::span<const Migration> known = migrations());
// 0 for an empty file.
int schema_version(Connection& connection);

}  // namespace tipwire::storage
