// SPDX-License-Identifier: Apache-2.0
// The Vault over a KeyStore and OpenSSL.
#pragma once

#include <memory>

#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/system_random.hpp"
#include "routing/port/random.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// The store and the generator outlive the vault. A rotation shows at once, and nothing derived from
// a key outlives it. The formats of what it makes: sealed_value.hpp.
std::unique_ptr<routing::Vault> make_key_vault(const KeyStore& keys, routing::Random& random);

}  // namespace tipwire::gateway
