// SPDX-License-Identifier: Apache-2.0
// Proof by an Ed25519 signature over a text that the profile describes.
//
// Telnyx-Signature-Ed25519: base64(Ed25519(private key, timestamp "|" body))
// Telnyx-Timestamp: 1767225600
#include "gateway/crypto/ed25519.hpp"

#include "gateway/sms/proof_forms.hpp"
#include "gateway/sms/signed_template.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

class Ed25519Proof : public OriginProof {
public:
    Ed25519Proof(std::vector<std::string> headers, SignedTemplate text,
                 std::vector<Ed25519PublicKey> keys)
        : headers_(std::move(headers)), text_(std::move(text)), keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant now) override {
        std::vector<routing::Bytes> presented;
        for (const auto one : signatures_in(request, headers_)) {
            if (auto signature = from_base64(one)) presented.push_back(std::move(*signature));
        }
        if (presented.empty()) return false;
        bool found = false;
        for (const auto& form : text_.of(request, now)) {
            std::string message;
            message.reserve(request->body.size() + 64);
            for (const auto piece : form) message += piece;
            found = found || is_signed(message, presented);
            routing::wipe(message);
        }
        return found;
    }

private:
    bool is_signed(std::string_view message, const std::vector<routing::Bytes>& presented) const {
        for (const auto& key : keys_) {
            for (const auto& signature : presented) {
                if (key.verifies(message, signature)) return true;
            }
        }
        return false;
    }

    std::vector<std::string> headers_;
    SignedTemplate text_;
    std::vector<Ed25519PublicKey> keys_;
};

}  // namespace

ProofResult make_ed25519_proof(const config::Verifier& verifier, const config::Source& source) {
    if (source.public_key.empty()) return unusable_proof("the source needs a public_key");
    std::vector<Ed25519PublicKey> keys;
    for (const auto* text : {&source.public_key, &source.previous_public_key}) {
        if (text->empty()) continue;
        auto key = Ed25519PublicKey::from_base64(*text);
        if (!key) return unusable_proof("a public key of the source is not 32 bytes in base64");
        keys.push_back(std::move(*key));
    }
    auto text = SignedTemplate::create(verifier, {});
    if (!text) return text.error();
    return std::make_unique<Ed25519Proof>(verifier.headers, std::move(*text), std::move(keys));
}

}  // namespace tipwire::gateway
