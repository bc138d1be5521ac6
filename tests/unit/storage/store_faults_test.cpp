// SPDX-License-Identifier: Apache-2.0
// A store on a disk that fails: nothing acknowledged is lost, nothing half done is kept, nobody
// waits for ever.
#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite/audit_verify.hpp"
#include "tests/contract/store/store_fixture.hpp"
#include "tests/sim/fault_vfs.hpp"

namespace tipwire::testing {

using namespace routing;

namespace {

struct Counted {
    int recorded = 0;
    int unavailable = 0;
    int thrown = 0;
};

// Starts all of them before any runs, so they share a batch.
Counted record_together(StoreSteps& steps, const std::vector<NewTip>& tips) {
    Counted counted;
    for (const auto& tip : tips) {
        steps.start<Counted*>(
            [](storage::SqliteStore& store, NewTip one,
               Counted& sum) -> boost::asio::awaitable<Counted*> {
                bool threw = false;
                try {
                    const auto outcome = co_await store.record_tip(std::move(one));
                    sum.recorded += outcome.has_value();
                    sum.unavailable += !outcome && outcome.error().code == Errc::unavailable;
                } catch (const std::exception&) {
                    threw = true;
                }
                sum.thrown += threw;
                co_return &sum;
            }(steps.store(), tip, counted),
            [](Counted*) {});
    }
    steps.run();
    return counted;
}

std::vector<NewTip> tips(int first, int last) {
    std::vector<NewTip> list;
    for (int i = first; i <= last; ++i) list.push_back(a_tip(std::to_string(i)).build());
    return list;
}

}  // namespace

class StoreFaults : public ::testing::TestWithParam<Threads> {};
INSTANTIATE_TEST_SUITE_P(Sqlite, StoreFaults, ::testing::Values(Threads::own, Threads::none),
                         [](const auto& one) {
                             return one.param == Threads::own ? "Threads" : "Executor";
                         });

TEST_P(StoreFaults, ManyOperationsShareOneCommit) {
    StoreSteps steps(GetParam());

    const auto counted = record_together(steps, tips(1, 200));

    EXPECT_EQ(counted.recorded, 200);
    EXPECT_EQ(steps.metrics().value(Metric::store_operations), 200);
    EXPECT_LE(steps.metrics().value(Metric::store_commits), 20);
}

TEST_P(StoreFaults, OneBadRowFailsAloneAndLeavesNothingBehind) {
    StoreSteps steps(GetParam());
    {
        SQLite::Database database(steps.folder().file(), SQLite::OPEN_READWRITE);
        database.exec(
            "CREATE TRIGGER bad BEFORE INSERT ON message WHEN NEW.body = x'00'"
            " BEGIN SELECT RAISE(ABORT, 'bad'); END");
    }
    auto batch = tips(1, 20);
    batch[7].body.bytes = {0};

    const auto counted = record_together(steps, batch);

    EXPECT_EQ(counted.recorded, 19);
    EXPECT_EQ(counted.unavailable, 1);
    EXPECT_EQ(steps.wait(steps.store().tips({})).value().size(), 19U);
    EXPECT_EQ(steps.claim(at_minute(10)).size(), 19U);
    EXPECT_FALSE(storage::verify_audit(steps.folder().file()).problem);
    batch[7].body.bytes = {1};  // its number and its MAC were given back
    EXPECT_TRUE(
        std::holds_alternative<Recorded>(steps.wait(steps.store().record_tip(batch[7])).value()));
}

TEST_P(StoreFaults, AFullDiskTurnsTipsAwayAndRecoversAlone) {
    FaultVfs disk("full disk", 1);
    StoreSteps steps(GetParam());
    steps.reopen(disk.name());
    EXPECT_EQ(record_together(steps, tips(1, 10)).recorded, 10);
    disk.set_space(disk.used());

    const auto full = record_together(steps, tips(11, 20));
    EXPECT_EQ(full.unavailable, 10);
    EXPECT_FALSE(steps.wait(steps.store().probe()));
    EXPECT_EQ(steps.wait(steps.store().tips({})).value().size(), 10U);

    disk.set_space(std::nullopt);
    EXPECT_EQ(record_together(steps, tips(11, 20)).recorded, 10);
    EXPECT_EQ(steps.fatal(), 0);
    EXPECT_FALSE(storage::verify_audit("tipwire.db", {}, disk.name()).problem);
    steps.close();
}

TEST_P(StoreFaults, AfterAFailedSyncNothingIsTriedAgain) {
    FaultVfs disk("failed sync", 1);
    StoreSteps steps(GetParam());
    steps.reopen(disk.name());
    DiskOdds odds;
    odds.sync_error = 1;
    disk.set_odds(odds);

    EXPECT_EQ(record_together(steps, tips(1, 5)).thrown, 5);
    disk.set_odds({});
    EXPECT_EQ(record_together(steps, tips(6, 10)).thrown, 5);

    EXPECT_EQ(steps.fatal(), 1);
    disk.crash();
    steps.close();
}

// The heart of the promise: whatever is acknowledged is there once after a crash at any write or
// sync.
TEST(StoreCrash, KeepsEveryAcknowledgedTipOnceWhereverItComes) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        FaultVfs disk("crash", seed);
        DiskOdds odds;
        odds.survives = 0.3;
        odds.torn = 0.3;
        disk.set_odds(odds);
        StoreSteps steps(Threads::none);
        steps.reopen(disk.name());
        disk.crash_in(static_cast<std::int64_t>(seed * 3));
        std::vector<int> acknowledged;
        for (int i = 1; !disk.crashed(); ++i) {
            if (record_together(steps, tips(i, i)).recorded == 1) acknowledged.push_back(i);
        }
        steps.reopen(disk.name());

        for (const int i : acknowledged) {
            const auto again = steps.record(a_tip(std::to_string(i)));
            ASSERT_TRUE(std::holds_alternative<Duplicate>(again)) << "seed " << seed;
        }
        const auto report = storage::verify_audit("tipwire.db", {}, disk.name());
        ASSERT_FALSE(report.problem) << "seed " << seed << ": " << report.problem->why;
        // The one under way may be there too; it was not acknowledged, so it will be sent again.
        ASSERT_GE(report.tips, static_cast<std::int64_t>(acknowledged.size()));
        ASSERT_LE(report.tips, static_cast<std::int64_t>(acknowledged.size()) + 1);
        steps.close();
    }
}

TEST(StoreCrash, ADamagedTipHidesNoOther) {
    StoreSteps steps(Threads::none);
    for (int i = 1; i <= 4; ++i) steps.record_new(a_tip(std::to_string(i)));
    {
        SQLite::Database database(steps.folder().file(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE tip SET status = 77 WHERE seq = 2");
        database.exec("UPDATE message SET kind = 77 WHERE seq = 3 * 4096");
    }

    const auto listed = steps.wait(steps.store().tips({})).value();
    const auto damaged = steps.wait(steps.store().tip({2}));
    const auto claims = steps.claim(at_minute(10));

    ASSERT_EQ(listed.size(), 3U);
    EXPECT_EQ(listed[1].seq.value, 3);
    ASSERT_EQ(listed[1].messages.size(), 1U);
    EXPECT_TRUE(listed[1].messages[0].body.bytes.empty());  // opens as damaged
    ASSERT_FALSE(damaged);
    EXPECT_EQ(damaged.error().code, Errc::damaged);
    EXPECT_EQ(claims.size(), 3U);
    DeliveryQuery dead;
    dead.status = DeliveryStatus::dead;
    EXPECT_EQ(steps.wait(steps.store().deliveries(dead)).value().at(0).last_error, "damaged");
}

TEST(StoreCrash, ADamagedTipKeepsNoOtherFromItsContact) {
    StoreSteps steps(Threads::none);
    for (int i = 1; i <= 3; ++i) steps.record_new(a_tip(std::to_string(i)));
    const auto routes = steps.claim(at_minute(10));
    std::vector<RouteDecision> decisions(3);
    for (std::size_t i = 0; i < 3; ++i) {
        decisions[i].route = routes.at(i).seq;
        decisions[i].referrals = {to("city-police", "EKB")};
    }
    {
        SQLite::Database database(steps.folder().file(), SQLite::OPEN_READWRITE);
        database.exec("UPDATE tip SET status = 77 WHERE seq = 2");
    }

    const auto together =
        steps.wait(steps.store().open_referrals(decisions, at_minute(10), StoreSteps::lease));

    ASSERT_FALSE(together);
    EXPECT_EQ(together.error().code, Errc::damaged);
    EXPECT_EQ(steps.refer(routes[0].seq, {to("city-police", "EKB")}).at(0).reference, "EKB-000001");
    EXPECT_EQ(steps.refer(routes[2].seq, {to("city-police", "EKB")}).at(0).reference, "EKB-000002");
}

TEST(StoreCrash, DeletedAddressesAreGoneFromTheFiles) {
    StoreSteps steps(Threads::none);
    steps.record_new(a_tip("1").from("anna"));
    auto stop = a_command("stop");
    stop.forget_addresses = {mac_of("address anna", 3)};
    ASSERT_TRUE(steps.wait(steps.store().record_command(stop)));

    for (const auto& entry : std::filesystem::directory_iterator(steps.folder().path())) {
        std::ifstream file(entry.path(), std::ios::binary);
        const std::string content{std::istreambuf_iterator<char>(file), {}};
        EXPECT_EQ(content.find("sealed address of anna"), std::string::npos) << entry.path();
        if (entry.path().filename() == "tipwire.db") {
            EXPECT_NE(content.find("sealed body of 1"), std::string::npos);
        }
    }
}

}  // namespace tipwire::testing
