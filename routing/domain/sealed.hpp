// SPDX-License-Identifier: Apache-2.0
// What is left of a message after anonymise(): keyed MACs and sealed bytes. All of it may be
// stored.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "routing/domain/bytes.hpp"
#include "routing/domain/ids.hpp"

namespace tipwire::routing {

// A keyed MAC of which only the first 16 bytes are kept, and the epoch of its key.
struct KeyedMac {
    std::uint32_t epoch = 0;
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const KeyedMac&) const = default;
};

// The same value under the current key and, while that one lives, under the previous one.
// New rows use `current`; lookups try both (threat model: epoch edges).
struct EpochMacs {
    KeyedMac current;
    std::optional<KeyedMac> previous;
};

using IdempotencyKey = EpochMacs;  // HMAC(KI, source || provider's message id)
using Pseudonym = EpochMacs;       // HMAC(KP, channel || E.164 number)

// Sealed values: scheme version (1 byte), key epoch (4 bytes, big endian), then what the scheme
// says.
struct SealedBody {
    Bytes bytes;  // AES-256-GCM under the tip's data key, padded to a size step
};
struct SealedAddress {
    Bytes bytes;  // AES-256-GCM under a key derived from KA[window] and the tip's salt
};
struct WrappedKey {
    Bytes bytes;  // the tip's data key under KT[month]
};

// What is stored once for each tip, so that its values can be opened while the keys live.
struct TipKey {
    TipSalt salt;
    WrappedKey wrapped;
};

// Where a reply may go: the sealed number, and a MAC under the same window so that STOP finds it.
struct ReturnAddress {
    SealedAddress sealed;
    KeyedMac mac;
};

}  // namespace tipwire::routing
