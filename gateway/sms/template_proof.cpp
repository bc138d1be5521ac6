// SPDX-License-Identifier: Apache-2.0
// Proof by an HMAC over a text that the profile describes.
//
// x-sinch-webhook-signature: base64(HMAC-SHA256(secret, body "." nonce "." timestamp))
// x-sinch-webhook-signature-nonce: 01FJA8B4A7BM43YGWSG9GBV067
// x-sinch-webhook-signature-timestamp: 1634579353
#include "gateway/sms/proof_forms.hpp"
#include "gateway/sms/signed_template.hpp"

namespace tipwire::gateway {
namespace {

class TemplateProof : public OriginProof {
public:
    TemplateProof(const config::Verifier& verifier, SignedTemplate text, std::vector<Hmac> keys)
        : headers_(verifier.headers),
          prefix_(verifier.prefix),
          base64_(verifier.encoding == "base64"),
          text_(std::move(text)),
          keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant now) override {
        const auto presented = signatures_in(request, headers_, prefix_);
        if (presented.empty()) return false;
        for (const auto& form : text_.of(request, now)) {
            for (auto& key : keys_) {
                if (matches_one(presented, key.of(form))) return true;
            }
        }
        return false;
    }

private:
    bool matches_one(const std::vector<std::string_view>& presented, const routing::Bytes& mac) {
        for (const auto one : presented) {
            if (base64_ ? equals_base64(one, mac) : equals_hex(one, mac)) return true;
        }
        return false;
    }

    std::vector<std::string> headers_;
    std::string prefix_;
    bool base64_;
    SignedTemplate text_;
    std::vector<Hmac> keys_;
};

std::optional<Hmac::Hash> template_hash(std::string_view name) {
    if (name.empty() || name == "sha256") return Hmac::Hash::sha256;
    if (name == "sha1") return Hmac::Hash::sha1;
    if (name == "sha512") return Hmac::Hash::sha512;
    return std::nullopt;
}

}  // namespace

ProofResult make_template_proof(const config::Verifier& verifier, const config::Source& source,
                                const std::string& public_url) {
    const auto hash = template_hash(verifier.hash);
    if (!hash) return unusable_proof("the profile's verifier names an unknown hash");
    auto text = SignedTemplate::create(verifier, public_url);
    if (!text) return text.error();
    return std::make_unique<TemplateProof>(verifier, std::move(*text),
                                           keys_of(source.secret, *hash));
}

}  // namespace tipwire::gateway
