// SPDX-License-Identifier: Apache-2.0
// The forms of proof, one file each, and what they share. Only verifiers.cpp and they know this.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/mac.hpp"
#include "gateway/sms/verifiers.hpp"

namespace tipwire::gateway {

using ProofResult = routing::Result<std::unique_ptr<OriginProof>>;

// public_url is only looked at by forms over the URL. Errors: bad_request, as make_origin_proof().
ProofResult make_twilio_proof(const config::Verifier& verifier, const config::Source& source,
                              const std::string& public_url);
ProofResult make_standard_webhooks_proof(const config::Source& source);
ProofResult make_shared_secret_proof(const config::Verifier& verifier,
                                     const config::Source& source);
ProofResult make_template_proof(const config::Verifier& verifier, const config::Source& source,
                                const std::string& public_url);
ProofResult make_sorted_fields_proof(const config::Verifier& verifier,
                                     const config::Source& source);
ProofResult make_nonce_proof(const config::Verifier& verifier, const config::Source& source,
                             const std::string& public_url);
ProofResult make_jwt_proof(const config::Verifier& verifier, const config::Source& source,
                           const std::string& public_url);
ProofResult make_ed25519_proof(const config::Verifier& verifier, const config::Source& source);

routing::Error unusable_proof(std::string detail);  // bad_request
// One for each secret of a rotation.
std::vector<Hmac> keys_of(const config::Secrets& secrets, Hmac::Hash hash);

// Whether the body says that it is a form.
bool is_form(const HookRequest& request);
// The value of a header that is there exactly once. Of two, one reader takes the first and another
// the last: nullopt, as of none.
std::optional<std::string_view> only_header(const HookRequest& request, std::string_view name);
// The signatures in the headers of these names, each without the prefix, which must be there.
// Empty if one of the headers is there twice, and if there is none.
std::vector<std::string_view> signatures_in(const HookRequest& request,
                                            const std::vector<std::string>& headers,
                                            std::string_view prefix = {});

// Hex in either case, compared in constant time.
bool equals_hex(std::string_view presented, routing::ByteView expected);
bool equals_base64(std::string_view presented, routing::ByteView expected);

}  // namespace tipwire::gateway
