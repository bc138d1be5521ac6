// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens: what holds, and every way in which one does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "gateway/sms/jwt.hpp"
#include "tests/support/proof_support.hpp"

namespace tipwire::gateway {
namespace {

using test::holds;
using test::proof;
using test::sha256_hex;
using test::SmsRequest;
using test::source_with;

constexpr auto url = "https://tips.example.org/hooks/sms";

std::string base64url(std::string_view bytes) {
    auto text = to_base64(routing::as_bytes(bytes));
    text.erase(text.find_last_not_of('=') + 1);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    return text;
}

std::string token(std::string_view claims, std::string_view key = "key",
                  std::string_view header = R"({"alg":"HS256","typ":"JWT"})",
                  Hmac::Hash hash = Hmac::Hash::sha256) {
    const auto text = base64url(header) + "." + base64url(claims);
    const auto mac = Hmac(hash, routing::as_bytes(key)).of({text});
    return text + "." + base64url(routing::as_text(mac));
}

SmsRequest bearing(const std::string& text, std::string body = "body") {
    SmsRequest request;
    request.headers = {{"Authorization", "Bearer " + text}};
    request.body = std::move(body);
    return request;
}

std::string vonage_claims(std::string_view body = "body") {
    return R"({"iss":"Vonage","iat":1767225600,"payload_hash":")" + sha256_hex(body) + "\"}";
}

config::Verifier vonage_verifier() {
    config::Verifier made;
    made.kind = config::VerifierKind::jwt;
    made.headers = {"Authorization"};
    made.prefix = "Bearer ";
    made.issuer = "Vonage";
    return made;
}

struct JwtProofTest : testing::Test {
    std::unique_ptr<OriginProof> vonage =
        proof(vonage_verifier(), source_with({"key", "previous"}));
};

TEST_F(JwtProofTest, HoldsForBothSecretsOfARotation) {
    EXPECT_TRUE(holds(*vonage, bearing(token(vonage_claims()))));
    EXPECT_TRUE(holds(*vonage, bearing(token(vonage_claims(), "previous"))));
    EXPECT_FALSE(holds(*vonage, bearing(token(vonage_claims(), "other"))));
}

TEST_F(JwtProofTest, DoesNotHoldForAnotherBody) {
    EXPECT_FALSE(holds(*vonage, bearing(token(vonage_claims()), "other")));
    EXPECT_FALSE(holds(*vonage, bearing(token(vonage_claims()), "")));
    EXPECT_FALSE(holds(*vonage, bearing(token(R"({"iss":"Vonage"})"))));
    EXPECT_FALSE(holds(*vonage, bearing(token(R"({"iss":"Vonage","payload_hash":1})"))));
    EXPECT_TRUE(holds(*vonage, bearing(token(R"({"iss":"Vonage"})"), "")));
}

TEST_F(JwtProofTest, DoesNotHoldForAnotherIssuer) {
    const auto hash = sha256_hex("body");
    for (const std::string& claims : {R"({"payload_hash":")" + hash + "\"}",
                                      R"({"iss":"Other","payload_hash":")" + hash + "\"}"})
        EXPECT_FALSE(holds(*vonage, bearing(token(claims)))) << claims;
}

// RFC 8725, section 2.1.
TEST_F(JwtProofTest, TheTokenDoesNotChooseTheAlgorithm) {
    for (const auto* header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":""})", R"({"alg":null})", R"({})",
          R"({"alg":"hs256"})", R"({"alg":"RS256"})", R"({"alg":"ES256"})", R"({"alg":["HS256"]})",
          R"({"alg":"HS256","crit":["exp"]})"}) {
        EXPECT_FALSE(holds(*vonage, bearing(token(vonage_claims(), "key", header)))) << header;
    }
    const auto unsigned_one =
        base64url(R"({"alg":"none"})") + "." + base64url(vonage_claims()) + ".";
    EXPECT_FALSE(holds(*vonage, bearing(unsigned_one)));
    EXPECT_FALSE(holds(
        *vonage, bearing(token(vonage_claims(), "key", R"({"alg":"HS512"})", Hmac::Hash::sha512))));
    EXPECT_FALSE(holds(*vonage, bearing(token(vonage_claims(), "", R"({"alg":"HS256"})"))));
}

TEST(JwtProof, HoldsForEachAlgorithmOfTheProfile) {
    auto how = vonage_verifier();
    how.algorithms = {"HS384", "HS512"};
    const auto strong = proof(how, source_with({"key"}));
    EXPECT_TRUE(holds(
        *strong, bearing(token(vonage_claims(), "key", R"({"alg":"HS384"})", Hmac::Hash::sha384))));
    EXPECT_TRUE(holds(
        *strong, bearing(token(vonage_claims(), "key", R"({"alg":"HS512"})", Hmac::Hash::sha512))));
    EXPECT_FALSE(holds(*strong, bearing(token(vonage_claims()))));
    EXPECT_FALSE(holds(
        *strong, bearing(token(vonage_claims(), "key", R"({"alg":"HS512"})", Hmac::Hash::sha256))));
}

TEST_F(JwtProofTest, WantsThreeCleanParts) {
    const auto good = token(vonage_claims());
    const auto last = good.rfind('.');
    for (const std::string& text :
         {std::string(), std::string("."), std::string(".."), good.substr(0, last),
          good.substr(0, last + 1), good + ".", good + "=", good + " ", "." + good,
          good.substr(0, good.size() - 1), good + "A", std::string(jwt_size_max, 'a')})
        EXPECT_FALSE(holds(*vonage, bearing(text))) << text.substr(0, 80);
    EXPECT_FALSE(holds(*vonage, bearing(token("[]"))));
    EXPECT_FALSE(holds(*vonage, bearing(token("not JSON"))));
}

TEST_F(JwtProofTest, RefusesATokenOfMoreThanEightKilobytes) {
    const auto padded = [](std::size_t size) {
        return R"({"iss":"Vonage","payload_hash":")" + sha256_hex("body") + R"(","x":")" +
               std::string(size, 'x') + "\"}";
    };
    EXPECT_TRUE(holds(*vonage, bearing(token(padded(5000)))));
    EXPECT_FALSE(holds(*vonage, bearing(token(padded(6200)))));
}

TEST_F(JwtProofTest, WantsTheWholeTokenOnce) {
    test::expect_only_the_whole_signature(*vonage, bearing(token(vonage_claims())),
                                          "Authorization");
    auto without_scheme = bearing(token(vonage_claims()));
    without_scheme.headers[0].second = token(vonage_claims());
    EXPECT_FALSE(holds(*vonage, without_scheme));
}

// ---- MessageBird --------------------------------------------------------------------------------

struct UrlJwtProofTest : testing::Test {
    UrlJwtProofTest() {
        config::Verifier how;
        how.kind = config::VerifierKind::jwt;
        how.headers = {"MessageBird-Signature-JWT"};
        how.issuer = "MessageBird";
        how.url_hash = true;
        how.window = std::chrono::minutes{5};
        messagebird = proof(how, source_with({"key"}));
    }
    static SmsRequest request(const std::string& times, const std::string& signed_url = url) {
        SmsRequest made;
        made.body = "body";
        made.headers = {
            {"MessageBird-Signature-JWT",
             token(R"({"iss":"MessageBird",)" + times + R"("url_hash":")" + sha256_hex(signed_url) +
                   R"(","payload_hash":")" + sha256_hex("body") + "\"}")}};
        return made;
    }
    bool holds_with(const std::string& times) { return holds(*messagebird, request(times)); }

    std::unique_ptr<OriginProof> messagebird;
};

TEST_F(UrlJwtProofTest, HoldsOverTheUrlWithAndWithoutItsPort) {
    EXPECT_TRUE(holds(*messagebird, request(R"("exp":1767225660,)")));
    EXPECT_TRUE(holds(*messagebird,
                      request(R"("exp":1767225660,)", "https://tips.example.org:443/hooks/sms")));
    EXPECT_FALSE(holds(*messagebird, request(R"("exp":1767225660,)", "https://evil.example/")));
    auto changed = request(R"("exp":1767225660,)");
    changed.target = "/hooks/sms?a=1";
    EXPECT_FALSE(holds(*messagebird, changed));
}

TEST_F(UrlJwtProofTest, HoldsUntilFiveSecondsAfterItsEnd) {
    EXPECT_TRUE(holds_with(R"("exp":1767225595,)"));
    EXPECT_FALSE(holds_with(R"("exp":1767225594,)"));
    EXPECT_TRUE(holds_with(R"("exp":1767225660,"nbf":1767225605,)"));
    EXPECT_FALSE(holds_with(R"("exp":1767225660,"nbf":1767225606,)"));
}

TEST_F(UrlJwtProofTest, WithoutAnEndTheIssueMustBeNear) {
    EXPECT_TRUE(holds_with(R"("iat":1767225300,)"));
    EXPECT_TRUE(holds_with(R"("iat":1767225300.5,)"));
    EXPECT_FALSE(holds_with(R"("iat":1767225299,)"));
    EXPECT_FALSE(holds_with(R"("iat":1767225901,)"));
    EXPECT_FALSE(holds_with(""));
}

TEST_F(UrlJwtProofTest, ATimeThatIsNoneIsNeverGood) {
    for (const auto* times : {R"("exp":"1767225660",)", R"("exp":null,)", R"("exp":-1,)",
                              R"("exp":1e300,)", R"("exp":1767225660,"nbf":"now",)"})
        EXPECT_FALSE(holds_with(times)) << times;
}

}  // namespace
}  // namespace tipwire::gateway
