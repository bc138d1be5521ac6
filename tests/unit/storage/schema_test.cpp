// SPDX-License-Identifier: Apache-2.0
// Migrations: all or nothing, never backwards, never on somebody else's file.
#include "storage/sqlite/schema.hpp"

#include <gtest/gtest.h>

#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::storage {

namespace {

constexpr Migration two[] = {
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT;"},
    {2, "second", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO a VALUES (1);"},
};
constexpr Migration second_fails[] = {
    {1, "first", "CREATE TABLE a (x INTEGER) STRICT;"},
    {2, "second", "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO nowhere VALUES (1);"},
};

}  // namespace

class Schema : public ::testing::Test {
protected:
    Connection open() { return Connection({folder_.file(), "", false, 1024}); }
    testing::TempFolder folder_;
};

TEST_F(Schema, IsMadeInAnEmptyFileAndThenLeftAlone) {
    auto connection = open();
    EXPECT_EQ(schema_version(connection), 0);

    migrate(connection);
    migrate(connection);

    EXPECT_EQ(schema_version(connection), migrations().back().version);
    EXPECT_EQ(connection.database().execAndGet("PRAGMA integrity_check").getString(), "ok");
}

TEST_F(Schema, HasOnlyStrictTables) {
    auto connection = open();
    migrate(connection);

    SQLite::Statement tables(connection.database(),
                             "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type ="
                             " 'table' AND NOT strict AND name NOT LIKE 'sqlite_%'");
    EXPECT_FALSE(tables.executeStep());
}

TEST_F(Schema, GoesOnFromWhereItIs) {
    auto connection = open();
    migrate(connection, std::span(two).first(1));

    migrate(connection, two);

    EXPECT_EQ(schema_version(connection), 2);
    EXPECT_TRUE(connection.database().tableExists("b"));
}

TEST_F(Schema, AMigrationThatFailsLeavesNothingBehind) {
    auto connection = open();

    EXPECT_THROW(migrate(connection, second_fails), SQLite::Exception);

    EXPECT_EQ(schema_version(connection), 0);
    EXPECT_FALSE(connection.database().tableExists("a"));
    migrate(connection, two);
    EXPECT_EQ(schema_version(connection), 2);
}

TEST_F(Schema, OfANewerProgramIsRefused) {
    auto connection = open();
    migrate(connection, two);

    EXPECT_THROW(migrate(connection, std::span(two).first(1)), WrongSchema);
    EXPECT_EQ(schema_version(connection), 2);
}

TEST_F(Schema, OfSomebodyElseIsRefused) {
    auto connection = open();
    connection.run("CREATE TABLE theirs (x)");

    EXPECT_THROW(migrate(connection), WrongSchema);
    EXPECT_FALSE(connection.database().tableExists("tip"));
}

TEST_F(Schema, TheFileIsPrivateAndThePragmasHold) {
    auto connection = open();
    migrate(connection);

    const auto permissions = std::filesystem::status(folder_.file()).permissions();
    EXPECT_EQ(permissions,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_EQ(connection.database().execAndGet("PRAGMA journal_mode").getString(), "wal");
    EXPECT_EQ(connection.pragma("synchronous"), 2);
    EXPECT_EQ(connection.pragma("secure_delete"), 1);
    EXPECT_EQ(connection.pragma("foreign_keys"), 1);
    EXPECT_EQ(connection.pragma("trusted_schema"), 0);
    EXPECT_EQ(connection.pragma("cell_size_check"), 1);
}

}  // namespace tipwire::storage
