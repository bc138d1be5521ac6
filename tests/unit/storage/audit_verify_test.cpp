// SPDX-License-Identifier: Apache-2.0
// The chain of a real store verifies; whatever is changed in it or beside it is found and named.
#include "storage/sqlite/audit_verify.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/contract/store/store_fixture.hpp"

namespace tipwire::testing {

using namespace routing;
using storage::AuditReport;
using storage::verify_audit;

namespace {

std::int64_t bad_entry(const AuditReport& report) {
    return report.problem ? report.problem->seq : -1;
}
std::string why(const AuditReport& report) { return report.problem ? report.problem->why : ""; }

}  // namespace

// Entries: 1 received, 2 received, 3 message_added, 4 routed, 5 delivered, 6 updated, 7 started.
class AuditVerify : public ::testing::Test, public StoreSteps {
protected:
    AuditVerify() : StoreSteps(Threads::none) {
        const auto one = record_new(a_tip("1").from("anna"));
        record_new(a_tip("2"));
        add(a_message(one.tip, "3"));
        const auto sent = forward(one.tip);
        succeed(sent.seq);
        EXPECT_TRUE(report(sent.reference, ReferralStatus::acknowledged));
        EXPECT_TRUE(wait(store().note_start({1, 2, 3}, at_hour(1))));
    }
    AuditReport verify() { return verify_audit(folder().file()); }
    AuditReport after(const std::string& tampering) {
        close();
        SQLite::Database database(folder().file(), SQLite::OPEN_READWRITE);
        database.exec(tampering);
        return verify();
    }
};

TEST_F(AuditVerify, AWholeChainVerifiesBesideTheRunningStore) {
    const auto report = verify();

    EXPECT_FALSE(report.problem) << why(report);
    EXPECT_EQ(report.entries, 7);
    EXPECT_EQ(report.tips, 2);
    EXPECT_EQ(report.messages, 3);
    EXPECT_NE(report.head, storage::Hash{});
}

TEST_F(AuditVerify, AWholeChainVerifiesWithTheStoreStopped) {
    close();

    EXPECT_FALSE(verify().problem);
}

TEST_F(AuditVerify, TheChainGoesOnAfterReopening) {
    reopen();
    record_new(a_tip("4"));

    const auto report = verify();

    EXPECT_FALSE(report.problem) << why(report);
    EXPECT_EQ(report.entries, 8);
}

TEST_F(AuditVerify, ForgettingBreaksNothing) {
    EXPECT_TRUE(wait(store().forget_epochs(99, 99, 99)));

    const auto report = verify();

    EXPECT_FALSE(report.problem) << why(report);
    EXPECT_EQ(report.entries, 8);
}

TEST_F(AuditVerify, ReportsProgress) {
    std::int64_t done = 0;
    verify_audit(folder().file(), [&](std::int64_t at, std::int64_t of) {
        done = at;
        EXPECT_EQ(of, 7);
    });
    EXPECT_EQ(done, 7);
}

TEST_F(AuditVerify, FindsADeletedEntry) {
    const auto report = after("DELETE FROM audit WHERE seq = 4");
    EXPECT_EQ(bad_entry(report), 4);
    EXPECT_EQ(why(report), "the entry is missing");
}

TEST_F(AuditVerify, FindsAChangedEntry) {
    const auto report = after(
        "UPDATE audit SET entry = CAST(substr(entry, 1, 12) || x'ff' || substr(entry, 14) AS BLOB)"
        " WHERE seq = 5");
    EXPECT_EQ(bad_entry(report), 5);
}

TEST_F(AuditVerify, FindsEntriesThatChangedPlaces) {
    const auto report = after(
        "UPDATE audit SET seq = -1 WHERE seq = 4; UPDATE audit SET seq = 4 WHERE seq = 5;"
        "UPDATE audit SET seq = 5 WHERE seq = -1");
    EXPECT_EQ(bad_entry(report), 4);
    EXPECT_EQ(why(report), "the entry stands in another's place");
}

TEST_F(AuditVerify, FindsAChangedHash) {
    EXPECT_EQ(bad_entry(after("UPDATE audit SET head = zeroblob(32) WHERE seq = 6")), 6);
}

TEST_F(AuditVerify, FindsAnEntryOfTheWrongSize) {
    const auto report = after("UPDATE audit SET entry = x'01' WHERE seq = 2");
    EXPECT_EQ(bad_entry(report), 2);
    EXPECT_EQ(why(report), "the entry cannot be read");
}

TEST_F(AuditVerify, FindsAChangedMessage) {
    const auto report = after("UPDATE message SET body = x'00' WHERE seq = 4097");
    EXPECT_EQ(bad_entry(report), 3);
    EXPECT_EQ(why(report), "its tip or message is not the one that was recorded");
}

TEST_F(AuditVerify, FindsADeletedMessage) {
    const auto report = after("DELETE FROM message WHERE seq = 8192");
    EXPECT_EQ(bad_entry(report), 2);
    EXPECT_EQ(why(report), "its message is not there");
}

TEST_F(AuditVerify, FindsADeletedTip) {
    const auto report = after("DELETE FROM tip WHERE seq = 2");
    EXPECT_EQ(bad_entry(report), 2);
    EXPECT_EQ(why(report), "its tip is not there");
}

TEST_F(AuditVerify, FindsAChangedSalt) {
    EXPECT_EQ(bad_entry(after("UPDATE tip SET salt = zeroblob(16) WHERE seq = 1")), 1);
}

TEST_F(AuditVerify, FindsAMessageWithoutAnEntry) {
    const auto report = after("INSERT INTO message VALUES (4098, 1, 1, 0, 3, x'00')");
    EXPECT_EQ(bad_entry(report), 0);
    EXPECT_EQ(why(report), "a message has no entry");
}

TEST_F(AuditVerify, FindsATipWithoutAnEntry) {
    const auto report = after(
        "INSERT INTO tip SELECT 0, status, messages, received_at, last_message_at, urgent,"
        " sender_epoch, sender_mac, salt, wrapped_key, source, channel, area, language,"
        " category, ended_at FROM tip WHERE seq = 1");
    EXPECT_EQ(why(report), "a tip has no entry");
}

TEST_F(AuditVerify, SaysThatAFileIsNoDatabase) {
    EXPECT_TRUE(verify_audit(folder().path() / "nothing.db").problem);
}

}  // namespace tipwire::testing
