// SPDX-License-Identifier: Apache-2.0
// Links to media, for one contact and a while. Everything they mean is sealed in them, so there is
// no table of links, and nothing to guess.
//
// /m/ base64url( nonce (12) | sealed: medium (8), end in hours since 1970 (4), contact | tag (16) )
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/crypto/aead.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/secret.hpp"
#include "routing/domain/time.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

struct OpenedLink {
    routing::MediumSeq medium;
    std::string contact;
};

// Runs on: reactor.
class MediaLinks {
public:
    // The key is derived from the root key ("tipwire/v1/media-link"): a restart ends no link.
    MediaLinks(const routing::SecretKey& root, routing::Random& random, routing::Duration life);

    // The token: unreserved characters of a URL only.
    std::string token(routing::MediumSeq medium, std::string_view contact, routing::Instant now);
    // nullopt: not made here, changed, or past its end.
    std::optional<OpenedLink> open(std::string_view token, routing::Instant now);

private:
    routing::Random& random_;
    routing::Duration life_;
    Aes256Gcm cipher_;
};

}  // namespace tipwire::gateway
