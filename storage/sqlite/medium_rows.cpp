// SPDX-License-Identifier: Apache-2.0
// Rows of media into values.
#include "storage/sqlite/medium_rows.hpp"

#include "storage/sqlite/tip_rows.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

StoredMedium medium_at(Use& row) {
    StoredMedium medium;
    medium.seq = {row.integer(0)};
    medium.message = message_of(medium.seq);
    medium.state = checked(row.integer(1), MediumState::held);
    medium.reason = row.text(2);
    medium.head.bytes = row.bytes(3);
    return medium;
}

}  // namespace

std::vector<StoredMedium> load_media(Connection& connection, TipSeq tip) {
    const auto first = first_medium(first_message(tip));
    const auto past = first_medium(first_message({tip.value + 1}));
    std::vector<StoredMedium> media;
    Use rows(connection,
             "SELECT seq, state, reason, head FROM medium WHERE seq >= ? AND seq < ? ORDER BY seq",
             first.value, past.value);
    while (rows.step()) media.push_back(medium_at(rows));
    return media;
}

std::optional<StoredMedium> load_medium(Connection& connection, MediumSeq seq) {
    std::optional<StoredMedium> medium;
    {
        Use row(connection, "SELECT seq, state, reason, head FROM medium WHERE seq = ?", seq.value);
        if (!row.step()) return medium;
        medium = medium_at(row);
    }
    const auto first = first_piece(seq);
    Use rows(connection, "SELECT piece FROM medium_piece WHERE seq BETWEEN ? AND ? ORDER BY seq",
             first, first + pieces_per_medium_max - 1);
    while (rows.step()) {
        SealedBody piece;
        piece.bytes = rows.bytes(0);
        medium->pieces.push_back(std::move(piece));
    }
    return medium;
}

}  // namespace tipwire::storage
