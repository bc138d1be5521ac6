// SPDX-License-Identifier: Apache-2.0
// The keys that live and die: an own small file, wrapped, outside every backup. Format:
// key_store_format.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
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
    checkpoint = 7,      // KS, Ed25519 seeds, 24 h; not made by rotate()
};
std::string_view name(KeyPurpose purpose);  // empty if there is no such purpose

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

// All in days and at least 1. A key keeps the end of life it was made with when these change.
struct KeyLifetimes {
    int pseudonym_days =
        1;  // length of a KP epoch; the key lives until the end of the epoch after it + 1 h
    int return_address_days = 30;  // KA lives this long after its window of 7 days
    int idempotency_days =
        30;  // length of a KI epoch; the key lives until the end of the epoch after it
    int content_days = 30;    // length of a KT epoch
    int retention_days = 90;  // KT lives this long, and an epoch more, after its epoch
};

struct RotateOptions {
    // False while the wall clock is in doubt (it jumped by more than 10 minutes): keys are made,
    // none dies.
    bool may_destroy = true;
    // The oldest KT epoch under which an open tip is still wrapped: it and younger ones outlive
    // their time.
    std::uint32_t content_needed_from = UINT32_MAX;
};

// Folder: "store" (the wrapped keys), "wrap" (KW, wrapped under HKDF(KR,"tipwire/v1/keystore")).
// 0700/0600, ours. Not thread-safe.   Runs on: reactor; create, open and a rotate() that changes
// something block for a few fsyncs. Keys are wiped from memory when they die and when the store
// goes.
class KeyStore {
public:
    // Errors: bad_request (exists already), not_allowed (others can read the folder), unavailable
    // (cannot write).
    static routing::Result<KeyStore> create(const std::filesystem::path& folder,
                                            const routing::SecretKey& root,
                                            const KeyLifetimes& lifetimes, routing::Random& random,
                                            routing::Instant now);
    // Finishes what a crash interrupted. Errors: not_found (no store), damaged (detail "wrong root
    // key", or which file is damaged), not_allowed (others can read the folder or a file),
    // unavailable (cannot write).
    static routing::Result<KeyStore> open(const std::filesystem::path& folder,
                                          const routing::SecretKey& root,
                                          const KeyLifetimes& lifetimes, routing::Random& random);
    KeyStore(KeyStore&&) noexcept;
    KeyStore& operator=(KeyStore&&) noexcept;
    ~KeyStore();

    // Makes the keys of the epochs of `now`, and destroys those past their life: new KW, rewrite,
    // fsync, rename, fsync folder, overwrite the old KW. True if anything changed. Restartable at
    // every step. After an error the keys of before stay in use; the next call tries again. Errors:
    // unavailable.
    routing::Result<bool> rotate(routing::Instant now, RotateOptions options = {});
    routing::Result<bool> rotate(routing::Instant now, bool may_destroy);

    const StoredKey& current(
        KeyPurpose purpose) const;  // of the last rotate(); before it, the newest
    const StoredKey* previous(KeyPurpose purpose) const;  // the epoch before, if it lives
    const StoredKey* find(KeyPurpose purpose, std::uint32_t epoch) const;
    const std::vector<StoredKey>& all() const;  // ascending by purpose and epoch
    std::vector<KeyInfo> list() const;

    // Calls `changed` whenever any of the answers above may have changed, so that nothing derived
    // from a dead key stays in memory. Forgotten when its owner lets go of it.
    void watch(std::weak_ptr<std::function<void()>> changed) const;

private:
    struct State;
    explicit KeyStore(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// HMAC(KR, "tipwire/v1/check"): kept in the database, so that a wrong root key is refused at start.
std::array<std::uint8_t, 32> root_check_value(const routing::SecretKey& root);

}  // namespace tipwire::gateway
