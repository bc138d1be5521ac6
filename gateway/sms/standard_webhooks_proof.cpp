// SPDX-License-Identifier: Apache-2.0
// Proof by Standard Webhooks: see gateway/crypto/standard_webhooks.hpp for the headers.
#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/sms/proof_forms.hpp"

namespace tipwire::gateway {
namespace {

class StandardProof : public OriginProof {
public:
    explicit StandardProof(StandardWebhooks keys) : keys_(std::move(keys)) {}

    bool holds(const HookRequest& request, routing::Instant now) override {
        const auto id = only_header(request, "webhook-id");
        const auto timestamp = only_header(request, "webhook-timestamp");
        const auto signature = only_header(request, "webhook-signature");
        if (!id || !timestamp || !signature) return false;
        const WebhookHeaders headers{*id, *timestamp, *signature};
        return keys_.verify(headers, request->body, now).has_value();
    }

private:
    StandardWebhooks keys_;
};

}  // namespace

ProofResult make_standard_webhooks_proof(const config::Source& source) {
    auto keys = StandardWebhooks::create(source.secret);
    if (!keys) return keys.error();
    return std::make_unique<StandardProof>(std::move(*keys));
}

}  // namespace tipwire::gateway
