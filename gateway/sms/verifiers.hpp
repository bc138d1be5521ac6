// SPDX-License-Identifier: Apache-2.0
// Proofs of origin: what a provider must show before a single byte of its request is read as a
// message.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/sms/hook_request.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// Every secret of a rotation is tried each time, and compared in constant time: how long it takes
// does not tell which one held, or how much of it.   Runs on: reactor.
class OriginProof {
public:
    virtual ~OriginProof() = default;
    virtual bool holds(const HookRequest& request, routing::Instant now) = 0;
};

// Errors: bad_request: no or a blank secret, one that the verifier cannot use, a missing user or
// public URL, a place nobody knows, a kind of verifier that this version does not have.
routing::Result<std::unique_ptr<OriginProof>> make_origin_proof(const config::Verifier& verifier,
                                                                const config::Source& source,
                                                                std::string public_url);

// The two forms of a URL base that a signature may be over: as configured, and with the scheme's
// default port added or left out ("https://tips.example.org" and "https://tips.example.org:443").
std::vector<std::string> with_and_without_port(const std::string& public_url);

}  // namespace tipwire::gateway
