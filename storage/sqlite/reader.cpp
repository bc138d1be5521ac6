// SPDX-License-Identifier: Apache-2.0
// Queries of operators and of the flow. Pages go by key, never by offset.
#include "storage/sqlite/reader.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "storage/sqlite/medium_rows.hpp"
#include "storage/sqlite/tip_rows.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

constexpr int page_max = 1000;                     // rows one query may return
constexpr std::size_t sealed_bytes_max = 1 << 20;  // of bodies in a page of a search

std::int64_t below(std::int64_t cursor) { return cursor > 0 ? cursor : INT64_MAX; }

// Adds up a two-column result into a table of the port.
void tally(std::map<std::string, std::int64_t>& table, Use& rows, auto name_of) {
    while (rows.step()) table[std::string(name_of(rows.integer(0)))] += rows.integer(1);
}

}  // namespace

Snapshot::Snapshot(Connection& connection) : connection_(connection) {
    Use(connection_, "BEGIN").run();
}

Snapshot::~Snapshot() {
    if (sqlite3_get_autocommit(connection_.handle()) != 0) return;
    sqlite3_exec(connection_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

Result<StoredTip> Reader::tip(TipSeq seq) {
    try {
        auto found = load_tip(connection_, seq);
        if (!found) return Error{Errc::not_found, "no such tip"};
        return std::move(*found);
    } catch (const DamagedRow& damage) {
        return Error{Errc::damaged, damage.what()};
    }
}

Result<StoredTip> Reader::tip_of_reference(const std::string& reference) {
    const Error unknown{Errc::not_found, "no such referral"};
    const auto wanted = parse_reference(reference);
    if (!wanted) return unknown;
    TipSeq seq;
    {
        Use row(connection_, "SELECT tip FROM referral WHERE prefix = ? AND number = ?",
                wanted->prefix, wanted->number);
        if (!row.step()) return unknown;
        seq = {row.integer(0)};
    }
    return tip(seq);
}

namespace {

// The condition of a listing on the table tip. Rare states have an index; else tips are looked at
// until the page is full.
std::string condition_of(const TipQuery& query) {
    std::string sql = " WHERE tip.seq < ?1";
    if (query.status) {
        // As a literal, so that SQLite sees that the partial index fits.
        sql += " AND status = " + std::to_string(static_cast<int>(*query.status));
        if (*query.status > TipStatus::forwarded) sql += " AND status > 3";
    }
    if (!query.area.empty()) {
        sql += " AND (area = ?2 OR substr(area, 1, length(?2) + 1) = ?2 || '/')";
    }
    if (!query.contact.empty()) {
        sql += " AND EXISTS (SELECT 1 FROM referral WHERE tip = tip.seq AND contact = ?3)";
    }
    if (query.since) sql += " AND received_at >= ?4";
    return sql;
}

void bind_condition(SQLite::Statement& rows, const TipQuery& query) {
    rows.bind(1, below(query.before));
    if (!query.area.empty()) rows.bind(2, query.area);
    if (!query.contact.empty()) rows.bind(3, query.contact);
    if (query.since) rows.bind(4, std::int64_t{query.since->time_since_epoch().count()});
}

int page_size(const TipQuery& query) { return std::clamp(query.limit, 0, page_max); }

Bytes bytes_at(SQLite::Statement& rows, int column) {
    const auto value = rows.getColumn(column);
    const auto* data = static_cast<const std::uint8_t*>(value.getBlob());
    return Bytes(data, data + value.getBytes());
}

TipKey key_at(SQLite::Statement& rows, int column) {
    TipKey key;
    const Bytes salt = bytes_at(rows, column);
    if (salt.size() != key.salt.bytes.size()) throw DamagedRow("a stored salt has the wrong size");
    std::copy(salt.begin(), salt.end(), key.salt.bytes.begin());
    key.wrapped.bytes = bytes_at(rows, column + 1);
    return key;
}

}  // namespace

// Newest first.
std::vector<TipSeq> Reader::matching(const TipQuery& query) {
    SQLite::Statement rows(connection_.database(), "SELECT seq FROM tip" + condition_of(query) +
                                                       " ORDER BY seq DESC LIMIT ?5");
    bind_condition(rows, query);
    rows.bind(5, page_size(query));
    std::vector<TipSeq> found;
    while (rows.executeStep()) found.push_back({rows.getColumn(0).getInt64()});
    return found;
}

Result<std::vector<StoredTip>> Reader::tips(const TipQuery& query) {
    std::vector<StoredTip> page;
    for (const auto seq : matching(query)) {
        auto found = tip(seq);
        if (found) page.push_back(std::move(*found));
    }
    return page;
}

// A damaged row costs the page its speed, not the search its other tips.
Result<std::vector<SealedTip>> Reader::sealed_tips(const TipQuery& query) {
    try {
        return sealed_in_one_walk(query);
    } catch (const std::exception& failure) {
        if (trouble_of(failure) != Trouble::row) throw;
    }
    return sealed_one_by_one(query);
}

// CROSS JOIN keeps the tips outside, so that both tables are read in the order of their keys.
std::vector<SealedTip> Reader::sealed_in_one_walk(const TipQuery& query) {
    const auto limit = static_cast<std::size_t>(page_size(query));
    SQLite::Statement rows(connection_.database(),
                           "SELECT tip.seq, salt, wrapped_key, body FROM tip CROSS JOIN message"
                           " ON message.seq BETWEEN tip.seq * 4096 AND tip.seq * 4096 + 4095" +
                               condition_of(query) + " ORDER BY tip.seq DESC");
    bind_condition(rows, query);
    std::vector<SealedTip> page;
    page.reserve(limit);
    std::size_t read = 0;
    while (rows.executeStep()) {
        const TipSeq seq{rows.getColumn(0).getInt64()};
        if (page.empty() || page.back().seq != seq) {
            if (page.size() == limit || read >= sealed_bytes_max) break;
            SealedTip& tip = page.emplace_back();
            tip.seq = seq;
            tip.key = key_at(rows, 1);
        }
        SealedBody& body = page.back().bodies.emplace_back();
        body.bytes = bytes_at(rows, 3);
        read += body.bytes.size();
    }
    return page;
}

std::vector<SealedTip> Reader::sealed_one_by_one(const TipQuery& query) {
    std::vector<SealedTip> page;
    for (const auto seq : matching(query)) {
        SealedTip& sealed = page.emplace_back();
        sealed.seq = seq;  // also of a damaged tip: the page after this one goes on behind it
        auto found = tip(seq);
        if (!found) continue;
        sealed.key = std::move(found->key);
        for (auto& message : found->messages) sealed.bodies.push_back(std::move(message.body));
    }
    return page;
}

Result<std::vector<StoredMedium>> Reader::media_of(TipSeq tip) {
    return load_media(connection_, tip);
}

Result<StoredMedium> Reader::medium(MediumSeq seq) {
    auto found = load_medium(connection_, seq);
    if (!found) return Error{Errc::not_found, "no such medium"};
    return std::move(*found);
}

Result<std::vector<StoredDelivery>> Reader::deliveries(const DeliveryQuery& query) {
    std::string sql =
        "SELECT d.seq, d.kind, d.status, coalesce(d.tip, 0), iif(d.kind = 9, '', "
        "coalesce(d.contact, '')), r.prefix,"
        " r.number, d.attempts, d.created_at, d.next_attempt_at, d.last_error"
        " FROM delivery d LEFT JOIN referral r ON r.seq = d.referral WHERE d.seq < ?1";
    if (query.status) {
        sql += " AND d.status = " + std::to_string(static_cast<int>(*query.status));
    }
    sql += " ORDER BY d.seq DESC LIMIT ?2";
    SQLite::Statement rows(connection_.database(), sql);
    rows.bind(1, below(query.before));
    rows.bind(2, std::clamp(query.limit, 0, page_max));

    std::vector<StoredDelivery> page;
    while (rows.executeStep()) {
        StoredDelivery delivery;
        delivery.seq = {rows.getColumn(0).getInt64()};
        delivery.kind = delivery_kind(rows.getColumn(1).getInt64());
        delivery.status = delivery_status(rows.getColumn(2).getInt64());
        delivery.tip = {rows.getColumn(3).getInt64()};
        delivery.contact = rows.getColumn(4).getString();
        if (!rows.isColumnNull(5)) {
            delivery.reference =
                reference_text(rows.getColumn(5).getString(), rows.getColumn(6).getInt64());
        }
        delivery.attempts = rows.getColumn(7).getInt();
        delivery.created_at = Instant{std::chrono::milliseconds{rows.getColumn(8).getInt64()}};
        delivery.next_attempt_at = Instant{std::chrono::milliseconds{rows.getColumn(9).getInt64()}};
        delivery.last_error = rows.getColumn(10).getString();
        page.push_back(std::move(delivery));
    }
    return page;
}

Result<StoreCounts> Reader::counts() {
    StoreCounts counts;
    {
        Use rows(connection_, "SELECT status, count(*) FROM tip GROUP BY status");
        tally(counts.tips_by_status, rows, [](auto status) { return name(tip_status(status)); });
    }
    {
        Use rows(connection_, "SELECT status, count(*) FROM referral GROUP BY status");
        tally(counts.referrals_by_status, rows,
              [](auto status) { return name(referral_status(status)); });
    }
    {
        Use rows(connection_,
                 "SELECT decision, count(*) FROM referral WHERE decision IS NOT NULL"
                 " GROUP BY decision");
        tally(counts.referrals_by_decision, rows,
              [](auto value) { return name(checked(value, Decision::already_known)); });
    }
    {
        Use rows(connection_, "SELECT status, count(*) FROM delivery GROUP BY status");
        tally(counts.deliveries_by_status, rows,
              [](auto status) { return name(delivery_status(status)); });
    }
    {
        Use rows(connection_, "SELECT kind, sum(count) FROM outcome GROUP BY kind");
        while (rows.step()) counts.outcomes[rows.text(0)] = rows.integer(1);
    }
    Use last(connection_, "SELECT coalesce(max(seq), 0) FROM audit");
    if (last.step()) counts.audit_entries = last.integer(0);
    return counts;
}

// Numbers rise with time, so the oldest entry is the one with the lowest number: read from the
// index alone.
// ---- parts that wait ----------------------------------------------------------------------------

Result<std::vector<StoredPart>> Reader::parts_of(PartSeq group) {
    std::vector<StoredPart> parts;
    Use rows(connection_,
             "SELECT seq, source, reference, number, total, salt, wrapped_key, body, address,"
             " seen_epoch, seen_mac FROM part WHERE message = ? ORDER BY number",
             group.value);
    while (rows.step()) {
        StoredPart part;
        part.seq = {rows.integer(0)};
        part.source = rows.text(1);
        part.part.reference = static_cast<std::uint32_t>(rows.integer(2));
        part.part.number = static_cast<std::uint32_t>(rows.integer(3));
        part.part.total = static_cast<std::uint32_t>(rows.integer(4));
        part.key.salt.bytes = rows.array<16>(5);
        part.key.wrapped.bytes = rows.bytes(6);
        part.body.bytes = rows.bytes(7);
        if (!rows.null(8)) part.address = SealedAddress{rows.bytes(8)};
        part.seen.epoch = static_cast<std::uint32_t>(rows.integer(9));
        part.seen.bytes = rows.array<16>(10);
        parts.push_back(std::move(part));
    }
    return parts;
}

Result<std::vector<PartGroup>> Reader::waiting_parts() {
    std::vector<PartGroup> groups;
    Use rows(connection_,
             "SELECT message, count(*) = max(total) FROM part GROUP BY message ORDER BY message");
    while (rows.step()) groups.push_back({PartSeq{rows.integer(0)}, rows.integer(1) != 0});
    return groups;
}

Result<std::optional<Instant>> Reader::oldest_waiting() {
    Use row(connection_,
            "SELECT created_at FROM delivery WHERE seq ="
            " (SELECT min(seq) FROM delivery WHERE status = 1 AND contact >= '')");
    return row.step() ? std::optional(row.time(0)) : std::nullopt;
}

// Numbers rise with time, and so do the epochs of the keys: the first row that is needed tells.
Result<std::optional<WrappedKey>> Reader::oldest_needed_key(Instant since) {
    Use row(connection_,
            "SELECT wrapped_key FROM tip WHERE ended_at IS NULL OR ended_at >= ?"
            " ORDER BY seq LIMIT 1",
            since);
    if (!row.step()) return std::optional<WrappedKey>();
    return std::optional(WrappedKey{row.bytes(0)});
}

Result<std::optional<Bytes>> Reader::get_meta(const std::string& name) {
    Use row(connection_, "SELECT value FROM meta WHERE name = ?", name);
    return row.step() ? std::optional(row.bytes(0)) : std::nullopt;
}

}  // namespace tipwire::storage
