// SPDX-License-Identifier: Apache-2.0
// Texts by language with fall-back, command words, and folding.
#include "routing/domain/catalogue.hpp"

#include <gtest/gtest.h>

#include "routing/domain/letter_case.hpp"

namespace tipwire::routing {
namespace {

Catalogue small_catalogue() {
    std::map<std::string, Language, std::less<>> languages;
    languages["ru"].texts = {{"added", "Добавлено."}, {"receipt", "Принято {code}"}};
    languages["ru"].commands = {{"статус", CommandWord::status}, {"стоп", CommandWord::stop}};
    languages["kk"].texts = {{"added", "Қосылды."}};
    languages["kk"].commands = {{"күй", CommandWord::status}, {"стоп", CommandWord::stop}};
    return {std::move(languages), "ru"};
}

TEST(Catalogue, SpeaksTheLanguageAsked) {
    EXPECT_EQ(small_catalogue().text("kk", "added"), "Қосылды.");
}
TEST(Catalogue, FallsBackForAMissingText) {
    EXPECT_EQ(small_catalogue().text("kk", "receipt"), "Принято {code}");
}
TEST(Catalogue, FallsBackForAMissingLanguage) {
    EXPECT_EQ(small_catalogue().text("tg", "added"), "Добавлено.");
    EXPECT_EQ(small_catalogue().text("", "added"), "Добавлено.");
}
TEST(CatalogueDeathTest, KnowsNoOtherKey) {
    const auto catalogue = small_catalogue();
    EXPECT_DEATH(catalogue.text("ru", "no.such.key"), "assertion failed");
}
TEST(Catalogue, FindsAWordInAnyLanguage) {
    const auto catalogue = small_catalogue();
    ASSERT_TRUE(catalogue.command("күй"));
    EXPECT_EQ(*catalogue.command("күй"), CommandWord::status);
    EXPECT_EQ(catalogue.command("status"), nullptr);
    EXPECT_EQ(catalogue.command(""), nullptr);
}
TEST(Catalogue, NamesTheLanguageOfAWordOfOneLanguageOnly) {
    const auto catalogue = small_catalogue();
    EXPECT_EQ(catalogue.language_of("статус"), "ru");
    EXPECT_EQ(catalogue.language_of("күй"), "kk");
    EXPECT_EQ(catalogue.language_of("стоп"), "");
    EXPECT_EQ(catalogue.language_of("status"), "");
}
TEST(Catalogue, KnowsItsLanguages) {
    EXPECT_TRUE(small_catalogue().has("kk"));
    EXPECT_FALSE(small_catalogue().has("en"));
}

TEST(FoldWord, LowersTheLettersOfEveryLanguageServed) {
    EXPECT_EQ(fold_word("STATUS"), "status");
    EXPECT_EQ(fold_word("СТАТУС"), "статус");
    EXPECT_EQ(fold_word("Ёлка Ђ Џ"), "ёлка ђ џ");
    EXPECT_EQ(fold_word("КҮЙ ӘҒҚҢӨҰҮҺІ"), "күй әғқңөұүһі");  // Kazakh
    EXPECT_EQ(fold_word("ӨҮҢ"), "өүң");                      // Kyrgyz
    EXPECT_EQ(fold_word("ҒӢҚӮҲҶ"), "ғӣқӯҳҷ");                // Tajik
    EXPECT_EQ(fold_word("ЎҚҒҲ"), "ўқғҳ");                    // Uzbek, Cyrillic
    EXPECT_EQ(fold_word("ƏŞĞÖÜÇ"), "əşğöüç");                // Azerbaijani
    EXPECT_EQ(fold_word("ÀÉÎÕÜÝÞß×"), "àéîõüýþß×");
    EXPECT_EQ(fold_word("Ӏ Ӂ Ӂ"), "ӏ ӂ ӂ");
}
TEST(FoldWord, MakesOneOfTheFourLettersI) {
    for (const auto* text : {"I", "i", "İ", "ı"}) EXPECT_EQ(fold_word(text), "i");
}
TEST(FoldWord, MakesOneOfAllApostrophes) {
    for (const auto* text : {"To'xta", "TO\u02BBXTA", "to\u2019xta", "To\u2018xta", "to`xta"}) {
        EXPECT_EQ(fold_word(text), "to'xta");
    }
}
TEST(FoldWord, StripsWhatSurroundsAWord) {
    for (const auto* text :
         {"стоп!", "«СТОП»", "  стоп. ", "„Стоп“", "(стоп)…", "— Стоп —", "№ стоп",
          "\u00a0стоп\u00a0", "\ufeffстоп", "'стоп'", "<стоп>", "*стоп*"}) {
        EXPECT_EQ(fold_word(text), "стоп") << text;
    }
}
TEST(FoldWord, KeepsWhatStandsInside) {
    EXPECT_EQ(fold_word("-кое-что-"), "кое-что");
    EXPECT_EQ(fold_word("?!"), "");
    EXPECT_EQ(fold_word(""), "");
}

TEST(ToLower, LeavesEverySmallLetterAlone) {
    for (char32_t point = 0; point < 0x530; ++point) {
        const char32_t once = to_lower(point);
        EXPECT_EQ(to_lower(once), once) << std::hex << +point;
    }
}
TEST(ToLower, LeavesOtherScriptsAlone) {
    for (const char32_t point : {U'5', U'@', U'[', U'`', U'{', U'\u0483', U'\u0391', U'\u4e2d'}) {
        EXPECT_EQ(to_lower(point), point);
    }
}

}  // namespace
}  // namespace tipwire::routing
