// SPDX-License-Identifier: Apache-2.0
// Ed25519 over OpenSSL's EVP.
#include "gateway/crypto/ed25519.hpp"

#include "gateway/crypto/evp.hpp"
#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t public_key_size = 32;
constexpr std::size_t signature_size = 64;

struct FreePublicKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

}  // namespace

struct Ed25519PublicKey::State {
    std::unique_ptr<EVP_PKEY, FreePublicKey> key;
};

std::optional<Ed25519PublicKey> Ed25519PublicKey::from_base64(std::string_view text) {
    const auto bytes = gateway::from_base64(text);
    if (!bytes || bytes->size() != public_key_size) return std::nullopt;
    auto state = std::make_unique<State>();
    state->key.reset(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes->data(), bytes->size()));
    evp::require(state->key != nullptr, "OpenSSL takes no Ed25519 key");
    return Ed25519PublicKey(std::move(state));
}

bool Ed25519PublicKey::verifies(std::string_view message, routing::ByteView signature) const {
    if (signature.size() != signature_size) return false;
    const evp::HashContext context = evp::new_hash_context();
    evp::require(
        EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, state_->key.get()) == 1,
        "Ed25519 failed");
    const auto bytes = routing::as_bytes(message);
    const bool good = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                       bytes.data(), bytes.size()) == 1;
    if (!good) evp::clear_errors();
    return good;
}

Ed25519PublicKey::Ed25519PublicKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
Ed25519PublicKey::~Ed25519PublicKey() = default;
Ed25519PublicKey::Ed25519PublicKey(Ed25519PublicKey&&) noexcept = default;
Ed25519PublicKey& Ed25519PublicKey::operator=(Ed25519PublicKey&&) noexcept = default;

}  // namespace tipwire::gateway
