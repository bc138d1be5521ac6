// SPDX-License-Identifier: Apache-2.0
// Interprets a provider profile: proof of origin over the raw request first, then its fields.
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/http/message.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"
#include "routing/port/clock.hpp"

namespace tipwire::gateway {

struct DeliveryReport {      // of an MT message of ours
    std::string reference;   // our own reference, if the provider hands it back
    bool delivered = false;
    bool final = false;
};
struct Inbound {
    std::vector<routing::InboundMessage> messages;
    std::vector<DeliveryReport> reports;
    Inbound() = default;
};

class ProfileReader {
public:
    // source.kind names the profile. Errors: bad_request (a secret that the verifier cannot use).
    static routing::Result<ProfileReader> create(config::ProviderProfile profile,
                                                 const config::Source& source,
                                                 std::string public_url);
    ProfileReader(ProfileReader&&) noexcept;
    ~ProfileReader();

    // Proof of origin over the raw bytes; path_token is the {token} of the path or "".
    // Errors: bad_signature, always the same detail.
    routing::Result<void> verify(const Request& request, std::string_view path_token,
                                 routing::Instant now);
    // Errors: unsupported_media, unreadable_body, too_large.
    routing::Result<Inbound> parse(const Request& request, std::string_view path_token) const;
    const config::ProviderProfile& profile() const;

private:
    struct State;
    explicit ProfileReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// The text of a message whose bytes are in the provider's charset: always valid UTF-8; what cannot be
// read becomes U+FFFD, a UTF-16 unit left over too. Charsets: utf-8, utf-16be, iso-8859-1, 8-bit (as
// UTF-8 if valid, else Latin-1), gsm (03.38 with its extension, one septet a byte).
std::string decode_text(std::string_view bytes, std::string_view charset);

}  // namespace tipwire::gateway
