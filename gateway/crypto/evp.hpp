// SPDX-License-Identifier: Apache-2.0
// What the folder shares of OpenSSL's EVP: owned contexts, algorithms fetched once, and checked
// results.
#pragma once

#include <openssl/evp.h>

#include <cstddef>
#include <memory>

namespace tipwire::gateway::evp {

// A call that cannot fail on a sound machine did. Clears OpenSSL's error queue, whose texts never
// travel further, and throws std::runtime_error with `what`.
void require(bool done, const char* what);
// After a failure that is part of the game (a value that does not authenticate).
void clear_errors() noexcept;

struct Free {
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using MacContext = std::unique_ptr<EVP_MAC_CTX, Free>;
using HashContext = std::unique_ptr<EVP_MD_CTX, Free>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free>;

MacContext new_mac_context(EVP_MAC* algorithm);
HashContext new_hash_context();
CipherContext new_cipher_context();

// Fetched once (a fetch costs more than the hash of a tip) and kept until the process ends: freeing
// them from a static destructor would race with OpenSSL's own. Thread-safe; contexts are not.
EVP_MAC* hmac();
EVP_MD* sha256();
EVP_CIPHER* aes256_gcm();
EVP_CIPHER* aes256_wrap_pad();
EVP_CIPHER* aes_ecb(std::size_t key_size);  // 16, 24 or 32

}  // namespace tipwire::gateway::evp
