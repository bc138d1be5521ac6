// SPDX-License-Identifier: Apache-2.0
// For tests of the proofs of origin: verifiers, sources with secrets, and the question whether a
// request's proof holds.
#pragma once

#include <gtest/gtest.h>

#include "gateway/crypto/mac.hpp"
#include "gateway/sms/verifiers.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::test {

inline constexpr auto proof_url = "https://tips.example.org";
inline constexpr std::int64_t proof_time = 1'767'225'600;
inline const auto proof_now = routing::from_unix_seconds(proof_time);

inline config::Source source_with(std::vector<std::string> secrets, std::string user = {}) {
    config::Source source;
    source.name = "sms";
    source.user = std::move(user);
    for (auto& secret : secrets) source.secret.emplace_back(std::move(secret));
    return source;
}

inline std::unique_ptr<gateway::OriginProof> proof(const config::Verifier& how,
                                                   const config::Source& source,
                                                   std::string url = proof_url) {
    auto made = gateway::make_origin_proof(how, source, std::move(url));
    EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().detail);
    return made ? std::move(*made) : nullptr;
}

inline bool holds(gateway::OriginProof& proof, SmsRequest request, std::string_view token = {},
                  routing::Instant at = proof_now) {
    return proof.holds(gateway::HookRequest(request.view(), token), at);
}

// What create() answers where a proof cannot be made; Errc{} if it can.
inline routing::Errc refusal(const config::Verifier& how, const config::Source& source,
                             std::string url = proof_url) {
    const auto made = gateway::make_origin_proof(how, source, std::move(url));
    return made ? routing::Errc{} : made.error().code;
}

inline std::string hmac_base64(gateway::Hmac::Hash hash, std::string_view key,
                               std::string_view text) {
    return gateway::to_base64(gateway::Hmac(hash, routing::as_bytes(key)).of({text}));
}
inline std::string hmac_hex(gateway::Hmac::Hash hash, std::string_view key, std::string_view text) {
    return routing::to_hex(gateway::Hmac(hash, routing::as_bytes(key)).of({text}));
}
inline std::string sha256_hex(std::string_view text) {
    return routing::to_hex(gateway::sha256(routing::as_bytes(text)));
}

// The request with one header changed, or added.
inline SmsRequest with_header(SmsRequest request, const std::string& name,
                              const std::string& value) {
    for (auto& header : request.headers) {
        if (header.first != name) continue;
        header.second = value;
        return request;
    }
    request.headers.emplace_back(name, value);
    return request;
}
inline std::string header_of(const SmsRequest& request, const std::string& name) {
    for (const auto& header : request.headers) {
        if (header.first == name) return header.second;
    }
    return {};
}

// What every form over a header must refuse, whatever it signs: none, a cut one, one given twice, a
// huge one.
inline void expect_only_the_whole_signature(gateway::OriginProof& proof, const SmsRequest& good,
                                            const std::string& header) {
    const std::string value = header_of(good, header);
    ASSERT_TRUE(holds(proof, good));
    EXPECT_FALSE(holds(proof, with_header(good, header, "")));
    EXPECT_FALSE(holds(proof, with_header(good, header, value.substr(0, value.size() - 1))));
    EXPECT_FALSE(holds(proof, with_header(good, header, value + "A")));
    EXPECT_FALSE(holds(proof, with_header(good, header, std::string(1 << 20, 'A'))));
    SmsRequest twice = good;
    twice.headers.emplace_back(header, value);
    EXPECT_FALSE(holds(proof, twice));
    SmsRequest none = good;
    std::erase_if(none.headers, [&](const auto& one) { return one.first == header; });
    EXPECT_FALSE(holds(proof, none));
}

}  // namespace tipwire::test
