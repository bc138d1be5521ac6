// SPDX-License-Identifier: Apache-2.0
// No form of proof accepts a request that nobody signed, or trips over one.
// Input: a byte that chooses the form, lines for the signature, nonce, timestamp and query, the
// body.
#include <vector>

#include "gateway/sms/jwt.hpp"
#include "gateway/sms/verifiers.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::fuzz {

namespace {

using config::Verifier;
using config::VerifierKind;

Verifier form(VerifierKind kind) {
    Verifier verifier;
    verifier.kind = kind;
    verifier.headers = {"X-Signature"};
    verifier.nonce_header = "X-Nonce";
    return verifier;
}

Verifier over(VerifierKind kind, std::string signed_text, std::string encoding) {
    Verifier verifier = form(kind);
    verifier.signed_text = std::move(signed_text);
    verifier.encoding = std::move(encoding);
    verifier.timestamp_header = "X-Timestamp";
    verifier.window = std::chrono::minutes{5};
    return verifier;
}

std::vector<Verifier> forms() {
    std::vector<Verifier> all{
        form(VerifierKind::twilio_sha1),
        form(VerifierKind::standard_webhooks),
        form(VerifierKind::nonce),
        form(VerifierKind::jwt),
        over(VerifierKind::hmac_template, "{body}.{nonce}.{timestamp}", "base64"),
        over(VerifierKind::hmac_template, "{url}{body}", "hex"),
        over(VerifierKind::ed25519, "{timestamp}|{body}", "base64")};
    all[0].sha256_header = "X-Nonce";
    all[3].algorithms = {"HS256", "HS384", "HS512"};
    all[3].url_hash = true;
    for (const auto* hash : {"md5", "hmac_sha256"}) {
        all.push_back(form(VerifierKind::sorted_fields));
        all.back().field = "sig";
        all.back().hash = hash;
    }
    for (const auto* where : {"basic", "field:sig", "query:sig"}) {
        all.push_back(form(VerifierKind::shared_secret));
        all.back().where = where;
    }
    return all;
}

std::vector<std::unique_ptr<gateway::OriginProof>> make_proofs() {
    config::Source source;
    source.name = "sms";
    source.user = "hook";
    source.public_key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    for (const auto* secret :
         {"a secret that no input holds, 1", "a secret that no input holds, 2"})
        source.secret.emplace_back(secret);
    std::vector<std::unique_ptr<gateway::OriginProof>> proofs;
    for (const auto& verifier : forms()) {
        auto proof = gateway::make_origin_proof(verifier, source, "https://tips.example.org");
        require(proof.has_value());
        proofs.push_back(std::move(*proof));
    }
    return proofs;
}

}  // namespace

void run(Input input) {
    static const auto proofs = make_proofs();
    const auto chosen = input.choose(proofs.size());
    test::SmsRequest request;
    const std::string signature(input.line());
    request.headers = {{"X-Signature", signature},
                       {"Authorization", signature},
                       {"webhook-signature", signature},
                       {"Content-Type", "application/x-www-form-urlencoded"}};
    request.headers.emplace_back("X-Nonce", input.line());
    const std::string timestamp(input.line());
    request.headers.emplace_back("X-Timestamp", timestamp);
    request.headers.emplace_back("webhook-timestamp", timestamp);
    request.headers.emplace_back("webhook-id", "msg_1");
    request.target = "/hooks/sms?" + std::string(input.line());
    request.body = std::string(input.rest());

    const gateway::HookRequest received(request.view(), "token");
    require(!proofs[chosen]->holds(received, routing::from_unix_seconds(1'767'225'600)));
    // What lies behind the signature is reached here only.
    if (const auto token = gateway::read_jwt(signature)) {
        if (const auto claims = gateway::read_claims(*token))
            (void)gateway::is_in_time(*claims, routing::from_unix_seconds(1'767'225'600),
                                      std::chrono::minutes{5});
    }
}

}  // namespace tipwire::fuzz
