// SPDX-License-Identifier: Apache-2.0
// AES-256-GCM (NIST SP 800-38D) with a context that is reused, and re-keyed when the key changes.
#pragma once

#include <cstdint>
#include <span>

#include "gateway/crypto/evp.hpp"
#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

// Not thread-safe.
class Aes256Gcm {
public:
    static constexpr std::size_t nonce_size = 12;
    static constexpr std::size_t tag_size = 16;
    using Nonce = std::span<const std::uint8_t, nonce_size>;
    using Key = std::span<const std::uint8_t, 32>;

    Aes256Gcm();  // without a key: set_key() comes first
    explicit Aes256Gcm(Key key);

    void set_key(Key key);
    // Encrypts text in place. A nonce is used once with a key.
    void seal(Nonce nonce, routing::ByteView bound, std::span<std::uint8_t> text,
              std::span<std::uint8_t, tag_size> tag);
    // Into plain, which has the size of text. False, and plain wiped, if it is not authentic.
    bool open(Nonce nonce, routing::ByteView bound, routing::ByteView text,
              std::span<const std::uint8_t, tag_size> tag, std::span<std::uint8_t> plain);

private:
    evp::CipherContext context_;
};

}  // namespace tipwire::gateway
