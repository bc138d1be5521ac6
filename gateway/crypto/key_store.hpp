// SPDX-License-Identifier: Apache-2.0
// The keys that live and die: an own small file, wrapped, outside every backup. Format: docs/ARCHITECTURE.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "routing/domain/result.hpp"
#include "routing/domain/secret.hpp"
#include "routing/domain/time.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

// The numbers are stored: never renumber.
enum class KeyPurpose : std::uint8_t {
    pseudonym = 1,       // KP, epochs of pseudonym_days
    return_address = 2,  // KA, windows of 7 days
    idempotency = 3,     // KI, epochs of 30 days
    tip_code = 4,        // KC, one at a time, rotated by hand
    content = 5,         // KT, epochs of 30 days
    public_id = 6,       // KN, one, travels with KT
    checkpoint = 7,      // KS, Ed25519 seeds, 24 h
};
std::string_view name(KeyPurpose purpose);

struct KeyInfo {  // what may be shown of a key
    KeyPurpose purpose = KeyPurpose::content;
    std::uint32_t epoch = 0;
    routing::Instant made_at;
    routing::Instant dies_at;  // max: by hand only
};
struct StoredKey {
    KeyInfo info;
    routing::SecretKey key;
    StoredKey() = default;
};

struct KeyLifetimes {
    int pseudonym_days = 1;
    int return_address_days = 30;
    int idempotency_days = 30;
    int content_days = 30;        // length of a KT epoch
    int retention_days = 90;      // KT lives this long after its epoch, and as long as a tip may be open
};

// Folder: "store" (the wrapped keys), "wrap" (KW, wrapped under HKDF(KR,"tipwire/v1/keystore")). 0700/0600.
class KeyStore {
public:
    // Errors: bad_request (exists already), unavailable (cannot write).
    static routing::Result<KeyStore> create(const std::filesystem::path& folder,
                                            const routing::SecretKey& root,
                                            const KeyLifetimes& lifetimes, routing::Random& random,
                                            routing::Instant now);
    // Errors: not_found (no store), damaged (wrong root key or damaged file: says which is likelier).
    static routing::Result<KeyStore> open(const std::filesystem::path& folder,
                                          const routing::SecretKey& root,
                                          const KeyLifetimes& lifetimes, routing::Random& random);
    KeyStore(KeyStore&&) noexcept;
    KeyStore& operator=(KeyStore&&) noexcept;
    ~KeyStore();

    // Makes the keys of the epochs of `now`, and destroys those past their life: new KW, rewrite, fsync,
    // rename, fsync folder, overwrite the old KW. True if anything changed. Restartable at every step.
    // Blocks for a few fsyncs.   Errors: unavailable.
    routing::Result<bool> rotate(routing::Instant now);

    const StoredKey& current(KeyPurpose purpose) const;   // of the last rotate()
    const StoredKey* previous(KeyPurpose purpose) const;  // the epoch before, if it lives
    const StoredKey* find(KeyPurpose purpose, std::uint32_t epoch) const;
    std::vector<KeyInfo> list() const;

private:
    struct State;
    explicit KeyStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// HMAC(KR, "tipwire/v1/check"): kept in the database, so that a wrong root key is refused at start.
std::array<std::uint8_t, 32> root_check_value(const routing::SecretKey& root);

}  // namespace tipwire::gateway
