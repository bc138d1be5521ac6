// SPDX-License-Identifier: Apache-2.0
// What a signature is over, as a profile writes it: "{body}.{nonce}.{timestamp}".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/provider_profile.hpp"
#include "gateway/sms/hook_request.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

class SignedTemplate {
public:
    // Errors: bad_request: an unknown placeholder, {url} without a public URL, no {body}.
    static routing::Result<SignedTemplate> create(const config::Verifier& verifier,
                                                  const std::string& public_url);

    // The forms that the signed text can have, in pieces: two where the URL is signed, with its
    // default port and without. Views into the request and this. None: a header is missing or there
    // twice, the nonce has other characters than letters, digits and + / = _ -, so that no byte of
    // the body could pass for one of it, or the timestamp is not within the window.
    using Pieces = std::vector<std::string_view>;
    std::vector<Pieces> of(const HookRequest& request, routing::Instant now) const;

private:
    enum class Place { literal, body, url, nonce, timestamp };
    struct Piece {
        Place place = Place::literal;
        std::string text;
    };
    struct Values {
        std::string_view nonce, timestamp;
    };

    SignedTemplate() = default;
    bool uses(Place place) const;
    std::optional<Values> values_of(const HookRequest& request, routing::Instant now) const;

    std::vector<Piece> pieces_;
    std::vector<std::string> bases_;  // one, and unused, where the URL is not signed
    std::string nonce_header_, timestamp_header_;
    std::chrono::seconds window_{0};
};

}  // namespace tipwire::gateway
