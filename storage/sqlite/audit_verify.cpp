// SPDX-License-Identifier: Apache-2.0
// Forwards along the chain, then back from the messages to their entries.
#include "storage/sqlite/audit_verify.hpp"

#include <algorithm>

#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/schema.hpp"
#include "storage/sqlite/tip_rows.hpp"

namespace tipwire::storage {

namespace {

using routing::MessageSeq;
using routing::TipSalt;
using routing::TipSeq;

constexpr std::int64_t piece = 5000;  // rows read on one snapshot

struct Broken : std::runtime_error {  // names the first bad entry
    Broken(std::int64_t seq, const std::string& why) : std::runtime_error(why), entry(seq) {}
    std::int64_t entry;
};

class Verifier {
public:
    Verifier(const ConnectionOptions& options, AuditReport& report)
        : connection_(options), report_(report) {
        if (schema_version(connection_) != migrations().back().version) {
            throw Broken(0, "the database has another schema than this program");
        }
        // What is appended while this runs is left to the next run.
        end_ = limit("SELECT coalesce(max(seq), 0) FROM audit");
        tips_end_ = limit("SELECT coalesce(max(seq), 0) FROM tip");
    }

    void walk(const std::function<void(std::int64_t, std::int64_t)>& progress) {
        while (report_.entries < end_) {
            const Snapshot snapshot(connection_);
            walk_piece();
            if (progress) progress(report_.entries, end_);
        }
        check_messages();
        check_tips();
    }

private:
    struct Row {
        std::int64_t seq = 0;
        TipSeq tip;
        MessageSeq message;
        Canonical bytes{};
        Hash head{};
    };

    std::int64_t limit(const char* sql) {
        return connection_.database().execAndGet(sql).getInt64();
    }

    void walk_piece() {
        Use rows(connection_,
                 "SELECT seq, coalesce(tip, 0), coalesce(message, 0), entry, head FROM audit"
                 " WHERE seq > ? ORDER BY seq LIMIT ?",
                 report_.entries, std::min(piece, end_ - report_.entries));
        const auto before = report_.entries;
        while (rows.step()) check(read(rows));
        if (report_.entries == before) throw Broken(before + 1, "the entry is missing");
    }

    Row read(Use& rows) {
        const std::int64_t expected = report_.entries + 1;
        if (rows.integer(0) != expected) throw Broken(expected, "the entry is missing");
        Row row;
        try {
            row = {expected,
                   {rows.integer(1)},
                   {rows.integer(2)},
                   rows.array<canonical_size>(3),
                   rows.array<32>(4)};
        } catch (const DamagedRow&) {
            throw Broken(expected, "the entry cannot be read");
        }
        return row;
    }

    void check(const Row& row) {
        const auto entry = parse_canonical(row.bytes);
        if (!entry) throw Broken(row.seq, "the entry cannot be read");
        if (entry->seq != static_cast<std::uint64_t>(row.seq)) {
            throw Broken(row.seq, "the entry stands in another's place");
        }
        const Hash head = hasher_.head(report_.head, hasher_.leaf(row.bytes));
        if (head != row.head) throw Broken(row.seq, "the hash does not continue the chain");
        if (brings_message(entry->event) || row.tip.value != 0) check_commitment(row, *entry);
        report_.head = head;
        ++report_.entries;
    }

    void check_commitment(const Row& row, const AuditEntry& entry) {
        const auto salt = salt_of(row.tip);
        if (!salt) throw Broken(row.seq, "its tip is not there");
        Hash content{};
        if (brings_message(entry.event)) content = content_of(row, entry);
        if (hasher_.commitment(*salt, row.tip, entry.event, content) != entry.commitment) {
            throw Broken(row.seq, "its tip or message is not the one that was recorded");
        }
    }

    std::optional<TipSalt> salt_of(TipSeq tip) {
        Use row(connection_, "SELECT salt FROM tip WHERE seq = ?", tip.value);
        if (!row.step()) return std::nullopt;
        return TipSalt{row.array<16>(0)};
    }

    // Also that the message belongs to the tip, and is its first where the tip was received.
    Hash content_of(const Row& row, const AuditEntry& entry) {
        const bool first = row.message == first_message(row.tip);
        if (tip_of(row.message) != row.tip || first != (entry.event == AuditEvent::received)) {
            throw Broken(row.seq, "it names a message that cannot be its own");
        }
        Use message(connection_, "SELECT audit, body FROM message WHERE seq = ?",
                    row.message.value);
        if (!message.step()) throw Broken(row.seq, "its message is not there");
        if (message.integer(0) != row.seq) throw Broken(row.seq, "its message names another entry");
        ++report_.messages;
        if (first) ++report_.tips;
        const auto body = message.bytes(1);
        return hasher_.sha256({body});
    }

    // Each message names the entry that names it; so there is no message that was slipped in.
    void check_messages() {
        std::int64_t last = 0;
        for (bool more = true; more;) {
            const Snapshot snapshot(connection_);
            Use rows(connection_,
                     "SELECT m.seq, m.audit, coalesce(a.message, 0) FROM message m"
                     " LEFT JOIN audit a ON a.seq = m.audit WHERE m.seq > ? ORDER BY m.seq LIMIT ?",
                     last, piece);
            more = false;
            while (rows.step()) {
                more = true;
                last = rows.integer(0);
                if (rows.integer(1) > end_) continue;
                if (rows.integer(2) != last) throw Broken(0, "a message has no entry");
            }
        }
    }

    void check_tips() {
        Use row(connection_,
                "SELECT count(*) FROM tip t WHERE t.seq <= ?"
                " AND NOT EXISTS (SELECT 1 FROM message WHERE seq = t.seq * 4096)",
                tips_end_);
        if (row.step() && row.integer(0) > 0) throw Broken(0, "a tip has no entry");
    }

    Connection connection_;
    AuditHasher hasher_;
    AuditReport& report_;
    std::int64_t end_ = 0;
    std::int64_t tips_end_ = 0;
};

}  // namespace

AuditReport verify_audit(const std::filesystem::path& file,
                         const std::function<void(std::int64_t, std::int64_t)>& progress,
                         const std::string& vfs) {
    AuditReport report;
    const ConnectionOptions options{file, vfs, true, 8192};
    try {
        Verifier verifier(options, report);
        verifier.walk(progress);
    } catch (const Broken& broken) {
        report.problem = AuditProblem{broken.entry, broken.what()};
    } catch (const std::exception& failure) {
        report.problem = AuditProblem{0, "the database cannot be read: " + describe(failure)};
    }
    return report;
}

}  // namespace tipwire::storage
