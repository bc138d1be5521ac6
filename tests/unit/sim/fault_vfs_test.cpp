// SPDX-License-Identifier: Apache-2.0
// The failing disk fails as said: otherwise every test on it proves nothing.
#include "tests/sim/fault_vfs.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

namespace tipwire::testing {

namespace {

std::unique_ptr<SQLite::Database> open(const FaultVfs& disk, const char* synchronous = "FULL") {
    auto database = std::make_unique<SQLite::Database>(
        std::string("a.db"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, disk.name());
    database->exec("PRAGMA journal_mode = WAL");
    database->exec(std::string("PRAGMA synchronous = ") + synchronous);
    database->exec("CREATE TABLE IF NOT EXISTS t (x INTEGER)");
    return database;
}

int rows(SQLite::Database& database) {
    return database.execAndGet("SELECT count(*) FROM t").getInt();
}

int insert_error(SQLite::Database& database) {
    return database.tryExec("INSERT INTO t VALUES (randomblob(5000))") & 0xff;
}

}  // namespace

TEST(FaultVfs, IsADiskWhileNothingFails) {
    FaultVfs disk("sound", 1);
    auto database = open(disk);
    auto second = open(disk);
    for (int i = 0; i < 100; ++i) database->exec("INSERT INTO t VALUES (1)");

    EXPECT_EQ(rows(*second), 100);
    database.reset();
    second.reset();
    EXPECT_EQ(rows(*open(disk)), 100);
    EXPECT_GT(disk.counts().syncs, 100);
}

TEST(FaultVfs, ACrashKeepsWhatWasSynced) {
    FaultVfs disk("kept", 1);
    auto database = open(disk);
    database->exec("INSERT INTO t VALUES (1)");

    disk.crash();

    EXPECT_EQ(insert_error(*database), SQLITE_IOERR);
    EXPECT_EQ(rows(*open(disk)), 1);
    database.reset();
}

TEST(FaultVfs, ACrashLosesWhatWasNotSynced) {
    FaultVfs disk("lost", 1);
    auto database = open(disk, "OFF");
    database->exec("INSERT INTO t VALUES (1)");
    ASSERT_EQ(rows(*database), 1);

    disk.crash();

    EXPECT_EQ(rows(*open(disk)), 0);
    database.reset();
}

TEST(FaultVfs, UnsyncedWritesMaySurvive) {
    FaultVfs disk("survives", 1);
    DiskOdds odds;
    odds.survives = 1;
    disk.set_odds(odds);
    auto database = open(disk, "OFF");
    database->exec("INSERT INTO t VALUES (1)");

    disk.crash();

    EXPECT_EQ(rows(*open(disk)), 1);
    database.reset();
}

TEST(FaultVfs, ACrashCanComeInTheMiddleOfACommit) {
    for (int at = 1; at < 40; ++at) {
        FaultVfs disk("middle", static_cast<std::uint64_t>(at));
        DiskOdds odds;
        odds.torn = 0.5;
        odds.survives = 0.3;
        disk.set_odds(odds);
        auto database = open(disk);
        database->exec("INSERT INTO t VALUES (1)");
        disk.crash_in(at);
        int kept = 1;
        while (!disk.crashed()) kept += insert_error(*database) == SQLITE_OK;

        auto reopened = open(disk);

        // The commit under way may be found whole, never half.
        EXPECT_GE(rows(*reopened), kept);
        EXPECT_LE(rows(*reopened), kept + 1);
        EXPECT_EQ(reopened->execAndGet("PRAGMA integrity_check").getString(), "ok");
        reopened.reset();
        database.reset();
    }
}

TEST(FaultVfs, AFullDiskSaysSoAndRecovers) {
    FaultVfs disk("full", 1);
    auto database = open(disk);
    disk.set_space(disk.used() + 100);
    EXPECT_EQ(insert_error(*database), SQLITE_FULL);

    disk.set_space(std::nullopt);

    EXPECT_EQ(insert_error(*database), SQLITE_OK);
    EXPECT_EQ(rows(*database), 1);
}

TEST(FaultVfs, ErrorsComeByTheirOdds) {
    FaultVfs disk("errors", 1);
    auto database = open(disk);
    DiskOdds odds;
    odds.sync_error = 1;
    disk.set_odds(odds);
    EXPECT_EQ(insert_error(*database), SQLITE_IOERR);
    odds.sync_error = 0;
    odds.write_error = 1;
    disk.set_odds(odds);
    EXPECT_EQ(insert_error(*database), SQLITE_IOERR);
    disk.set_odds({});
    EXPECT_EQ(insert_error(*database), SQLITE_OK);
}

TEST(FaultVfs, OneSeedGivesOneHistory) {
    const auto history = [] {
        FaultVfs disk("seeded", 42);
        auto database = open(disk);
        DiskOdds odds;
        odds.write_error = 0.2;
        odds.sync_error = 0.2;
        disk.set_odds(odds);
        std::string outcomes;
        for (int i = 0; i < 50; ++i) outcomes += insert_error(*database) == SQLITE_OK ? '+' : '-';
        return outcomes;
    };

    const auto first = history();
    EXPECT_EQ(first, history());
    EXPECT_NE(first.find('+'), std::string::npos);
    EXPECT_NE(first.find('-'), std::string::npos);
}

}  // namespace tipwire::testing
