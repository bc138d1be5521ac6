// SPDX-License-Identifier: Apache-2.0
// Chooses the form of proof that a profile names.
#include "gateway/sms/verifiers.hpp"

#include <algorithm>

#include "gateway/sms/proof_forms.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using config::VerifierKind;

// The forms with a secret; Ed25519 has a public key.
std::optional<routing::Error> secret_complaint(const config::Secrets& secrets) {
    if (secrets.empty()) return unusable_proof("the source needs a secret");
    for (const auto& secret : secrets) {
        if (secret.reveal().empty()) return unusable_proof("a secret of the source is blank");
    }
    return std::nullopt;
}

}  // namespace

std::vector<std::string> with_and_without_port(const std::string& public_url) {
    const bool tls = public_url.starts_with("https://");
    const std::string port = tls ? ":443" : ":80";
    const auto authority = public_url.find("://");
    const auto start = authority == public_url.npos ? 0 : authority + 3;
    const auto end = std::min(public_url.find('/', start), public_url.size());
    const std::string host = public_url.substr(0, end);
    const std::string path = public_url.substr(end);

    std::vector<std::string> forms{public_url};
    const auto last_colon =
        host.find(':', std::max(start, host.find(']') == host.npos ? 0 : host.find(']')));
    if (last_colon == host.npos)
        forms.push_back(host + port + path);
    else if (std::string_view(host).substr(last_colon) == port)
        forms.push_back(host.substr(0, last_colon) + path);
    return forms;
}

ProofResult make_origin_proof(const config::Verifier& verifier, const config::Source& source,
                              std::string public_url) {
    if (verifier.kind == VerifierKind::ed25519) return make_ed25519_proof(verifier, source);
    if (auto complaint = secret_complaint(source.secret)) return *complaint;
    switch (verifier.kind) {
        case VerifierKind::twilio_sha1: return make_twilio_proof(verifier, source, public_url);
        case VerifierKind::standard_webhooks: return make_standard_webhooks_proof(source);
        case VerifierKind::shared_secret: return make_shared_secret_proof(verifier, source);
        case VerifierKind::hmac_template: return make_template_proof(verifier, source, public_url);
        case VerifierKind::sorted_fields: return make_sorted_fields_proof(verifier, source);
        case VerifierKind::nonce: return make_nonce_proof(verifier, source, public_url);
        case VerifierKind::jwt: return make_jwt_proof(verifier, source, public_url);
        case VerifierKind::ed25519: break;
    }
    TIPWIRE_ASSERT(false);
}

}  // namespace tipwire::gateway
