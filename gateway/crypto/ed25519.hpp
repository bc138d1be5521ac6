// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures (RFC 8032) of others: only ever verified here.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {

class Ed25519PublicKey {
public:
    // 32 bytes in base64. nullopt if they are not.
    static std::optional<Ed25519PublicKey> from_base64(std::string_view text);
    ~Ed25519PublicKey();
    Ed25519PublicKey(Ed25519PublicKey&&) noexcept;
    Ed25519PublicKey& operator=(Ed25519PublicKey&&) noexcept;

    // Any bytes as a signature; what is not 64 of them is none.
    bool verifies(std::string_view message, routing::ByteView signature) const;

private:
    struct State;
    explicit Ed25519PublicKey(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
