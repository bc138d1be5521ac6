// SPDX-License-Identifier: Apache-2.0
// What the vault derives from the key store: contexts that are keyed once and live as long as their
// keys.
//
// Every stored key is used through HKDF-SHA-256 only, with an empty salt and these labels:
//   KP "tipwire/v1/pseudonym"    KI "tipwire/v1/idempotency"    KC "tipwire/v1/tip-code"    KN
//   "tipwire/v1/public-id" KT "tipwire/v1/tip-key"      KA "tipwire/v1/return-address" | salt, and
//   "tipwire/v1/return-address-mac"
#pragma once

#include <optional>
#include <vector>

#include "gateway/crypto/aead.hpp"
#include "gateway/crypto/evp.hpp"
#include "gateway/crypto/ff1.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/mac.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/sealed.hpp"

namespace tipwire::gateway {

// An HMAC under the keys of one epoch.
class EpochMac {
public:
    EpochMac(const StoredKey& key, std::string_view label);
    routing::KeyedMac of(std::initializer_list<std::string_view> parts);

private:
    std::uint32_t epoch_;
    Hmac mac_;
};

// Under the current key, and the previous one while it lives.
class EpochMacPair {
public:
    EpochMacPair(const KeyStore& keys, KeyPurpose purpose, std::string_view label);
    routing::EpochMacs of(std::initializer_list<std::string_view> parts);

private:
    EpochMac current_;
    std::optional<EpochMac> previous_;
};

// One KA window. The key of an address is HKDF(KA, label | salt): its first half is the same for
// the whole window.
class AddressWindow {
public:
    explicit AddressWindow(const StoredKey& key);
    std::uint32_t epoch() const { return epoch_; }
    void derive(const routing::TipSalt& salt, std::span<std::uint8_t, 32> address_key);
    routing::KeyedMac mac_of(std::string_view number) { return mac_.of({number}); }

private:
    std::uint32_t epoch_;
    Hmac extracted_;
    EpochMac mac_;
};

// One KT epoch.
struct ContentKey {
    std::uint32_t epoch;
    Aes256Gcm cipher;
    explicit ContentKey(const StoredKey& key);
};

// One AES block each way under KN.
class PublicIdCipher {
public:
    explicit PublicIdCipher(const StoredKey& key);
    routing::PublicId encrypt(const std::array<std::uint8_t, 16>& block);
    std::array<std::uint8_t, 16> decrypt(const routing::PublicId& id);

private:
    evp::CipherContext encrypt_;
    evp::CipherContext decrypt_;
};

struct VaultKeys {
    explicit VaultKeys(const KeyStore& keys);

    AddressWindow& current_window();
    AddressWindow* window(std::uint32_t epoch);  // null if its key is gone
    ContentKey& current_content();
    ContentKey* content(std::uint32_t epoch);  // null if its key is gone

    EpochMacPair pseudonyms;
    EpochMacPair idempotency;
    std::vector<AddressWindow> windows;
    std::vector<ContentKey> contents;
    Ff1 codes;
    Ff1 codes_before;  // the current one again if there is none before: the same work for every
                       // code
    bool has_codes_before;
    PublicIdCipher public_ids;
    Aes256Gcm tip_cipher;  // re-keyed for each tip and each address

private:
    std::uint32_t current_window_epoch_;
    std::uint32_t current_content_epoch_;
};

}  // namespace tipwire::gateway
