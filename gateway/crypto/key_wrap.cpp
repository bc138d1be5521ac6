// SPDX-License-Identifier: Apache-2.0
// KWP through EVP. Used when the key store is read or written, never for a message.
#include "gateway/crypto/key_wrap.hpp"

#include "gateway/crypto/evp.hpp"

namespace tipwire::gateway {
namespace {

enum class KeyWrapWay : int { unwrap = 0, wrap = 1 };

evp::CipherContext key_wrap_context(const routing::SecretKey& wrapping, KeyWrapWay way) {
    auto context = evp::new_cipher_context();
    EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    const int done =
        EVP_CipherInit_ex2(context.get(), evp::aes256_wrap_pad(), wrapping.reveal().data(), nullptr,
                           static_cast<int>(way), nullptr);
    evp::require(done == 1, "AES key wrap takes no key");
    return context;
}

}  // namespace

routing::Bytes wrap_keys(const routing::SecretKey& wrapping, routing::ByteView plain) {
    const auto context = key_wrap_context(wrapping, KeyWrapWay::wrap);
    routing::Bytes wrapped(plain.size() + key_wrap_overhead_max);
    int size = 0;
    const int done = EVP_CipherUpdate(context.get(), wrapped.data(), &size, plain.data(),
                                      static_cast<int>(plain.size()));
    evp::require(done == 1 && size > 0, "AES key wrap failed");
    wrapped.resize(static_cast<std::size_t>(size));
    return wrapped;
}

std::optional<routing::Secret<routing::Bytes>> unwrap_keys(const routing::SecretKey& wrapping,
                                                           routing::ByteView wrapped) {
    if (wrapped.size() < 16 || wrapped.size() % 8 != 0) return std::nullopt;  // RFC 5649, section 3
    const auto context = key_wrap_context(wrapping, KeyWrapWay::unwrap);
    routing::Bytes plain(wrapped.size());
    int size = 0;
    const int done = EVP_CipherUpdate(context.get(), plain.data(), &size, wrapped.data(),
                                      static_cast<int>(wrapped.size()));
    if (done != 1 || size <= 0) {
        evp::clear_errors();
        routing::wipe(plain);
        return std::nullopt;
    }
    routing::Secret<routing::Bytes> keys{
        routing::Bytes(plain.begin(), plain.begin() + static_cast<std::ptrdiff_t>(size))};
    routing::wipe(plain);
    return keys;
}

}  // namespace tipwire::gateway
