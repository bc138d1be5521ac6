// SPDX-License-Identifier: Apache-2.0
// Proof in Twilio's form, and SignalWire's, which is that and two of its own.
//
// POST /hooks/sms HTTP/1.1
// X-Twilio-Signature: base64(HMAC-SHA1(token, "https://tips.example.org/hooks/sms" "Body" "hi"
// "From" "+7701.."))
// X-SignalWire-Sha256-Signature: hex(HMAC-SHA256(key, "https://tips.example.org/hooks/sms" body))
#include <algorithm>

#include "gateway/http/ascii.hpp"
#include "gateway/sms/proof_forms.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

// Twilio signs the decoded form: names and values, sorted, of a repeated pair only one.
std::string twilio_form(const FormFields& fields) {
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
    return claimed != nullptr && equals_hex(*claimed, sha256(routing::as_bytes(request->body)));
}

class TwilioProof : public OriginProof {
public:
    TwilioProof(const config::Verifier& verifier, const config::Secrets& secrets,
                std::vector<std::string> bases)
        : headers_(verifier.headers),
          sha256_header_(verifier.sha256_header),
          bases_(std::move(bases)),
          sha1_(keys_of(secrets, Hmac::Hash::sha1)),
          sha256_(keys_of(secrets, Hmac::Hash::sha256)) {}

    bool holds(const HookRequest& request, routing::Instant) override {
        if (sha256_header_.empty()) return holds_as_twilio(request);
        // The stronger one decides wherever it is there, or leaving it out would be a way around.
        for (const auto& header : request->headers) {
            if (equals_ignoring_case(header.name, sha256_header_))
                return holds_over_raw(sha256_, request, {sha256_header_});
        }
        return holds_over_raw(sha1_, request, headers_) || holds_as_twilio(request);
    }

private:
    bool holds_as_twilio(const HookRequest& request) {
        std::string form;
        bool body_holds = true;
        if (is_form(request)) {
            const FormFields* const fields = request.form();
            body_holds = fields != nullptr;
            if (fields) form = twilio_form(*fields);
        } else if (!request->body.empty()) {
            body_holds = body_hash_holds(request);
        }
        const bool url_holds = signature_holds(request, form);
        routing::wipe(form);
        return url_holds && body_holds;
    }

    bool signature_holds(const HookRequest& request, std::string_view form) {
        const auto presented = signatures_in(request, headers_);
        if (presented.empty()) return false;
        for (auto& key : sha1_) {
            for (const auto& base : bases_) {
                const auto mac = key.of({base, request->target, form});
                // Each is compared in constant time; which of them held is no secret.
                for (const auto one : presented) {
                    if (equals_base64(one, mac)) return true;
                }
            }
        }
        return false;
    }

    bool holds_over_raw(std::vector<Hmac>& keys, const HookRequest& request,
                        const std::vector<std::string>& headers) {
        const auto presented = signatures_in(request, headers);
        for (auto& key : keys) {
            for (const auto& base : bases_) {
                const auto mac = key.of({base, request->target, request->body});
                for (const auto one : presented) {
                    if (equals_hex(one, mac)) return true;
                }
            }
        }
        return false;
    }

    std::vector<std::string> headers_;
    std::string sha256_header_;
    std::vector<std::string> bases_;
    std::vector<Hmac> sha1_, sha256_;
};

}  // namespace

ProofResult make_twilio_proof(const config::Verifier& verifier, const config::Source& source,
                              const std::string& public_url) {
    if (public_url.empty())
        return unusable_proof("this provider signs the URL: set server.public_url");
    return std::make_unique<TwilioProof>(verifier, source.secret,
                                         with_and_without_port(public_url));
}

}  // namespace tipwire::gateway
