// SPDX-License-Identifier: Apache-2.0
// [[help]]: what it needs, and what an operator is advised.
#include <gmock/gmock.h>

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

TEST(Help, AdvisesOnLongTextsAndMissingLanguages) {
    const ConfigFolder folder;
    std::string two, three;
    for (int i = 0; i < 134; ++i) two += "ж";
    three = two + "ж";
    EXPECT_THAT(
        folder.settings(good_with("[[help]]\ntext = { ru = \"" + two + "\", en = \"x\" }\n"))
            .advice,
        IsEmpty());
    EXPECT_THAT(folder.settings(good_with("[[help]]\ntext = { ru = \"" + three + "\" }\n")).advice,
                ElementsAre(HasSubstr("'ru' takes 3 messages; 2 are meant to be enough"),
                            HasSubstr("'text' has no 'en': 'ru' is sent instead")));
}

}  // namespace
}  // namespace tipwire::config
