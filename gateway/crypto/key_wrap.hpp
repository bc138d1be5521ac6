// SPDX-License-Identifier: Apache-2.0
// Keys under keys: AES-256 key wrap with padding (KWP, RFC 5649, NIST SP 800-38F).
#pragma once

#include <optional>

#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t key_wrap_overhead_max = 8 + 7;  // check block and padding

// Deterministic and authenticated; needs no nonce. plain is not empty.
routing::Bytes wrap_keys(const routing::SecretKey& wrapping, routing::ByteView plain);
// nullopt if it was not wrapped under this key, or was changed.
std::optional<routing::Secret<routing::Bytes>> unwrap_keys(const routing::SecretKey& wrapping,
                                                           routing::ByteView wrapped);

}  // namespace tipwire::gateway
