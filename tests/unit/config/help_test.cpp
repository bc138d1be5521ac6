// SPDX-License-Identifier: Apache-2.0
// [[help]]: what it needs, and what an operator is advised.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "config/source_tree.hpp"
#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string good_with(const std::string& more) { return std::string(good_config) + more; }

TEST(Help, IsReadByAreaAndLanguage) {
    const ConfigFolder folder;
    const auto settings = folder.settings(good_with(R"(
[[help]]
text = { ru = "Звоните: 8-800-000-00-00", en = "Call 8-800-000-00-00" }
[[help]]
area = "city/north"
text = { ru = "Север", en = "North" }
)"));
    ASSERT_EQ(settings.help.size(), 2U);
    EXPECT_EQ(settings.help[0].area, settings.instance.area);
    EXPECT_EQ(settings.help[0].text.at("en"), "Call 8-800-000-00-00");
    EXPECT_EQ(settings.help[1].area, "city/north");
    EXPECT_THAT(settings.advice, IsEmpty());
}

TEST(Help, ShowsEveryMistakeWithItsLine) {
    const ConfigFolder folder;
    const auto problems = folder.problems(good_with(R"(
[[help]]
text = { en = "Call" }
[[help]]
text = { ru = "Звоните", tg = "Занг", en = 7 }
[[help]]
area = "a"
text = "Звоните"
[[help]]
area = "b"
)"));
    for (const auto* expected :
         {"'text' needs the default language 'ru'",
          "[[help]] of area '' is there already, in line ",
          "language 'tg' is not in use; there are ru and en",
          "'en' must be text, not a whole number", "'text' must be { ru = \"...\", ... }, not text",
          "[[help]] needs 'text', such as"}) {
        EXPECT_THAT(problems, testing::Contains(HasSubstr(expected)));
    }
    EXPECT_EQ(problems.size(), 6U);
}

TEST(Help, RefusesATextThatIsTooLongToBeSent) {
    const ConfigFolder folder;
    std::string two;
    for (int i = 0; i < 134; ++i) two += "ж";
    const auto help = [](const std::string& text) {
        return good_with("[[help]]\ntext = { ru = \"" + text + "\", en = \"x\" }\n");
    };

    EXPECT_THAT(folder.problems(help(two)), IsEmpty());
    EXPECT_THAT(
        folder.problems(help(two + "ж")),
        ElementsAre(HasSubstr("'ru' takes 3 messages, and segments_max of [replies] is 2")));
    EXPECT_THAT(folder.problems(help(two + "ж") + "[replies]\nsegments_max = 3\n"), IsEmpty());
}

// ---- what is answered ---------------------------------------------------------------------------

TEST(Replies, EveryShippedTextFitsIntoOneMessage) {
    const ConfigFolder folder;
    EXPECT_THAT(folder.problems(good_with("[replies]\nsegments_max = 1\n")), IsEmpty());
}

TEST(Replies, RefuseATextOfTheOperatorThatIsTooLong) {
    const ConfigFolder folder;
    std::ifstream in(std::filesystem::path(shipped_data) / "languages/ru/messages.toml");
    std::stringstream shipped;
    shipped << in.rdbuf();
    auto words = shipped.str();
    const auto at = words.find("\nreceipt = \"");
    ASSERT_NE(at, words.npos);
    std::string text;
    for (int i = 0; i < 150; ++i) text += "ж";
    words.insert(words.find('"', at) + 1, text);
    folder.write("languages/ru/messages.toml", words);

    EXPECT_THAT(folder.problems(std::string(good_config)),
                ElementsAre(HasSubstr("text 'receipt' of language 'ru' takes 3 messages")));
}

TEST(Replies, AdviseWhereTheLinesCountryIsNotAllowed) {
    const ConfigFolder folder;
    const auto with_line = [](const std::string& line) {
        std::string toml(good_config);
        const std::string kind = "kind = \"generic\"\n";
        toml.insert(
            toml.find(kind) + kind.size(),
            "line = \"" + line +
                "\"\nreply = { kind = \"kannel\", url = \"http://127.0.0.1/\", user = \"u\", "
                "secret = { file = \"token\" } }\n");
        return toml;
    };
    EXPECT_THAT(folder.settings(with_line("+73430000002")).advice, IsEmpty());
    EXPECT_THAT(folder.settings(with_line("1414")).advice, IsEmpty());
    EXPECT_THAT(folder.settings(with_line("+380440000002")).advice,
                ElementsAre(HasSubstr("not in 'allowed_prefixes'")));
}

TEST(Help, AdvisesOnMissingLanguages) {
    const ConfigFolder folder;
    EXPECT_THAT(folder.settings(good_with("[[help]]\ntext = { ru = \"x\" }\n")).advice,
                ElementsAre(HasSubstr("'text' has no 'en': 'ru' is sent instead")));
}

}  // namespace
}  // namespace tipwire::config
