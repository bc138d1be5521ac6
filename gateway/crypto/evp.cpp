// SPDX-License-Identifier: Apache-2.0
// Fetching, owning and checking for the rest of the folder.
#include "gateway/crypto/evp.hpp"

#include <openssl/err.h>

#include <stdexcept>

namespace tipwire::gateway::evp {
namespace {

EVP_CIPHER* fetch_cipher(const char* name) {
    EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, name, nullptr);
    require(cipher != nullptr, "OpenSSL lacks a cipher");
    return cipher;
}

}  // namespace

void clear_errors() noexcept { ERR_clear_error(); }

void require(bool done, const char* what) {
    if (done) return;
    clear_errors();
    throw std::runtime_error(what);
}

MacContext new_mac_context(EVP_MAC* algorithm) {
    MacContext context{EVP_MAC_CTX_new(algorithm)};
    require(context != nullptr, "OpenSSL gives no MAC context");
    return context;
}

HashContext new_hash_context() {
    HashContext context{EVP_MD_CTX_new()};
    require(context != nullptr, "OpenSSL gives no hash context");
    return context;
}

CipherContext new_cipher_context() {
    CipherContext context{EVP_CIPHER_CTX_new()};
    require(context != nullptr, "OpenSSL gives no cipher context");
    return context;
}

EVP_MAC* hmac() {
    static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    require(mac != nullptr, "OpenSSL lacks HMAC");
    return mac;
}

EVP_MD* sha256() {
    static EVP_MD* const hash = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    require(hash != nullptr, "OpenSSL lacks SHA-256");
    return hash;
}

EVP_CIPHER* aes256_gcm() {
    static EVP_CIPHER* const cipher = fetch_cipher("AES-256-GCM");
    return cipher;
}

EVP_CIPHER* aes256_wrap_pad() {
    static EVP_CIPHER* const cipher = fetch_cipher("AES-256-WRAP-PAD");
    return cipher;
}

EVP_CIPHER* aes_ecb(std::size_t key_size) {
    static EVP_CIPHER* const aes128 = fetch_cipher("AES-128-ECB");
    static EVP_CIPHER* const aes192 = fetch_cipher("AES-192-ECB");
    static EVP_CIPHER* const aes256 = fetch_cipher("AES-256-ECB");
    switch (key_size) {
        case 16: return aes128;
        case 24: return aes192;
        case 32: return aes256;
    }
    throw std::logic_error("AES has no key of this size");
}

}  // namespace tipwire::gateway::evp
