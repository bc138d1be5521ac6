// SPDX-License-Identifier: Apache-2.0
// SHA-256, HMAC and HKDF with fetched algorithms and contexts that keep their key.
#include "gateway/crypto/mac.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>

#include "gateway/crypto/evp.hpp"
#include "routing/domain/assert.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

struct HashKind {
    const char* digest;
    std::size_t size;
};

HashKind kind_of(Hmac::Hash hash) {
    switch (hash) {
        case Hmac::Hash::md5: return {"MD5", 16};
        case Hmac::Hash::sha1: return {"SHA1", 20};
        case Hmac::Hash::sha256: return {"SHA256", 32};
        case Hmac::Hash::sha384: return {"SHA384", 48};
        case Hmac::Hash::sha512: return {"SHA512", 64};
    }
    TIPWIRE_ASSERT(false);
}

const std::uint8_t* not_null(routing::ByteView bytes) {
    static constexpr std::uint8_t nothing =
        0;  // EVP_MAC_init takes a null key for "the one before"
    return bytes.empty() ? &nothing : bytes.data();
}

}  // namespace

Digest256 sha256(routing::ByteView data) {
    thread_local const evp::HashContext context = evp::new_hash_context();
    Digest256 digest;
    const bool done = EVP_DigestInit_ex2(context.get(), evp::sha256(), nullptr) == 1 &&
                      EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1 &&
                      EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
    evp::require(done, "SHA-256 failed");
    return digest;
}

std::array<std::uint8_t, 16> md5(std::initializer_list<std::string_view> parts) {
    const evp::HashContext context = evp::new_hash_context();
    std::array<std::uint8_t, 16> digest;
    bool done = EVP_DigestInit_ex2(context.get(), EVP_md5(), nullptr) == 1;
    for (const std::string_view part : parts)
        done = done && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    done = done && EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
    evp::require(done, "MD5 failed");
    return digest;
}

struct Hmac::State {
    evp::MacContext context;
    std::size_t size = 0;
};

Hmac::Hmac(Hash hash, routing::ByteView key) : state_(std::make_unique<State>()) {
    const HashKind kind = kind_of(hash);
    state_->context = evp::new_mac_context(evp::hmac());
    state_->size = kind.size;
    const OSSL_PARAM parameters[]{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(kind.digest), 0),
        OSSL_PARAM_construct_end()};
    evp::require(EVP_MAC_init(state_->context.get(), not_null(key), key.size(), parameters) == 1,
                 "HMAC takes no key");
}

Hmac::~Hmac() = default;
Hmac::Hmac(Hmac&&) noexcept = default;
Hmac& Hmac::operator=(Hmac&&) noexcept = default;

routing::Bytes Hmac::of(std::initializer_list<std::string_view> parts) {
    return of(std::span(parts.begin(), parts.size()));
}

routing::Bytes Hmac::of(std::span<const std::string_view> parts) {
    routing::Bytes mac(state_->size);
    write(parts, mac);
    return mac;
}

void Hmac::write(std::initializer_list<std::string_view> parts, std::span<std::uint8_t> out) {
    write(std::span(parts.begin(), parts.size()), out);
}

void Hmac::write(std::span<const std::string_view> parts, std::span<std::uint8_t> out) {
    TIPWIRE_ASSERT(out.size() <= state_->size);
    EVP_MAC_CTX* const context = state_->context.get();
    // Starts anew under the same key: three times as fast as keying it again.
    bool done = EVP_MAC_init(context, nullptr, 0, nullptr) == 1;
    for (const std::string_view part : parts)
        done = done && EVP_MAC_update(context, routing::as_bytes(part).data(), part.size()) == 1;
    std::array<std::uint8_t, 64> mac;
    std::size_t size = 0;
    done = done && EVP_MAC_final(context, mac.data(), &size, mac.size()) == 1;
    evp::require(done && size == state_->size, "HMAC failed");
    std::copy_n(mac.begin(), out.size(), out.begin());
    routing::wipe(mac);  // it may be a derived key
}

Digest256 hkdf_extract(routing::ByteView key, routing::ByteView salt) {
    Digest256 extracted;
    Hmac{Hmac::Hash::sha256, salt}.write({routing::as_text(key)}, extracted);
    return extracted;
}

// RFC 5869, 2.3: one block of output is HMAC(PRK, info | 0x01).
void hkdf_expand(Hmac& extracted, std::string_view label, std::string_view more,
                 std::span<std::uint8_t, 32> out) {
    extracted.write({label, more, "\x01"}, out);
}

Digest256 hkdf(routing::ByteView key, std::string_view label, routing::ByteView salt) {
    Digest256 extracted = hkdf_extract(key, salt);
    Hmac expander{Hmac::Hash::sha256, extracted};
    routing::wipe(extracted);
    Digest256 derived;
    hkdf_expand(expander, label, {}, derived);
    return derived;
}

bool equal_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace tipwire::gateway
