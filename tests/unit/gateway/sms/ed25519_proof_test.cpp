// SPDX-License-Identifier: Apache-2.0
// Ed25519 signatures, made here with a key pair of the test's own.
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using test::holds;
using test::proof;
using test::SmsRequest;
using test::with_header;

class KeyPair {
public:
    explicit KeyPair(std::uint8_t seed) {
        const routing::Bytes secret(32, seed);
        key_.reset(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), 32));
    }
    std::string public_key() const {
        routing::Bytes bytes(32);
        std::size_t size = bytes.size();
        EXPECT_EQ(EVP_PKEY_get_raw_public_key(key_.get(), bytes.data(), &size), 1);
        return to_base64(bytes);
    }
    std::string sign(std::string_view message) const {
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        routing::Bytes signature(64);
        std::size_t size = signature.size();
        EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()), 1);
        EXPECT_EQ(EVP_DigestSign(context.get(), signature.data(), &size,
                                 routing::as_bytes(message).data(), message.size()),
                  1);
        return to_base64(signature);
    }

private:
    struct Free {
        void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    };
    std::unique_ptr<EVP_PKEY, Free> key_;
};

config::Verifier telnyx_verifier() {
    config::Verifier made;
    made.kind = config::VerifierKind::ed25519;
    made.headers = {"Telnyx-Signature-Ed25519"};
    made.signed_text = "{timestamp}|{body}";
    made.timestamp_header = "Telnyx-Timestamp";
    made.window = std::chrono::minutes{5};
    return made;
}

SmsRequest telnyx_request(const KeyPair& key, std::int64_t at = test::proof_time) {
    SmsRequest request;
    request.body = R"({"data":{}})";
    const auto timestamp = std::to_string(at);
    request.headers = {{"Telnyx-Signature-Ed25519", key.sign(timestamp + "|" + request.body)},
                       {"Telnyx-Timestamp", timestamp}};
    return request;
}

struct Ed25519ProofTest : testing::Test {
    Ed25519ProofTest() {
        config::Source source;
        source.public_key = current.public_key();
        source.previous_public_key = previous.public_key();
        telnyx = proof(telnyx_verifier(), source);
    }
    KeyPair current{1}, previous{2}, other{3};
    std::unique_ptr<OriginProof> telnyx;
};

TEST_F(Ed25519ProofTest, HoldsForBothKeysOfARotation) {
    EXPECT_TRUE(holds(*telnyx, telnyx_request(current)));
    EXPECT_TRUE(holds(*telnyx, telnyx_request(previous)));
    EXPECT_FALSE(holds(*telnyx, telnyx_request(other)));
}

TEST_F(Ed25519ProofTest, DoesNotHoldForAChangedBodyOrTimestamp) {
    auto changed = telnyx_request(current);
    changed.body = R"({"data":[]})";
    EXPECT_FALSE(holds(*telnyx, changed));
    EXPECT_FALSE(
        holds(*telnyx, with_header(telnyx_request(current), "Telnyx-Timestamp", "1767225601")));
}

TEST_F(Ed25519ProofTest, HoldsForFiveMinutes) {
    EXPECT_TRUE(holds(*telnyx, telnyx_request(current, test::proof_time - 300)));
    EXPECT_FALSE(holds(*telnyx, telnyx_request(current, test::proof_time - 301)));
    EXPECT_FALSE(holds(*telnyx, telnyx_request(current, test::proof_time + 301)));
}

TEST_F(Ed25519ProofTest, WantsTheWholeSignatureOnce) {
    test::expect_only_the_whole_signature(*telnyx, telnyx_request(current),
                                          "Telnyx-Signature-Ed25519");
}

TEST_F(Ed25519ProofTest, TheSecretOfTheSourceProvesNothing) {
    config::Source source = test::source_with({"secret"});
    EXPECT_EQ(test::refusal(telnyx_verifier(), source), Errc::bad_request);
    source.public_key = current.public_key();
    const auto with_both = proof(telnyx_verifier(), source);
    EXPECT_FALSE(holds(*with_both, with_header(telnyx_request(current), "Telnyx-Signature-Ed25519",
                                               test::hmac_base64(Hmac::Hash::sha512, "secret",
                                                                 "1767225600|{\"data\":{}}"))));
}

TEST_F(Ed25519ProofTest, RefusesAKeyThatIsNone) {
    for (const auto* text : {"short", "AAAA", "!"}) {
        config::Source source;
        source.public_key = text;
        EXPECT_EQ(test::refusal(telnyx_verifier(), source), Errc::bad_request) << text;
    }
}

}  // namespace
}  // namespace tipwire::gateway
