// SPDX-License-Identifier: Apache-2.0
// Reading media back into the values of the port, and how their rows are numbered.
#pragma once

#include "routing/port/medium_store.hpp"
#include "storage/sqlite/connection.hpp"

namespace tipwire::storage {

// message * 16 + number, and medium * 256 + number: what belongs together is a range.
inline routing::MediumSeq first_medium(routing::MessageSeq message) { return {message.value << 4}; }
inline routing::MessageSeq message_of(routing::MediumSeq medium) { return {medium.value >> 4}; }
inline std::int64_t first_piece(routing::MediumSeq medium) { return medium.value << 8; }

// Throw DamagedRow.
std::vector<routing::StoredMedium> load_media(Connection& connection, routing::TipSeq tip);
std::optional<routing::StoredMedium> load_medium(Connection& connection, routing::MediumSeq seq);

}  // namespace tipwire::storage
