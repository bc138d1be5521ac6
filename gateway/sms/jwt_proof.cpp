// SPDX-License-Identifier: Apache-2.0
// Proof by a JSON Web Token that holds the hash of the body, and of the URL where the profile says
// so (Vonage's Messages API, MessageBird).
//
// Authorization: Bearer <token of {"iss":"Vonage","iat":1767225600,"payload_hash":"<SHA-256,
// hex>"}> MessageBird-Signature-JWT: <token of
// {"iss":"MessageBird","nbf":..,"exp":..,"url_hash":"<hex>",
//     "payload_hash":"<hex>"}>
#include "gateway/sms/jwt.hpp"

#include <algorithm>

#include "gateway/sms/proof_forms.hpp"

namespace tipwire::gateway {
namespace {

// One algorithm of the profile with the keys for it. "none" and the public-key ones are in no
// profile, so a token cannot choose them.
struct JwtKeys {
    std::string algorithm;
    std::vector<Hmac> keys;
};

class JwtProof : public OriginProof {
public:
    JwtProof(const config::Verifier& verifier, std::vector<std::string> bases,
             std::vector<JwtKeys> keys)
        : headers_(verifier.headers),
          prefix_(verifier.prefix),
          issuer_(verifier.issuer),
          window_(verifier.window),
          bases_(std::move(bases)),
          keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant now) override {
        for (const auto text : signatures_in(request, headers_, prefix_)) {
            const auto token = read_jwt(text);
            if (!token || !is_signed(*token)) continue;
            const auto claims = read_claims(*token);
            if (claims && claims_hold(*claims, request, now)) return true;
        }
        return false;
    }

private:
    bool is_signed(const Jwt& token) {
        bool found = false;
        for (auto& [algorithm, keys] : keys_) {
            if (algorithm != token.algorithm) continue;
            for (auto& key : keys)
                found |= equal_constant_time(routing::as_text(token.signature),
                                             routing::as_text(key.of({token.signed_text})));
        }
        return found;
    }

    bool claims_hold(const boost::json::object& claims, const HookRequest& request,
                     routing::Instant now) const {
        if (!issuer_.empty() && text_claim(claims, "iss") != issuer_) return false;
        if (!is_in_time(claims, now, window_)) return false;
        // A request without a body, such as a status by GET, has no payload_hash to show.
        const bool needs_hash = !request->body.empty() || claims.contains("payload_hash");
        const auto payload = sha256(routing::as_bytes(request->body));
        if (needs_hash && !equals_hex(text_claim(claims, "payload_hash"), payload)) return false;
        return bases_.empty() || url_holds(text_claim(claims, "url_hash"), request);
    }

    bool url_holds(std::string_view claimed, const HookRequest& request) const {
        return std::any_of(bases_.begin(), bases_.end(), [&](const std::string& base) {
            const std::string url = base + std::string(request->target);
            return equals_hex(claimed, sha256(routing::as_bytes(url)));
        });
    }

    static std::string_view text_claim(const boost::json::object& claims, std::string_view name) {
        const auto* const value = claims.if_contains(name);
        if (value == nullptr || !value->is_string()) return {};
        return {value->get_string().data(), value->get_string().size()};
    }

    std::vector<std::string> headers_;
    std::string prefix_, issuer_;
    std::chrono::seconds window_;
    std::vector<std::string> bases_;  // empty: the URL is not hashed
    std::vector<JwtKeys> keys_;
};

std::optional<Hmac::Hash> jwt_hash(std::string_view algorithm) {
    if (algorithm == "HS256") return Hmac::Hash::sha256;
    if (algorithm == "HS384") return Hmac::Hash::sha384;
    if (algorithm == "HS512") return Hmac::Hash::sha512;
    return std::nullopt;
}

}  // namespace

ProofResult make_jwt_proof(const config::Verifier& verifier, const config::Source& source,
                           const std::string& public_url) {
    if (verifier.url_hash && public_url.empty())
        return unusable_proof("this provider signs the URL: set server.public_url");
    std::vector<JwtKeys> keys;
    for (const auto& algorithm : verifier.algorithms) {
        const auto hash = jwt_hash(algorithm);
        if (!hash) return unusable_proof("the profile's verifier names an unknown algorithm");
        keys.push_back({algorithm, keys_of(source.secret, *hash)});
    }
    auto bases = verifier.url_hash ? with_and_without_port(public_url) : std::vector<std::string>{};
    return std::make_unique<JwtProof>(verifier, std::move(bases), std::move(keys));
}

}  // namespace tipwire::gateway
