// SPDX-License-Identifier: Apache-2.0
// When keys begin and when they die: pure arithmetic on the lifetimes.
#pragma once

#include <cstdint>

#include "gateway/crypto/key_store.hpp"

namespace tipwire::gateway {

// Key purposes that rotate() makes; the others (checkpoint) are made by who uses them.
inline constexpr KeyPurpose rotated_purposes[]{KeyPurpose::pseudonym,   KeyPurpose::return_address,
                                               KeyPurpose::idempotency, KeyPurpose::tip_code,
                                               KeyPurpose::content,     KeyPurpose::public_id};

// Keys without an end, changed by hand: their epochs count 1, 2, 3.
bool is_changed_by_hand(KeyPurpose purpose);

// The number of the epoch that holds `now`: whole days since 1970 over the epoch's length. 1 for
// those by hand.
std::uint32_t epoch_at(KeyPurpose purpose, const KeyLifetimes& lifetimes, routing::Instant now);

// The first instant at which a key of this epoch may be destroyed; max for those by hand.
routing::Instant death_of(KeyPurpose purpose, const KeyLifetimes& lifetimes, std::uint32_t epoch);

}  // namespace tipwire::gateway
