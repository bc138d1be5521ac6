// SPDX-License-Identifier: Apache-2.0
// Rows into values.
#include "storage/sqlite/tip_rows.hpp"

#include <SQLiteCpp/Exception.h>

#include <charconv>

namespace tipwire::storage {

namespace {

using routing::Outcome;
using routing::StoredMessage;
using routing::StoredReferral;
using routing::StoredTip;

// Runs a read that may meet a damaged row or page; true if it did. A failing disk is not swallowed.
template <class Read>
bool is_damaged(Read read) {
    try {
        read();
        return false;
    } catch (const std::exception& failure) {
        if (trouble_of(failure) != Trouble::row) throw;
        return true;
    }
}

void read_messages(Connection& connection, StoredTip& tip, routing::MessageSeq first,
                   routing::MessageSeq last) {
    Use rows(connection,
             "SELECT seq, kind, direction, at, body FROM message WHERE seq BETWEEN ? AND ?"
             " ORDER BY seq",
             first.value, last.value);
    while (rows.step()) {
        StoredMessage message;
        message.seq = {rows.integer(0)};
        message.kind = checked(rows.integer(1), routing::MessageKind::withdrawal);
        message.direction = checked(rows.integer(2), routing::Direction::out);
        message.at = rows.time(3);
        message.body.bytes = rows.bytes(4);
        tip.messages.push_back(std::move(message));
    }
}

std::vector<Outcome> load_outcomes(Connection& connection, std::int64_t referral) {
    std::vector<Outcome> outcomes;
    Use rows(connection,
             "SELECT kind, count, substance, grams, detail FROM outcome WHERE referral = ?"
             " ORDER BY seq",
             referral);
    while (rows.step()) {
        Outcome outcome;
        outcome.kind = rows.text(0);
        outcome.count = static_cast<std::uint32_t>(rows.integer(1));
        outcome.substance = rows.text(2);
        outcome.grams = static_cast<std::uint64_t>(rows.integer(3));
        outcome.detail = rows.text(4);
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

void load_referrals(Connection& connection, StoredTip& tip) {
    std::vector<std::int64_t> referrals;
    {
        Use rows(connection, "SELECT seq FROM referral WHERE tip = ? ORDER BY seq", tip.seq.value);
        while (rows.step()) referrals.push_back(rows.integer(0));
    }
    for (const auto referral : referrals) {
        if (auto loaded = load_referral(connection, referral)) {
            tip.referrals.push_back(std::move(*loaded));
        }
    }
}

bool has_return_address(Connection& connection, routing::TipSeq tip) {
    return Use(connection, "SELECT 1 FROM return_address WHERE tip = ?", tip.value).step();
}

void load_quarantine(Connection& connection, StoredTip& tip) {
    {
        Use rows(connection, "SELECT other FROM tip_link WHERE tip = ? ORDER BY other",
                 tip.seq.value);
        while (rows.step()) tip.related.push_back({rows.integer(0)});
    }
    if (tip.status != routing::TipStatus::held) return;
    Use row(connection, "SELECT because FROM quarantine WHERE tip = ?", tip.seq.value);
    if (row.step()) tip.held_because = checked(row.integer(0), routing::HeldBecause::copies);
}

StoredMessage unreadable(const StoredTip& tip) {
    StoredMessage message;
    message.seq = {first_message(tip.seq).value + static_cast<std::int64_t>(tip.messages.size())};
    message.at = tip.received_at;
    return message;
}

}  // namespace

std::string reference_text(const std::string& prefix, std::int64_t number) {
    std::string digits = std::to_string(number);
    if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
    return prefix + "-" + digits;
}

std::optional<Reference> parse_reference(const std::string& text) {
    const auto dash = text.rfind('-');
    if (dash == std::string::npos || dash == 0) return std::nullopt;
    const char* first = text.data() + dash + 1;
    const char* last = text.data() + text.size();
    Reference reference{text.substr(0, dash), 0};
    const auto [end, error] = std::from_chars(first, last, reference.number);
    if (error != std::errc{} || end != last || reference.number < 1) return std::nullopt;
    // Only the one spelling: "EKB-1" and "EKB-0000001" name nothing.
    if (reference_text(reference.prefix, reference.number) != text) return std::nullopt;
    return reference;
}

std::optional<StoredReferral> load_referral(Connection& connection, std::int64_t seq) {
    StoredReferral referral;
    {
        Use row(connection,
                "SELECT prefix, number, contact, status, decision, sent_at, acknowledged_at,"
                " last_update FROM referral WHERE seq = ?",
                seq);
        if (!row.step()) return std::nullopt;
        referral.reference = reference_text(row.text(0), row.integer(1));
        referral.contact = row.text(2);
        referral.status = referral_status(row.integer(3));
        if (!row.null(4)) {
            referral.decision = checked(row.integer(4), routing::Decision::already_known);
        }
        referral.sent_at = row.maybe_time(5);
        referral.acknowledged_at = row.maybe_time(6);
        referral.last_update.bytes = row.bytes(7);
    }
    referral.outcomes = load_outcomes(connection, seq);
    return referral;
}

std::optional<StoredTip> load_tip_row(Connection& connection, routing::TipSeq seq) {
    Use row(connection,
            "SELECT status, received_at, urgent, salt, wrapped_key, source, channel, area,"
            " language, category FROM tip WHERE seq = ?",
            seq.value);
    if (!row.step()) return std::nullopt;
    return tip_at(row, seq, 0);
}

StoredTip tip_at(Use& row, routing::TipSeq seq, int column) {
    StoredTip tip;
    tip.seq = seq;
    tip.status = tip_status(row.integer(column));
    tip.received_at = row.time(column + 1);
    tip.urgent = row.integer(column + 2) != 0;
    tip.key.salt.bytes = row.array<16>(column + 3);
    tip.key.wrapped.bytes = row.bytes(column + 4);
    tip.source = row.text(column + 5);
    tip.channel = row.text(column + 6);
    tip.area = row.text(column + 7);
    tip.language = row.text(column + 8);
    tip.category = row.text(column + 9);
    return tip;
}

void load_messages(Connection& connection, StoredTip& tip, routing::MessageSeq first,
                   routing::MessageSeq last) {
    if (is_damaged([&] { read_messages(connection, tip, first, last); }))
        tip.messages.push_back(unreadable(tip));
}

std::optional<StoredTip> load_tip(Connection& connection, routing::TipSeq seq) {
    auto tip = load_tip_row(connection, seq);
    if (!tip) return std::nullopt;
    tip->has_return_address = has_return_address(connection, seq);
    load_quarantine(connection, *tip);
    load_messages(connection, *tip, first_message(seq), last_message(seq));
    if (is_damaged([&] { load_referrals(connection, *tip); }))
        tip->messages.push_back(unreadable(*tip));
    return tip;
}

}  // namespace tipwire::storage
