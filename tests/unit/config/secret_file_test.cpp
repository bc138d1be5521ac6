// SPDX-License-Identifier: Apache-2.0
// Secrets: where they may come from, who may read them, and what they may hold.
#include <gmock/gmock.h>
#include <stdlib.h>

#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string weak = std::string(ConfigFolder::webhook_secret);

class Environment {  // one variable, for the length of a test
public:
    Environment(const char* name, const std::string& value) : name_(name) {
        ::setenv(name, value.c_str(), 1);
    }
    ~Environment() { ::unsetenv(name_); }

private:
    const char* name_;
};

TEST(SecretFile, RefusesWhatOthersCanRead) {
    const ConfigFolder folder;
    for (const mode_t mode : {0640, 0604, 0644, 0620}) {
        folder.write("sms.secret", weak, mode);
        EXPECT_THAT(folder.problems(good_config),
                    ElementsAre(HasSubstr("8: 'secret' " + (folder.path() / "sms.secret").string() +
                                          " can be read by others; run: chmod 600 ")));
    }
    folder.write("sms.secret", weak, 0400);
    EXPECT_THAT(folder.problems(good_config), IsEmpty());
}

TEST(SecretFile, RefusesWhatIsNoFile) {
    const ConfigFolder folder;
    ASSERT_EQ(::mkfifo((folder.path() / "pipe").c_str(), 0600), 0);
    EXPECT_THAT(folder.problems(with("\"sms.secret\"", "\"pipe\"")),
                ElementsAre(HasSubstr("is not a regular file")));
    EXPECT_THAT(folder.problems(with("\"sms.secret\"", "\"absent\"")),
                ElementsAre(HasSubstr("No such file or directory")));
    EXPECT_THAT(folder.problems(with("\"sms.secret\"", "\".\"")),
                ElementsAre(HasSubstr("is not a regular file")));
}

TEST(SecretFile, NeverRepeatsASecretInAMessage) {
    const ConfigFolder folder;
    const auto problems = folder.problems(with("{ file = \"sms.secret\" }", "\"hunter2hunter2\""));
    EXPECT_THAT(problems,
                ElementsAre(HasSubstr(
                    "use { file = \"...\" }, { credential = \"...\" } or { env = \"...\" }")));
    EXPECT_EQ(problems.at(0).find("hunter2"), std::string::npos);
}

TEST(SecretFile, TakesASecondLineAsThePreviousSecret) {
    const ConfigFolder folder;
    folder.write("sms.secret", "first-secret-0123456\r\nsecond-secret-012345\n");
    const auto settings = folder.settings(good_config);
    ASSERT_EQ(settings.sources[0].secret.size(), 2U);
    EXPECT_EQ(settings.sources[0].secret[0].reveal(), "first-secret-0123456");
    EXPECT_EQ(settings.sources[0].secret[1].reveal(), "second-secret-012345");
    folder.write("sms.secret", "first-secret-0123456\nb\nc\n");
    EXPECT_THAT(folder.problems(good_config),
                ElementsAre(HasSubstr("8: 'secret' has more than two lines")));
}

TEST(SecretFile, DropsOneTrailingNewlineOnly) {
    const ConfigFolder folder;
    folder.write("sms.secret", " blanks are part of it \n");
    EXPECT_EQ(folder.settings(good_config).sources[0].secret[0].reveal(),
              " blanks are part of it ");
}

TEST(SecretFile, RefusesBlankAndOddSecrets) {
    const ConfigFolder folder;
    for (const auto* blank : {"", "\n", "  \n", "\nprevious-secret-01234\n"}) {
        folder.write("sms.secret", blank);
        EXPECT_THAT(folder.problems(good_config), ElementsAre(HasSubstr("8: 'secret' is blank")));
    }
    folder.write("sms.secret", std::string("zero\0byte-0123456789", 20));
    EXPECT_THAT(folder.problems(good_config), ElementsAre(HasSubstr("holds a zero byte")));
    folder.write("sms.secret", std::string(5000, 'x'));
    EXPECT_THAT(folder.problems(good_config), ElementsAre(HasSubstr("is over 4 KiB")));
    folder.write("sms.secret", "whsec_not*base64\n");
    EXPECT_THAT(folder.problems(good_config), ElementsAre(HasSubstr("must be whsec_ and base64")));
}

TEST(SecretFile, TakesOneFormOnly) {
    const ConfigFolder folder;
    EXPECT_THAT(folder.problems(
                    with("{ file = \"sms.secret\" }", "{ file = \"sms.secret\", env = \"X\" }")),
                ElementsAre(HasSubstr("8: 'secret' must name one of")));
    EXPECT_THAT(folder.problems(with("{ file = \"sms.secret\" }", "{ fiel = \"sms.secret\" }")),
                ElementsAre(HasSubstr("8: 'secret' has no form 'fiel'")));
    EXPECT_THAT(folder.problems(with("{ file = \"sms.secret\" }", "{ file = \"\" }")),
                ElementsAre(HasSubstr("8: 'secret' must name a place")));
    EXPECT_THAT(folder.problems(with("{ file = \"sms.secret\" }", "42")),
                ElementsAre(HasSubstr("8: 'secret' must be { file")));
}

TEST(SecretFile, ComesByEnvironment) {
    const ConfigFolder folder;
    const auto toml = with("{ file = \"sms.secret\" }", "{ env = \"TIPWIRE_TEST_SECRET\" }");
    EXPECT_THAT(folder.problems(toml),
                ElementsAre(HasSubstr("needs the environment variable TIPWIRE_TEST_SECRET")));
    const Environment variable("TIPWIRE_TEST_SECRET", "from-the-environment");
    EXPECT_EQ(folder.settings(toml).sources[0].secret[0].reveal(), "from-the-environment");
}

TEST(SecretFile, ComesByCredential) {
    const ConfigFolder folder;
    const auto toml = with("{ file = \"root.key\" }", "{ credential = \"root\" }");
    EXPECT_THAT(folder.problems(toml), ElementsAre(HasSubstr("$CREDENTIALS_DIRECTORY is not set")));
    const Environment variable("CREDENTIALS_DIRECTORY", folder.path().string());
    folder.write("root", std::string(64, 'B'), 0440);  // as systemd's access list shows
    EXPECT_EQ(folder.settings(toml).keys.root.reveal()[0], 0xbb);
    EXPECT_THAT(folder.problems(with("{ file = \"root.key\" }", "{ credential = \"../x\" }")),
                ElementsAre(HasSubstr("names a credential, not a path")));
}

TEST(SecretFile, RootKeyIs64HexDigitsAndNeverFromTheEnvironment) {
    const ConfigFolder folder;
    const Environment variable("TIPWIRE_TEST_ROOT", std::string(64, 'a'));
    EXPECT_THAT(
        folder.problems(with("{ file = \"root.key\" }", "{ env = \"TIPWIRE_TEST_ROOT\" }")),
        ElementsAre(HasSubstr("4: 'root' must come by file or credential, not by environment")));
    for (const auto& wrong : {std::string(63, 'a'), std::string(66, 'a'), std::string(64, 'g'),
                              std::string(64, 'a') + "\n" + std::string(64, 'b')}) {
        folder.write("root.key", wrong);
        EXPECT_THAT(folder.problems(good_config),
                    ElementsAre(HasSubstr("4: 'root' must be 64 hex digits")));
    }
}

}  // namespace
}  // namespace tipwire::config
