// SPDX-License-Identifier: Apache-2.0
// Deriving the vault's contexts from the key store.
#include "gateway/crypto/vault_keys.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using routing::SecretKey;

constexpr std::string_view address_label = "tipwire/v1/return-address";
constexpr std::string_view address_mac_label = "tipwire/v1/return-address-mac";
constexpr std::string_view code_label = "tipwire/v1/tip-code";
constexpr std::string_view content_label = "tipwire/v1/tip-key";
constexpr std::string_view public_id_label = "tipwire/v1/public-id";

SecretKey subkey(const StoredKey& key, std::string_view label) {
    Digest256 derived = hkdf(key.key.reveal(), label);
    SecretKey secret{derived};
    routing::wipe(derived);
    return secret;
}

SecretKey extracted_key(const StoredKey& key) {
    Digest256 extracted = hkdf_extract(key.key.reveal());
    SecretKey secret{extracted};
    routing::wipe(extracted);
    return secret;
}

std::optional<EpochMac> previous_mac(const KeyStore& keys, KeyPurpose purpose,
                                     std::string_view label) {
    const StoredKey* previous = keys.previous(purpose);
    if (!previous) return std::nullopt;
    return EpochMac{*previous, label};
}

const StoredKey& previous_or_current(const KeyStore& keys, KeyPurpose purpose) {
    const StoredKey* previous = keys.previous(purpose);
    return previous ? *previous : keys.current(purpose);
}

template <class Use>
std::vector<Use> one_for_each(const KeyStore& keys, KeyPurpose purpose) {
    std::vector<Use> uses;
    for (const StoredKey& key : keys.all())
        if (key.info.purpose == purpose) uses.emplace_back(key);
    return uses;
}

evp::CipherContext ecb_context(const SecretKey& key, int encrypting) {
    auto context = evp::new_cipher_context();
    const bool done = EVP_CipherInit_ex2(context.get(), evp::aes_ecb(32), key.reveal().data(),
                                         nullptr, encrypting, nullptr) == 1 &&
                      EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1;
    evp::require(done, "AES takes no key");
    return context;
}

void cipher_block(EVP_CIPHER_CTX* context, const std::array<std::uint8_t, 16>& in,
                  std::array<std::uint8_t, 16>& out) {
    int size = 0;
    const int done = EVP_CipherUpdate(context, out.data(), &size, in.data(), 16);
    evp::require(done == 1 && size == 16, "AES failed");
}

}  // namespace

EpochMac::EpochMac(const StoredKey& key, std::string_view label)
    : epoch_(key.info.epoch), mac_(Hmac::Hash::sha256, subkey(key, label).reveal()) {}

routing::KeyedMac EpochMac::of(std::initializer_list<std::string_view> parts) {
    routing::KeyedMac mac;
    mac.epoch = epoch_;
    mac_.write(parts, mac.bytes);
    return mac;
}

EpochMacPair::EpochMacPair(const KeyStore& keys, KeyPurpose purpose, std::string_view label)
    : current_(keys.current(purpose), label), previous_(previous_mac(keys, purpose, label)) {}

routing::EpochMacs EpochMacPair::of(std::initializer_list<std::string_view> parts) {
    routing::EpochMacs macs;
    macs.current = current_.of(parts);
    if (previous_) macs.previous = previous_->of(parts);
    return macs;
}

AddressWindow::AddressWindow(const StoredKey& key)
    : epoch_(key.info.epoch),
      extracted_(Hmac::Hash::sha256, extracted_key(key).reveal()),
      mac_(key, address_mac_label) {}

void AddressWindow::derive(const routing::TipSalt& salt, std::span<std::uint8_t, 32> address_key) {
    hkdf_expand(extracted_, address_label, routing::as_text(salt.bytes), address_key);
}

ContentKey::ContentKey(const StoredKey& key)
    : epoch(key.info.epoch), cipher(subkey(key, content_label).reveal()) {}

PublicIdCipher::PublicIdCipher(const StoredKey& key) {
    const SecretKey derived = subkey(key, public_id_label);
    encrypt_ = ecb_context(derived, 1);
    decrypt_ = ecb_context(derived, 0);
}

routing::PublicId PublicIdCipher::encrypt(const std::array<std::uint8_t, 16>& block) {
    routing::PublicId id;
    cipher_block(encrypt_.get(), block, id.bytes);
    return id;
}

std::array<std::uint8_t, 16> PublicIdCipher::decrypt(const routing::PublicId& id) {
    std::array<std::uint8_t, 16> block;
    cipher_block(decrypt_.get(), id.bytes, block);
    return block;
}

VaultKeys::VaultKeys(const KeyStore& keys)
    : pseudonyms(keys, KeyPurpose::pseudonym, "tipwire/v1/pseudonym"),
      idempotency(keys, KeyPurpose::idempotency, "tipwire/v1/idempotency"),
      windows(one_for_each<AddressWindow>(keys, KeyPurpose::return_address)),
      contents(one_for_each<ContentKey>(keys, KeyPurpose::content)),
      codes(subkey(keys.current(KeyPurpose::tip_code), code_label)),
      codes_before(subkey(previous_or_current(keys, KeyPurpose::tip_code), code_label)),
      has_codes_before(keys.previous(KeyPurpose::tip_code) != nullptr),
      public_ids(keys.current(KeyPurpose::public_id)),
      current_window_epoch_(keys.current(KeyPurpose::return_address).info.epoch),
      current_content_epoch_(keys.current(KeyPurpose::content).info.epoch) {}

AddressWindow* VaultKeys::window(std::uint32_t epoch) {
    const auto found = std::ranges::find(windows, epoch, &AddressWindow::epoch);
    return found == windows.end() ? nullptr : &*found;
}

AddressWindow& VaultKeys::current_window() {
    AddressWindow* current = window(current_window_epoch_);
    TIPWIRE_ASSERT(current != nullptr);
    return *current;
}

ContentKey* VaultKeys::content(std::uint32_t epoch) {
    const auto found = std::ranges::find(contents, epoch, &ContentKey::epoch);
    return found == contents.end() ? nullptr : &*found;
}

ContentKey& VaultKeys::current_content() {
    ContentKey* current = content(current_content_epoch_);
    TIPWIRE_ASSERT(current != nullptr);
    return *current;
}

}  // namespace tipwire::gateway
