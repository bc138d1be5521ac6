// SPDX-License-Identifier: Apache-2.0
// The sender's own number in all its spellings is masked; other people's numbers are not.
#include "routing/domain/redaction.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

std::string masked(std::string_view text, std::string_view sender = "+79261234567") {
    return mask_own_number(text, *PhoneNumber::parse(sender));
}

class OwnSpelling : public testing::TestWithParam<const char*> {};
TEST_P(OwnSpelling, IsMaskedWhole) {
    const std::string own = GetParam();
    EXPECT_EQ(masked(own), "[***]");
    EXPECT_EQ(masked("Звоните " + own + ", жду"), "Звоните [***], жду");
    EXPECT_EQ(masked("a" + own + "b"), "a[***]b");
}
INSTANTIATE_TEST_SUITE_P(
    Redaction, OwnSpelling,
    testing::Values("+79261234567", "79261234567", "89261234567", "9261234567", "+7 926 123 45 67",
                    "+7 (926) 123-45-67", "8 (926) 123-45-67", "8-926-123-45-67", "8.926.123.45.67",
                    "8/926/1234567", "8 926 1234567", "8926 123-45-67", "8(926)1234567",
                    "(926) 123-45-67", "+7926 123 4567", "0079261234567", "00 7 926 123 45 67",
                    "810 7 926 123 45 67", "8 10 7 926 123-45-67", "011 7 926 1234567",
                    "09261234567", "+7 8 926 123 45 67", "+7 (8926) 123-45-67", "+8 926 123 45 67",
                    "8 9 2 6 1 2 3 4 5 6 7", "123-45-67", "1234567", "6 123 45 67", "8 123 45 67",
                    "+7\u00a0926\u00a0123\u00a045\u00a067", "+7\u202f926\u2009123\u202f45\u202f67",
                    "8\u2011926\u2010123\u201345\u201467", "8\u2015926\u2212123 45 67",
                    "8 926\n123 45 67", "+7926\r\n1234567", "8 (926) - 123 - 45 - 67",
                    "８９２６１２３４５６７", "＋７（９２６）１２３－４５－６７", "٨٩٢٦١٢٣٤٥٦٧",
                    "۸۹۲۶۱۲۳۴۵۶۷", "+7\u200b926\u200b1234567", "8 926 123\u00ad45\u00ad67",
                    "+ 7 926 1234567"));

class OtherNumber : public testing::TestWithParam<const char*> {};
TEST_P(OtherNumber, Stays) {
    const std::string other = GetParam();
    EXPECT_EQ(masked(other), other);
    EXPECT_EQ(masked("Продаёт " + other + ", жду"), "Продаёт " + other + ", жду");
}
INSTANTIATE_TEST_SUITE_P(Redaction, OtherNumber,
                         testing::Values("+79261234568", "89161234567", "+7 (495) 123-45-67",
                                         "8 495 1234567", "+1 926 123 45 67", "+19261234567",
                                         "234567", "45-67", "92612345678", "89262234567",
                                         "+77011234567", "8 (916) 123-45-67", "926 123 45",
                                         "12.03.2026", "123-45-67-89", "4276 3800 1234 5678",
                                         "1234568", "20:39", "7 495 123 45 67", "9261234560007",
                                         "дом 5, кв. 67", "8 800 123 45 67", "+380 44 123 45 67"));

TEST(Redaction, LeavesTextWithoutTheNumberAlone) {
    for (const auto* text :
         {"", "Торгуют у гаража", "(", "+", "+ (", "no digits - at / all.", "\xff\xd0"}) {
        EXPECT_EQ(masked(text), text);
    }
}
TEST(Redaction, FindsTheNumberBesideOthers) {
    EXPECT_EQ(masked("+77011112233 89261234567"), "+77011112233 [***]");
    EXPECT_EQ(masked("89261234567 87011112233"), "[***] 87011112233");
    EXPECT_EQ(masked("87011112233 89261234567 87011112244"), "87011112233 [***] 87011112244");
    EXPECT_EQ(masked("+77011112233/9261234567"), "+77011112233/[***]");
    EXPECT_EQ(masked("дом 24 8 926 123 45 67"), "дом 24 [***]");
    EXPECT_EQ(masked("9261234567 500 рублей"), "[***] 500 рублей");
    EXPECT_EQ(masked("123-45-67 24 часа"), "[***] 24 часа");
    EXPECT_EQ(masked("дом 24\n123-45-67"), "дом 24\n[***]");
    EXPECT_EQ(masked("id 10079261234567000"), "id 100[***]000");
}
TEST(Redaction, MasksEveryOccurrence) {
    EXPECT_EQ(masked("89261234567, +7 926 123-45-67; 1234567"), "[***], [***]; [***]");
    EXPECT_EQ(masked("89261234567 89261234567"), "[***] [***]");
    EXPECT_EQ(masked("7926123456779261234567"), "[***][***]");
    EXPECT_EQ(masked("8 926 123-45-67 / 123-45-67"), "[***] / [***]");
    EXPECT_EQ(masked("123-45-67/8 926 123-45-67"), "[***]/[***]");
    EXPECT_EQ(masked("8 926 123-45-67 8 926 123-45-67"), "[***] [***]");
    EXPECT_EQ(masked("123-45-67 926 123 45 67"), "[***]");  // "7 926" may be either's: one mask
}
TEST(Redaction, TakesTheBracketThatClosesInside) {
    EXPECT_EQ(masked("тел. (926) 123-45-67."), "тел. [***].");
    EXPECT_EQ(masked("(8 926 123 45 67)"), "([***])");
}
TEST(Redaction, LeavesNoTailOfANumberOfEqualDigits) {
    EXPECT_EQ(masked("8 111 111 11 11", "+71111111111"), "[***]");
    EXPECT_EQ(masked("+7 111 111 11 11", "+71111111111"), "[***]");
}
TEST(Redaction, KnowsTheFormsOfOtherCountries) {
    EXPECT_EQ(masked("0555 12 34 56", "+996555123456"), "[***]");
    EXPECT_EQ(masked("+996 (0) 555 12-34-56", "+996555123456"), "[***]");
    EXPECT_EQ(masked("(050) 123 45 67", "+994501234567"), "[***]");
    EXPECT_EQ(masked("90 123 45 67", "+998901234567"), "[***]");
    EXPECT_EQ(masked("992 90 123 4567", "+992901234567"), "[***]");
    EXPECT_EQ(masked("07911 123456", "+447911123456"), "[***]");
    EXPECT_EQ(masked("+44 (0)7911 123456", "+447911123456"), "[***]");
    EXPECT_EQ(masked("202-555-0100", "+12025550100"), "[***]");
    EXPECT_EQ(masked("8 701 000 00 01", "+77010000001"), "[***]");
}
TEST(Redaction, OfAShortNumberNeedsItApart) {
    EXPECT_EQ(masked("12345678", "+12345678"), "[***]");
    EXPECT_EQ(masked("+1 234 5678", "+12345678"), "[***]");
    EXPECT_EQ(masked("912345678", "+12345678"), "912345678");
    EXPECT_EQ(masked("123456789", "+12345678"), "123456789");
}
TEST(Redaction, JoinsDigitsAcrossAtMostFourSeparators) {
    EXPECT_EQ(masked("8 926    123 45 67"), "[***]");
    EXPECT_EQ(masked("8 926     123 45 67"), "8 926     [***]");  // five: the seven alone
}
TEST(Redaction, TakesTimeLinearInTheText) {
    std::string digits(1 << 20, '1');
    const std::string dashes = [] {
        std::string text;
        for (int i = 0; i < 1 << 19; ++i) text += "1-";
        return text;
    }();
    EXPECT_EQ(masked(digits), digits);
    EXPECT_EQ(masked(dashes), dashes);
}

}  // namespace
}  // namespace tipwire::routing
