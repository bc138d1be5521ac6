// SPDX-License-Identifier: Apache-2.0
// Languages: the shipped ones are complete, short and discreet; the reader finds what is wrong in
// others.
#include "config/catalogue.hpp"

#include <gmock/gmock.h>

#include <set>
#include <sstream>

#include "config/source_tree.hpp"
#include "routing/domain/segments.hpp"
#include "tests/unit/config/config_folder.hpp"

namespace tipwire::config {
namespace {

using routing::CommandWord;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

routing::Catalogue shipped(const std::vector<std::string>& languages) {
    auto loaded = load_catalogue(languages, {shipped_data});
    if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
        for (const auto& problem : *problems) ADD_FAILURE() << to_text(problem);
    }
    return std::get<routing::Catalogue>(std::move(loaded));
}

std::vector<std::string> language_problems(const ConfigFolder& folder, const std::string& toml) {
    folder.write("languages/xx/messages.toml", toml);
    const auto loaded = load_catalogue({"xx"}, {folder.path()});
    std::vector<std::string> texts;
    if (const auto* found = std::get_if<std::vector<Problem>>(&loaded)) {
        for (const auto& problem : *found)
            texts.push_back(std::to_string(problem.line) + ": " + problem.text);
    }
    return texts;
}

std::string as_sent(std::string text) {
    const auto at = text.find("{code}");
    return at == std::string::npos ? text : text.replace(at, 6, "4815 1623 4210 8157");
}

const std::vector<std::string> all_languages = language_names({shipped_data});

TEST(Catalogue, ShipsTheLanguages) {
    EXPECT_THAT(all_languages, testing::IsSupersetOf({"az", "en", "kk", "ky", "ru", "tg", "uz"}));
    shipped(all_languages);  // also: no word means two commands in two languages
}

TEST(Catalogue, TextsFitOneMessage) {
    const auto catalogue = shipped(all_languages);
    for (const auto& language : all_languages) {
        for (const auto key : routing::text_keys) {
            const auto text = as_sent(catalogue.text(language, key));
            EXPECT_EQ(routing::segments(text), 1) << language << ": " << text;
            // Their alphabets allow the cheaper encoding.
            if (language == "en" || language == "uz") {
                EXPECT_TRUE(routing::is_gsm_text(text)) << text;
            }
        }
    }
}

// Whoever holds the phone must not learn what the line is for.
TEST(Catalogue, TextsAreDiscreet) {
    const auto catalogue = shipped(all_languages);
    for (const auto& language : all_languages) {
        for (const auto key : routing::text_keys) {
            const auto text = " " + catalogue.text(language, key) + " ";
            for (const auto* word :
                 {"drug",     "Drug",     "olice",   " tip",   " Tip",      "anonym",  "crime",
                  "report",   "нарко",    "Нарко",   "олици",  "аноним",    "преступ", "донос",
                  "есірткі",  "Есірткі",  "құпия",   "қылмыс", "ihbar",     "баңги",   "кылмыш",
                  "жашыруун", "narkotik", "cinayət", "gizli",  "giyohvand", "jinoyat", "maxfiy",
                  "мухаддир", "ҷиноят",   "махфӣ",   "хабар",  "xəbər",     "xabar"}) {
                EXPECT_EQ(text.find(word), std::string::npos) << text << " has " << word;
            }
        }
    }
}

TEST(Catalogue, UnknownCodesAreToldHowToBegin) {
    const auto catalogue = shipped(all_languages);
    EXPECT_THAT(catalogue.text("ru", "code.unknown"), HasSubstr("НОВОЕ"));
    EXPECT_THAT(catalogue.text("en", "code.unknown"), HasSubstr("NEW"));
    // Every language names a word of its own there, and in capitals.
    for (const auto& language : all_languages) {
        const auto& words = catalogue.language(language)->commands;
        std::istringstream text(catalogue.text(language, "code.unknown"));
        int named = 0;
        for (std::string word; text >> word;) {
            const auto command = words.find(routing::fold_word(word));
            named += command != words.end() && command->second == CommandWord::fresh;
        }
        EXPECT_EQ(named, 1) << language;
    }
    for (const auto* word : {"НОВОЕ", "ЖАҢАДАН", "NEW", "MESAJ", "ПАЁМ", "ЖАҢЫДАН", "YANGIDAN"}) {
        const auto* command = catalogue.command(routing::fold_word(word));
        ASSERT_NE(command, nullptr) << word;
        EXPECT_EQ(*command, CommandWord::fresh);
    }
}

TEST(Catalogue, KnowsTheCommandWords) {
    const auto catalogue = shipped(all_languages);
    const auto means = [&catalogue](std::string_view word, CommandWord wanted) {
        const auto* command = catalogue.command(routing::fold_word(word));
        return command != nullptr && *command == wanted;
    };
    for (const auto* word : {"Статус", "КОД", "күй", "Мәртебе", "STATUS", "code"})
        EXPECT_TRUE(means(word, CommandWord::status)) << word;
    for (const auto* word : {"СТОП", "тоқта", "Stop", "токта", "To‘xta", "toxta", "dayandır"})
        EXPECT_TRUE(means(word, CommandWord::stop)) << word;
    for (const auto* word : {"Помощь", "pomosch'", "POMOSH", "Көмек", "комек", "Kömək", "KOMEK",
                             "ёрдам", "Yordam", "кӯмак", "Кумак", "Жардам", "HELP"})
        EXPECT_TRUE(means(word, CommandWord::help)) << word;
    for (const auto* word : {"исправить", "Уточнить", "түзету", "correct"})
        EXPECT_TRUE(means(word, CommandWord::correct)) << word;
    for (const auto* word : {"отменить", "ОТОЗВАТЬ", "қайтару", "withdraw", "cancel"})
        EXPECT_TRUE(means(word, CommandWord::withdraw)) << word;
}

TEST(Catalogue, FallsBackToTheFirstLanguage) {
    const auto catalogue = shipped({"kk", "ru"});
    EXPECT_EQ(catalogue.text("en", "status.registered"), catalogue.text("kk", "status.registered"));
}

TEST(Catalogue, ShowsEveryMistakeWithItsLine) {
    const ConfigFolder folder;
    const auto problems = language_problems(folder, R"([texts]
receipt = "No placeholder"
added = ""
code.unknwon = "x"
code.later = 7
stopped = "{code}"
[commands]
status = ["one", "two words"]
new = ["one"]
stop = []
corect = ["fix"]
withdraw = "undo"
[text]
)");
    for (const auto* expected :
         {"2: text 'receipt' needs {code}", "3: text 'added' is blank",
          "4: unknown text 'code.unknwon'; did you mean 'code.unknown'?",
          "5: 'code.later' must be text, not a whole number", "6: text 'stopped' must not hold '{'",
          "8: command 'status' must list single words",
          "9: the word 'one' is another command's too (",
          "10: command 'stop' needs at least one word", "7: command 'correct' is missing",
          "11: unknown command 'corect'; did you mean 'correct'?",
          "12: 'withdraw' must be a list of words, not text", "13: unknown section 'text'",
          "1: text 'code.unknown' is missing", "1: text 'status.held' is missing"}) {
        EXPECT_THAT(problems, Contains(HasSubstr(expected)));
    }
}

TEST(Catalogue, AMissingLanguageNamesThoseThereAre) {
    const auto loaded = load_catalogue({"ru", "tt"}, {shipped_data});
    const auto& problems = std::get<std::vector<Problem>>(loaded);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(to_text(problems[0]),
                HasSubstr("languages/tt/messages.toml: there is no such language; there are "));
}

// A word that means one thing in one language and another in the next could not be obeyed.
TEST(Catalogue, WordsAreDistinctAcrossLanguages) {
    const ConfigFolder folder;
    auto text = read_all(std::filesystem::path(shipped_data) / "languages/en/messages.toml");
    const std::string from = "stop = [\"stop\"]";
    text.replace(text.find(from), from.size(), "stop = [\"status\", \"halt\"]");
    const std::string status = "status = [\"status\", \"code\"]";
    text.replace(text.find(status), status.size(), "status = [\"state\"]");
    folder.write("languages/xx/messages.toml", text);
    const auto loaded = load_catalogue({"en", "xx"}, {folder.path(), shipped_data});
    const auto& problems = std::get<std::vector<Problem>>(loaded);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_THAT(problems[0].text, HasSubstr("the word 'status' is another command's too"));
}

}  // namespace
}  // namespace tipwire::config
