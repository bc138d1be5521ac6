// SPDX-License-Identifier: Apache-2.0
// The three verifiers of this version: Twilio's HMAC-SHA1, Standard Webhooks, and a shared secret.
//
// POST /hooks/sms HTTP/1.1
// X-Twilio-Signature: base64(HMAC-SHA1(token, "https://tips.example.org/hooks/sms" "Body" "hi"
// "From" "+7701.."))
#include "gateway/sms/verifiers.hpp"

#include <algorithm>

#include "gateway/crypto/mac.hpp"
#include "gateway/crypto/standard_webhooks.hpp"
#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

using config::VerifierKind;
using routing::Errc;
using routing::Error;
using routing::Result;
using ProofResult = Result<std::unique_ptr<OriginProof>>;

Error unusable(std::string detail) { return Error{Errc::bad_request, std::move(detail)}; }

// ---- twilio_sha1 --------------------------------------------------------------------------------

// Twilio signs the decoded form: names and values, sorted, of a repeated pair only one.
std::string signed_form(const FormFields& fields) {
    // The order is made of pointers: moving the pairs costs more than the signature.
    std::vector<const FormFields::value_type*> sorted;
    std::size_t size = 0;
    sorted.reserve(fields.size());
    for (const auto& field : fields) {
        sorted.push_back(&field);
        size += field.first.size() + field.second.size();
    }
    std::sort(sorted.begin(), sorted.end(), [](auto* left, auto* right) { return *left < *right; });
    std::string joined;
    joined.reserve(size);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        if (i > 0 && *sorted[i] == *sorted[i - 1]) continue;
        joined += sorted[i]->first;
        joined += sorted[i]->second;
    }
    return joined;
}

// Of any other body the signed URL carries the hash: "?bodySHA256=<hex>".
bool body_hash_holds(const HookRequest& request) {
    const FormFields* const query = request.query();
    if (query == nullptr) return false;
    const std::string* const claimed = find(*query, "bodySHA256");
    const std::string actual = routing::to_hex(sha256(routing::as_bytes(request->body)));
    return claimed != nullptr && equal_constant_time(*claimed, actual);
}

class TwilioProof : public OriginProof {
public:
    TwilioProof(std::string header, std::vector<std::string> bases, const config::Secrets& secrets)
        : header_(std::move(header)), bases_(std::move(bases)) {
        for (const auto& secret : secrets)
            keys_.emplace_back(Hmac::Hash::sha1, routing::as_bytes(secret.reveal()));
    }

    bool holds(const HookRequest& request, routing::Instant) override {
        std::string form;
        bool body_holds = true;
        if (request->media_type() == "application/x-www-form-urlencoded") {
            const FormFields* const fields = request.form();
            body_holds = fields != nullptr;
            if (fields) form = signed_form(*fields);
        } else if (!request->body.empty()) {
            body_holds = body_hash_holds(request);
        }
        const bool url_holds = signature_holds(request, form);
        routing::wipe(form);
        return url_holds && body_holds;
    }

private:
    bool signature_holds(const HookRequest& request, std::string_view form) {
        const std::string_view presented = request->header(header_);
        for (auto& key : keys_) {
            for (const auto& base : bases_) {
                const auto mac = to_base64(key.of({base, request->target, form}));
                // Each is compared in constant time; which of them held is no secret.
                if (equal_constant_time(presented, mac)) return true;
            }
        }
        return false;
    }

    std::string header_;
    std::vector<std::string> bases_;
    std::vector<Hmac> keys_;
};

ProofResult make_twilio(const config::Verifier& verifier, const config::Source& source,
                        const std::string& public_url) {
    if (public_url.empty()) return unusable("this provider signs the URL: set server.public_url");
    return std::make_unique<TwilioProof>(
        verifier.headers.empty() ? "X-Twilio-Signature" : verifier.headers.front(),
        with_and_without_port(public_url), source.secret);
}

// ---- standard_webhooks --------------------------------------------------------------------------

class StandardProof : public OriginProof {
public:
    explicit StandardProof(StandardWebhooks keys) : keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant now) override {
        const WebhookHeaders headers{request->header("webhook-id"),
                                     request->header("webhook-timestamp"),
                                     request->header("webhook-signature")};
        return keys_.verify(headers, request->body, now).has_value();
    }

private:
    StandardWebhooks keys_;
};

ProofResult make_standard(const config::Source& source) {
    auto keys = StandardWebhooks::create(source.secret);
    if (!keys) return keys.error();
    return std::make_unique<StandardProof>(std::move(*keys));
}

// ---- shared_secret ------------------------------------------------------------------------------

enum class Place { token, query, header, basic };

// Only hashes are kept and compared, so that not even a secret's length shows in the time it takes.
class SharedSecretProof : public OriginProof {
public:
    SharedSecretProof(Place place, std::string name, std::vector<Digest256> accepted)
        : place_(place), name_(std::move(name)), accepted_(std::move(accepted)) {}

    bool holds(const HookRequest& request, routing::Instant) override {
        std::string presented = find_in(request);
        const Digest256 digest = sha256(routing::as_bytes(presented));
        routing::wipe(presented);
        bool found = false;
        for (const auto& one : accepted_)
            found |= equal_constant_time(routing::as_text(digest), routing::as_text(one));
        return found;
    }

private:
    // "" where nothing is presented, which is never accepted: a secret is never blank.
    std::string find_in(const HookRequest& request) const {
        switch (place_) {
            case Place::token: return std::string(request.path_token());
            case Place::header: return std::string(request->header(name_));
            case Place::query: {
                const FormFields* const query = request.query();
                const std::string* const value = query ? find(*query, name_) : nullptr;
                return value != nullptr ? *value : std::string();
            }
            case Place::basic: return basic_credentials(request->header("Authorization"));
        }
        return {};
    }

    // RFC 7617: "Basic " and base64 of "user:password"; the scheme's case does not matter.
    static std::string basic_credentials(std::string_view header) {
        constexpr std::string_view scheme = "basic ";
        if (header.size() < scheme.size()) return {};
        for (std::size_t at = 0; at < scheme.size(); ++at) {
            if ((header[at] | 0x20) != scheme[at]) return {};
        }
        const auto decoded = from_base64(header.substr(scheme.size()));
        return decoded ? std::string(routing::as_text(*decoded)) : std::string();
    }

    Place place_;
    std::string name_;
    std::vector<Digest256> accepted_;
};

std::optional<std::pair<Place, std::string>> read_place(std::string_view where) {
    if (where == "path:token") return std::pair(Place::token, std::string());
    if (where == "basic") return std::pair(Place::basic, std::string());
    const auto colon = where.find(':');
    if (colon == where.npos || colon + 1 == where.size()) return std::nullopt;
    std::string name(where.substr(colon + 1));
    if (where.starts_with("query:")) return std::pair(Place::query, std::move(name));
    if (where.starts_with("header:")) return std::pair(Place::header, std::move(name));
    return std::nullopt;
}

ProofResult make_shared_secret(const config::Verifier& verifier, const config::Source& source) {
    auto place = read_place(verifier.where);
    if (!place) return unusable("the profile's verifier looks in an unknown place");
    const bool basic = place->first == Place::basic;
    if (basic && source.user.empty())
        return unusable("this provider proves itself by user and secret: give a user");
    std::vector<Digest256> accepted;
    for (const auto& secret : source.secret) {
        std::string value = basic ? source.user + ":" + secret.reveal() : secret.reveal();
        accepted.push_back(sha256(routing::as_bytes(value)));
        routing::wipe(value);
    }
    return std::make_unique<SharedSecretProof>(place->first, std::move(place->second),
                                               std::move(accepted));
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
    if (source.secret.empty()) return unusable("the source needs a secret");
    for (const auto& secret : source.secret) {
        if (secret.reveal().empty()) return unusable("a secret of the source is blank");
    }
    switch (verifier.kind) {
        case VerifierKind::twilio_sha1: return make_twilio(verifier, source, public_url);
        case VerifierKind::standard_webhooks: return make_standard(source);
        case VerifierKind::shared_secret: return make_shared_secret(verifier, source);
        default: return unusable("this verifier is not in this version");
    }
}

}  // namespace tipwire::gateway
