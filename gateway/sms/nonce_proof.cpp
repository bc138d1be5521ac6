// SPDX-License-Identifier: Apache-2.0
// Proof in Plivo's third form. (Its second does not cover the body and is not offered.)
//
// POST /hooks/plivo?b=2&a=1        From=7701..&Text=hi
// X-Plivo-Signature-V3-Nonce: 10000063359
// X-Plivo-Signature-V3: base64(HMAC-SHA256(token,
//     "https://tips.example.org/hooks/plivo" "?a=1&b=2" "." "From" "7701.." "Text" "hi" "." nonce))
// Without a query the "?" stays and the first "." goes; a GET has the query alone.
#include <algorithm>

#include "gateway/sms/proof_forms.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

// Decoded, sorted by name and value: "From7701..Texthi" or, as a query, "a=1&b=2".
std::string plivo_fields(const FormFields& fields, std::string_view equals,
                         std::string_view between) {
    std::vector<const FormFields::value_type*> sorted;
    for (const auto& field : fields) sorted.push_back(&field);
    std::sort(sorted.begin(), sorted.end(), [](auto* left, auto* right) { return *left < *right; });
    std::string joined;
    for (const auto* field : sorted) {
        if (field != sorted.front()) joined += between;
        joined += field->first;
        joined += equals;
        joined += field->second;
    }
    return joined;
}

class NonceProof : public OriginProof {
public:
    NonceProof(const config::Verifier& verifier, std::vector<std::string> bases,
               std::vector<Hmac> keys)
        : headers_(verifier.headers),
          nonce_header_(verifier.nonce_header),
          bases_(std::move(bases)),
          keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant) override {
        const auto nonce = only_header(request, nonce_header_);
        const auto presented = signatures_in(request, headers_);
        // A body that is not a form would go unsigned.
        const bool body_is_signed = request->body.empty() || is_form(request);
        if (!nonce || nonce->empty() || presented.empty() || !body_is_signed) return false;
        const FormFields* const query = request.query();
        const FormFields* const form = request.form();
        if (query == nullptr || form == nullptr) return false;

        std::string fields;
        if (!query->empty() || !form->empty()) fields = "?" + plivo_fields(*query, "=", "&");
        if (!query->empty() && !form->empty()) fields += '.';
        fields += plivo_fields(*form, "", "");
        const bool found = is_signed(request->path, fields, *nonce, presented);
        routing::wipe(fields);
        return found;
    }

private:
    bool is_signed(std::string_view path, std::string_view fields, std::string_view nonce,
                   const std::vector<std::string_view>& presented) {
        for (auto& key : keys_) {
            for (const auto& base : bases_) {
                const auto mac = key.of({base, path, fields, ".", nonce});
                for (const auto list : presented) {
                    if (lists(list, mac)) return true;
                }
            }
        }
        return false;
    }

    // Several signatures, while the provider changes its token, are split by commas.
    static bool lists(std::string_view list, const routing::Bytes& mac) {
        while (!list.empty()) {
            const auto comma = std::min(list.find(','), list.size());
            if (equals_base64(list.substr(0, comma), mac)) return true;
            list.remove_prefix(std::min(comma + 1, list.size()));
        }
        return false;
    }

    std::vector<std::string> headers_;
    std::string nonce_header_;
    std::vector<std::string> bases_;
    std::vector<Hmac> keys_;
};

}  // namespace

ProofResult make_nonce_proof(const config::Verifier& verifier, const config::Source& source,
                             const std::string& public_url) {
    if (public_url.empty())
        return unusable_proof("this provider signs the URL: set server.public_url");
    return std::make_unique<NonceProof>(verifier, with_and_without_port(public_url),
                                        keys_of(source.secret, Hmac::Hash::sha256));
}

}  // namespace tipwire::gateway
