// SPDX-License-Identifier: Apache-2.0
// GCM through EVP. A fresh nonce without a key keeps the key schedule: half the price of keying
// anew.
#include "gateway/crypto/aead.hpp"

#include <algorithm>
#include <array>

#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

constexpr int decrypting = 0;
constexpr int encrypting = 1;

bool start_gcm(EVP_CIPHER_CTX* context, Aes256Gcm::Nonce nonce, int direction,
               routing::ByteView bound) {
    int size = 0;
    return EVP_CipherInit_ex2(context, nullptr, nullptr, nonce.data(), direction, nullptr) == 1 &&
           EVP_CipherUpdate(context, nullptr, &size, bound.data(),
                            static_cast<int>(bound.size())) == 1;
}

}  // namespace

Aes256Gcm::Aes256Gcm() : context_(evp::new_cipher_context()) {
    const int done = EVP_CipherInit_ex2(context_.get(), evp::aes256_gcm(), nullptr, nullptr,
                                        encrypting, nullptr);
    evp::require(done == 1, "AES-GCM cannot be set up");
}

Aes256Gcm::Aes256Gcm(Key key) : Aes256Gcm() { set_key(key); }

void Aes256Gcm::set_key(Key key) {
    const int done =
        EVP_CipherInit_ex2(context_.get(), nullptr, key.data(), nullptr, encrypting, nullptr);
    evp::require(done == 1, "AES-GCM takes no key");
}

void Aes256Gcm::seal(Nonce nonce, routing::ByteView bound, std::span<std::uint8_t> text,
                     std::span<std::uint8_t, tag_size> tag) {
    EVP_CIPHER_CTX* const context = context_.get();
    int size = 0;
    int rest = 0;
    const bool done =
        start_gcm(context, nonce, encrypting, bound) &&
        EVP_CipherUpdate(context, text.data(), &size, text.data(), static_cast<int>(text.size())) ==
            1 &&
        EVP_CipherFinal_ex(context, tag.data(), &rest) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) == 1;
    evp::require(done && size == static_cast<int>(text.size()), "AES-GCM failed to seal");
}

bool Aes256Gcm::open(Nonce nonce, routing::ByteView bound, routing::ByteView text,
                     std::span<const std::uint8_t, tag_size> tag, std::span<std::uint8_t> plain) {
    TIPWIRE_ASSERT(plain.size() == text.size());
    EVP_CIPHER_CTX* const context = context_.get();
    std::array<std::uint8_t, tag_size> expected;
    std::ranges::copy(tag, expected.begin());
    int size = 0;
    int rest = 0;
    std::uint8_t nothing = 0;
    const bool ready =
        start_gcm(context, nonce, decrypting, bound) &&
        EVP_CipherUpdate(context, plain.data(), &size, text.data(),
                         static_cast<int>(text.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, tag_size, expected.data()) == 1;
    evp::require(ready, "AES-GCM failed to open");
    if (EVP_CipherFinal_ex(context, &nothing, &rest) == 1) return true;
    evp::clear_errors();
    routing::wipe(plain.data(), plain.size());
    return false;
}

}  // namespace tipwire::gateway
