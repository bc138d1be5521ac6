// SPDX-License-Identifier: Apache-2.0
// Words are found whatever their case, in any text, valid UTF-8 or not.
#include "routing/domain/text_search.hpp"

#include <gtest/gtest.h>

#include "routing/domain/catalogue.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::routing {

namespace {

bool finds(std::string_view words, std::string_view text) {
    return TextSearch(words).finds_in(text);
}

TEST(TextSearch, FindsWordsInAnyCase) {
    EXPECT_TRUE(finds("гаражей", "Закладки у ГАРАЖЕЙ"));
    EXPECT_TRUE(finds("ГАРАЖЕЙ", "закладки у гаражей 12"));
    EXPECT_TRUE(finds("Straße", "in der STRAßE"));
    EXPECT_TRUE(finds("o'zbek", "O’ZBEK"));
}

TEST(TextSearch, CountsEveryCharacter) {
    EXPECT_TRUE(finds(" «У ГАРАЖА» 12! ", "там: «у гаража» 12! да"));
    EXPECT_FALSE(finds("у гаража", "у  гаража"));
    EXPECT_FALSE(finds("гаражей", ""));
}

TEST(TextSearch, KeepsNothingOfTheTextBefore) {
    TextSearch search("гараж");
    EXPECT_TRUE(search.finds_in("много слов, потом ГАРАЖ"));
    EXPECT_FALSE(search.finds_in("ga"));
    EXPECT_FALSE(search.finds_in(""));
    EXPECT_TRUE(search.finds_in(std::string(5000, '.') + "гараж"));
}

TEST(TextSearch, TakesLettersOfThreeAndFourBytesAsTheyAre) {
    EXPECT_TRUE(finds("გამარჯობა", "— გამარჯობა 😀"));
    EXPECT_TRUE(finds("😀", "да 😀"));
    EXPECT_FALSE(finds("😀", "да 😁"));
}

TEST(TextSearch, LooksBehindBytesThatAreNoText) {
    EXPECT_TRUE(finds("дом", "\xFF\xC3 ДОМ \xD0"));
    EXPECT_TRUE(finds("\xFF", "\xFE"));  // both unreadable, both U+FFFD
}

// The table and the letters one by one say the same.
TEST(TextSearch, FoldsEveryLetterAsWordsAreFolded) {
    for (char32_t point = 0x20; point < 0x3000; ++point) {
        std::string letter;
        append_utf8(letter, point);
        std::string folded;
        append_utf8(folded, fold_letter(point));
        ASSERT_TRUE(finds(folded, letter)) << std::hex << +static_cast<std::uint32_t>(point);
    }
}

}  // namespace

}  // namespace tipwire::routing
