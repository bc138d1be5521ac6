// SPDX-License-Identifier: Apache-2.0
// The Vault over a KeyStore and OpenSSL.
#pragma once

#include <memory>

#include "gateway/crypto/key_store.hpp"
#include "routing/port/random.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// The store and the generator outlive the vault. Keys are looked up at each call, so a rotation shows at once.
std::unique_ptr<routing::Vault> make_key_vault(const KeyStore& keys, routing::Random& random);

// FF1 (NIST SP 800-38G) over decimal digits with AES-256, an empty tweak; digits.size() is 15.
class Ff1 {
public:
    explicit Ff1(const routing::SecretKey& key);
    ~Ff1();
    std::uint64_t encrypt(std::uint64_t number) const;  // number < 10^15, so is the result
    std::uint64_t decrypt(std::uint64_t number) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// The system generator. Throws if it fails.
class SystemRandom : public routing::Random {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace tipwire::gateway
