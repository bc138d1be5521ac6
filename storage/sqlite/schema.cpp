// SPDX-License-Identifier: Apache-2.0
// The schema and its versions. What stays in clear, and why: docs/PRIVACY.md.
#include "storage/sqlite/schema.hpp"

#include <SQLiteCpp/Transaction.h>

namespace tipwire::storage {

namespace {

// No index anywhere has a random key: such an index touches another page for each row and halves
// the rate at a million rows. Provider ids and pseudonyms are looked up in memory (lookups.hpp),
// codes are computed. Instants are milliseconds since 1970. Statuses and kinds are the numbers of
// the domain's enums.
constexpr char first_version[] = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;

-- Counters that must survive the rows they count, and marks of how far a sweep has come.
CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE tip (
    seq INTEGER PRIMARY KEY,
    status INTEGER NOT NULL,
    messages INTEGER NOT NULL,          -- how many; also the next number
    received_at INTEGER NOT NULL,       -- rounded
    last_message_at INTEGER NOT NULL,   -- rounded
    urgent INTEGER NOT NULL,
    sender_epoch INTEGER,               -- NULL once the key of that epoch is dead
    sender_mac BLOB,
    salt BLOB NOT NULL,
    wrapped_key BLOB NOT NULL,
    source TEXT NOT NULL,
    channel TEXT NOT NULL,
    area TEXT NOT NULL,
    language TEXT NOT NULL,
    category TEXT NOT NULL,
    ended_at INTEGER                    -- when it was closed or withdrawn; retention counts from here
) STRICT;
-- For listings by the states that are rare; the usual way of a tip (received 1, screened 2, forwarded 3)
-- never touches it.
CREATE INDEX tip_unusual ON tip (status) WHERE status > 3;

CREATE TABLE message (
    seq INTEGER PRIMARY KEY,            -- tip * 4096 + number: a tip's messages are a range
    kind INTEGER NOT NULL,
    direction INTEGER NOT NULL,
    at INTEGER NOT NULL,                -- rounded
    audit INTEGER NOT NULL,             -- the entry that brought it
    body BLOB NOT NULL
) STRICT;

-- MACs of provider ids, in the order of arrival; rows live as long as the key of their epoch.
CREATE TABLE seen (
    seq INTEGER PRIMARY KEY,
    epoch INTEGER NOT NULL,
    mac BLOB NOT NULL,
    tip INTEGER,                        -- NULL for commands and reports
    referral INTEGER                    -- of a report
) STRICT;

-- Apart from the tip, so that it is deleted whole: by STOP, with its key, or at the limit.
CREATE TABLE return_address (
    tip INTEGER PRIMARY KEY REFERENCES tip (seq),
    epoch INTEGER NOT NULL,
    mac BLOB NOT NULL,
    sealed BLOB NOT NULL
) STRICT;

CREATE TABLE referral (
    seq INTEGER PRIMARY KEY,
    tip INTEGER NOT NULL REFERENCES tip (seq),
    contact TEXT NOT NULL,
    prefix TEXT NOT NULL,
    number INTEGER NOT NULL,
    status INTEGER NOT NULL,
    decision INTEGER,
    sent_at INTEGER,                    -- exact: the clocks start here
    acknowledged_at INTEGER,            -- exact
    last_update BLOB
) STRICT;
CREATE UNIQUE INDEX referral_reference ON referral (prefix, number);
CREATE INDEX referral_of_tip ON referral (tip);
CREATE TABLE reference_counter (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE outcome (
    seq INTEGER PRIMARY KEY,
    referral INTEGER NOT NULL REFERENCES referral (seq),
    kind TEXT NOT NULL,
    count INTEGER NOT NULL,
    substance TEXT NOT NULL,
    grams INTEGER NOT NULL,
    detail TEXT NOT NULL,
    UNIQUE (referral, kind, substance, detail)
) STRICT;

CREATE TABLE delivery (
    seq INTEGER PRIMARY KEY,            -- never used twice: the id a contact sees is made from it
    kind INTEGER NOT NULL,
    status INTEGER NOT NULL,
    contact TEXT,                       -- '' for route, NULL for replies
    next_attempt_at INTEGER NOT NULL,   -- 0: at once, so that new rows tell no exact time
    tip INTEGER,
    referral INTEGER,
    message INTEGER,                    -- tip_message: which
    attempts INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    first_tried INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    alarm TEXT,
    summary TEXT,
    reply_source TEXT,
    reply_language TEXT,
    reply_text_key TEXT,
    give_up_at INTEGER,
    reply_salt BLOB,
    reply_address BLOB
) STRICT;
-- The outbox: a lane for each contact, so that one that is down hides nobody else's entries.
CREATE INDEX delivery_waiting ON delivery (contact, next_attempt_at, tip) WHERE status = 1;
CREATE INDEX delivery_dead ON delivery (status) WHERE status = 3;

CREATE TABLE party (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    tip INTEGER,                        -- what the commitment is about; not part of the chain
    message INTEGER,
    entry BLOB NOT NULL,
    head BLOB NOT NULL
) STRICT;
)sql";

// A row lives for minutes; no row tells the minute it came. The indices are as small as the table.
constexpr char parts[] = R"sql(
CREATE TABLE part (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: who has read a part may still name it
    message INTEGER NOT NULL,               -- the seq of the first part of the same message
    source TEXT NOT NULL,
    reference INTEGER NOT NULL,
    number INTEGER NOT NULL,
    total INTEGER NOT NULL,
    received_at INTEGER NOT NULL,           -- rounded
    sender_epoch INTEGER NOT NULL,          -- 0 once the key of that epoch is dead
    sender_mac BLOB NOT NULL,
    seen_epoch INTEGER NOT NULL,
    seen_mac BLOB NOT NULL,
    salt BLOB NOT NULL,
    wrapped_key BLOB NOT NULL,
    body BLOB NOT NULL,
    address_epoch INTEGER,
    address_mac BLOB,
    address BLOB
) STRICT;
CREATE INDEX part_of_message ON part (message, number);
CREATE INDEX part_reference ON part (source, reference, total);
)sql";

// What the head seals (type, size, where it lies at the provider) is nowhere else.
constexpr char media[] = R"sql(
CREATE TABLE medium (
    seq INTEGER PRIMARY KEY,            -- message * 16 + number: a tip's media are a range
    state INTEGER NOT NULL,
    reason TEXT NOT NULL,               -- of refused ones: an error class
    head BLOB NOT NULL
) STRICT;
CREATE TABLE medium_piece (
    seq INTEGER PRIMARY KEY,            -- medium * 256 + number
    piece BLOB NOT NULL
) STRICT;
)sql";

// A copied address is found by STOP like the one of a tip.
constexpr char reply_macs[] = R"sql(
ALTER TABLE delivery ADD COLUMN reply_mac_epoch INTEGER;
ALTER TABLE delivery ADD COLUMN reply_mac BLOB;
)sql";

// A tip that a person must look at first, and tips of the same words, in both directions. Both are
// as small as what is unusual.
constexpr char quarantine[] = R"sql(
CREATE TABLE quarantine (tip INTEGER PRIMARY KEY REFERENCES tip (seq), because INTEGER NOT NULL) STRICT;
CREATE TABLE tip_link (
    tip INTEGER NOT NULL REFERENCES tip (seq),
    other INTEGER NOT NULL REFERENCES tip (seq),
    PRIMARY KEY (tip, other)
) STRICT, WITHOUT ROWID;
)sql";

constexpr Migration all[] = {
    {1, "tips, outbox, audit chain", first_version},
    {2, "parts of long messages", parts},
    {3, "pictures and sound", media},
    {4, "MACs of copied addresses", reply_macs},
    {5, "quarantine and links", quarantine},
};

constexpr int application_id = 0x54495057;  // "TIPW"

void check_is_ours(Connection& connection) {
    const auto id = connection.pragma("application_id");
    const bool blank = id == 0 && connection.pragma("schema_version") == 0;
    if (id != application_id && !blank) {
        throw WrongSchema("the file is a database, but not one of tipwire");
    }
}

void apply(Connection& connection, const Migration& migration) {
    connection.run(migration.sql);
    SQLite::Statement note(connection.database(), "INSERT INTO schema_migration VALUES (?, ?)");
    note.bind(1, migration.version);
    note.bind(2, migration.name);
    note.exec();
}

}  // namespace

std::span<const Migration> migrations() { return all; }

int schema_version(Connection& connection) {
    if (!connection.database().tableExists("schema_migration")) return 0;
    return connection.database()
        .execAndGet("SELECT coalesce(max(version), 0) FROM schema_migration")
        .getInt();
}

void migrate(Connection& connection, std::span<const Migration> known) {
    check_is_ours(connection);
    const int version = schema_version(connection);
    const int newest = known.back().version;
    if (version > newest) {
        throw WrongSchema("the database has schema " + std::to_string(version) +
                          ", this program knows up to " + std::to_string(newest) +
                          ": use the newer program that wrote it");
    }
    if (version == newest) return;

    SQLite::Transaction transaction(connection.database(), SQLite::TransactionBehavior::IMMEDIATE);
    connection.database().exec("PRAGMA application_id = " + std::to_string(application_id));
    connection.run(
        "CREATE TABLE IF NOT EXISTS schema_migration"
        " (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT");
    for (const auto& migration : known) {
        if (migration.version > version) apply(connection, migration);
    }
    transaction.commit();
}

}  // namespace tipwire::storage
