// SPDX-License-Identifier: Apache-2.0
// What a source must give for the proof that its provider's profile asks for.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr auto public_key = "public_key = \"Me27xqS116lfJI2o4hyRdsjiBTbA8zMrXQ2+uLV06v8=\"\n";

// The problems of a source whose own profile has this verifier, with these lines beside its kind.
std::vector<std::string> proof_problems(const std::string& verifier, const std::string& lines,
                                        const std::string& server = {}) {
    const ConfigFolder folder;
    folder.write("providers/own.toml",
                 "title = 'P'\n[request]\nbody = 'form'\n[fields]\nid = ['id']\ntext = ['text']\n"
                 "[verifier]\n" +
                     verifier);
    const std::string source = "kind = \"generic\"\nsecret = { file = \"sms.secret\" }\n";
    return folder.problems(with(source, "kind = \"own\"\n" + lines) + server);
}

const std::string secret = "secret = { file = \"sms.secret\" }\n";
const std::string ed25519 = "kind = 'ed25519'\nheader = 'X-A'\ntemplate = '{body}'\n";
const std::string sorted = "kind = 'sorted_fields'\nfield = 'sig'\nhash = 'md5'\n";

TEST(SourceProof, AnEd25519SourceHasPublicKeysAndNoSecret) {
    EXPECT_THAT(proof_problems(ed25519, public_key), IsEmpty());
    EXPECT_THAT(proof_problems(ed25519, std::string(public_key) + "previous_" + public_key),
                IsEmpty());
    EXPECT_THAT(proof_problems(ed25519, ""), ElementsAre(HasSubstr("needs 'public_key'")));
    EXPECT_THAT(
        proof_problems(ed25519, std::string(public_key) + "previous_public_key = \"AAAA\"\n"),
        ElementsAre(HasSubstr("'previous_public_key' must be 32 bytes in base64")));
}

TEST(SourceProof, OnlyAnEd25519SourceHasPublicKeys) {
    EXPECT_THAT(proof_problems(sorted, secret + public_key),
                ElementsAre(HasSubstr("'public_key' is not for kind 'own'")));
}

TEST(SourceProof, OnlySortedFieldsHaveASignatureHash) {
    EXPECT_THAT(proof_problems(sorted, secret + "signature_hash = \"hmac_sha512\"\n"), IsEmpty());
    EXPECT_THAT(
        proof_problems(sorted, secret + "signature_hash = \"hmac-sha512\"\n"),
        ElementsAre(HasSubstr("'signature_hash' is 'hmac-sha512'; did you mean 'hmac_sha512'?")));
    EXPECT_THAT(proof_problems("kind = 'shared_secret'\nwhere = 'field:s'\n",
                               secret + "signature_hash = \"md5\"\n"),
                ElementsAre(HasSubstr("'signature_hash' is not for kind 'own'")));
}

TEST(SourceProof, WhereTheUrlIsSignedThePublicOneMustBeKnown) {
    for (const auto* verifier :
         {"kind = 'nonce'\nheader = 'X-A'\nnonce_header = 'X-N'\n",
          "kind = 'jwt'\nheader = 'X-A'\nurl_hash = true\n",
          "kind = 'hmac_template'\nheader = 'X-A'\ntemplate = '{url}{body}'\n"}) {
        EXPECT_THAT(proof_problems(verifier, secret),
                    ElementsAre(HasSubstr("signs the address it calls: set 'public_url'")))
            << verifier;
        EXPECT_THAT(proof_problems(verifier, secret,
                                   "[server]\npublic_url = \"https://tips.example.org\"\n"),
                    IsEmpty())
            << verifier;
    }
    EXPECT_THAT(proof_problems("kind = 'jwt'\nheader = 'X-A'\n", secret), IsEmpty());
}

}  // namespace
}  // namespace tipwire::config
