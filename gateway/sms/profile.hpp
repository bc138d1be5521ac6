// SPDX-License-Identifier: Apache-2.0
// Interprets a provider profile: proof of origin over the raw request first, then its fields.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/sms/hook_request.hpp"
#include "routing/domain/inbound_message.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t messages_per_request_max = 256;

// A phone that wants nothing more from us, as the provider tells.
struct OptOutNotice {
    routing::SecretString id;
    routing::PhoneNumber phone;
};

// What one request brought. A delivery receipt of an MT message is counted: a reply is neutral and
// is not sent again.
struct Inbound {
    std::vector<routing::InboundMessage> messages;
    std::vector<OptOutNotice> opt_outs;
    int delivery_reports = 0;  // of these:
    int delivered = 0;
    int failed = 0;

    Inbound() = default;
};

// What a request says, whoever sent it: its proof is ProfileReader's. Errors: unreadable_body,
// too_large. All of the messages or none.
routing::Result<Inbound> read_inbound(const HookRequest& request,
                                      const config::ProviderProfile& profile,
                                      const std::string& source);

// Whether the Content-Type is one the profile names; a request without a body needs none.
bool accepts_media_type(const config::ProviderProfile& profile, const Request& request);

// A request is used during the call only.   Runs on: reactor.
class ProfileReader {
public:
    // source.kind names the profile. Errors: bad_request (a secret that the verifier cannot use, a
    // verifier this version does not have, a profile without an id, which would take every message
    // after the first for a repeat).
    static routing::Result<ProfileReader> create(config::ProviderProfile profile,
                                                 const config::Source& source,
                                                 std::string public_url);
    ProfileReader(ProfileReader&&) noexcept;
    ProfileReader& operator=(ProfileReader&&) noexcept;
    ~ProfileReader();

    bool accepts_media_type(const Request& request) const;
    // Proof of origin over the request as it came. Errors: bad_signature, always the same detail.
    routing::Result<void> verify(const HookRequest& request, routing::Instant now);
    // Errors: unreadable_body, too_large. All of the messages or none.
    routing::Result<Inbound> parse(const HookRequest& request) const;

    const config::ProviderProfile& profile() const;
    const std::string& path() const;  // of the source: "/hooks/sms"
    bool takes_token() const;         // the secret stands in the path: "/hooks/sms/{token}"

private:
    struct State;
    explicit ProfileReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
