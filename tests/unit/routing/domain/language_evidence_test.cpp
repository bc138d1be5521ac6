// SPDX-License-Identifier: Apache-2.0
// How letters, words, the hint and the line's first language weigh against each other.
#include "routing/domain/language_evidence.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

const Catalogue& catalogue() {
    static const Catalogue made = [] {
        std::map<std::string, Language, std::less<>> languages;
        const std::u32string cyrillic = U"абвгдеёжзийклмнопрстуфхцчшщъыьэюя";
        languages["ru"].letters = {cyrillic.begin(), cyrillic.end()};
        languages["kk"].letters = languages["ru"].letters;
        languages["kk"].letters.insert({U'қ', U'і', U'ө'});
        languages["uz"].letters = {U'\u02BB'};
        languages["ru"].frequent = {"и", "продают", "prodaut"};
        languages["kk"].frequent = {"сатып", "дом"};
        languages["en"].frequent = {"the", "sells"};
        return Catalogue(std::move(languages), "ru");
    }();
    return made;
}

std::string guess(std::string_view text, std::vector<std::string> among,
                  std::optional<LanguageHint> hint = {}) {
    return guess_language(text, catalogue(), among, hint);
}
LanguageHint hint(std::string language, bool sure) {
    LanguageHint made;
    made.language = std::move(language);
    made.sure = sure;
    return made;
}

TEST(LanguageEvidence, IsTheFirstLanguageWhereNothingSpeaks) {
    EXPECT_EQ(guess("", {"kk", "ru"}), "kk");
    EXPECT_EQ(guess("4815 :-)", {"en", "ru"}), "en");
    EXPECT_EQ(guess("ok", {"ru", "en"}), "ru");
}
TEST(LanguageEvidence, NeverLeavesTheLine) {
    EXPECT_EQ(guess("сатып сатып қі", {"ru"}), "ru");
    EXPECT_EQ(guess("the the the", {"ru", "kk"}, hint("en", true)), "ru");
}
TEST(LanguageEvidence, IsDecidedByLettersHoweverShort) {
    EXPECT_EQ(guess("көрші", {"ru", "kk"}), "kk");
    EXPECT_EQ(guess("КӨРШІ", {"ru", "kk"}), "kk");
    EXPECT_EQ(guess("сосед", {"en", "ru"}), "ru");
    EXPECT_EQ(guess("go‘zal", {"ru", "uz"}), "uz");
}
TEST(LanguageEvidence, IsDecidedByWordsTypedInAnyLetters) {
    EXPECT_EQ(guess("prodaut 35", {"en", "ru"}), "ru");
    EXPECT_EQ(guess("сатып жур", {"ru", "kk"}), "kk");
    EXPECT_EQ(guess("He sells.", {"ru", "en"}), "en");
    EXPECT_EQ(guess("resells", {"ru", "en"}), "ru");  // whole words only
}
TEST(LanguageEvidence, NeedsMoreThanOneShortWordToLeaveTheFirstLanguage) {
    EXPECT_EQ(guess("и", {"en", "ru"}), "ru");  // by its letter
    EXPECT_EQ(guess("дом", {"ru", "kk"}), "kk");
    EXPECT_EQ(guess("дом продают", {"ru", "kk"}), "ru");
}
TEST(LanguageEvidence, TrustsStatisticsMoreTheLongerTheText) {
    const std::string_view brief = "aaaaa bbbbb ccccc";
    const std::string_view longer = "aaaaa bbbbb ccccc ddddd eeeee fffff";
    EXPECT_EQ(guess(brief, {"ru", "en"}, hint("en", false)), "ru");
    EXPECT_EQ(guess(brief, {"ru", "en"}, hint("en", true)), "en");
    EXPECT_EQ(guess(longer, {"ru", "en"}, hint("en", false)), "en");
}
TEST(LanguageEvidence, FindsALanguageWithoutACatalogueByTheHintAlone) {
    EXPECT_EQ(guess("aaaaa bbbbb ccccc ddddd eeeee fffff", {"ru", "xx"}, hint("xx", true)), "xx");
}
TEST(LanguageEvidence, OutweighsAForeignNameInALongText) {
    EXPECT_EQ(guess("продают и продают и продают у села Қосшы", {"ru", "kk"}), "ru");
}

}  // namespace
}  // namespace tipwire::routing
