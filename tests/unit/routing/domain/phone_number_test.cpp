// SPDX-License-Identifier: Apache-2.0
// What providers call a sender, and the number it means.
#include "routing/domain/phone_number.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

std::string number_of(std::string_view text) {
    const auto number = PhoneNumber::parse(text);
    return number ? std::string(number->reveal()) : "none";
}

struct Case {
    const char* text;
    const char* number;
};
void PrintTo(const Case& one, std::ostream* out) { *out << '"' << one.text << '"'; }

class Spelling : public testing::TestWithParam<Case> {};
TEST_P(Spelling, MeansThisNumber) { EXPECT_EQ(number_of(GetParam().text), GetParam().number); }

INSTANTIATE_TEST_SUITE_P(
    International, Spelling,
    testing::Values(Case{"+77010000001", "+77010000001"}, Case{"+7 701 000-00-01", "+77010000001"},
                    Case{" +77010000001 ", "+77010000001"},
                    Case{"+7 (701) 000.00.01", "+77010000001"},
                    Case{"(+7701) 000 00 01", "+77010000001"},
                    Case{"+7\u00a0701\u202f000\u201100\u201101", "+77010000001"},
                    Case{"\u202a+77010000001\u202c", "+77010000001"},
                    Case{"+99362000001", "+99362000001"}, Case{"+12345678", "+12345678"},
                    Case{"+123456789012345", "+123456789012345"}));

INSTANTIATE_TEST_SUITE_P(DoubleZero, Spelling,
                         testing::Values(Case{"0077010000001", "+77010000001"},
                                         Case{"00 7 701 000 00 01", "+77010000001"},
                                         Case{"00123456789012345", "+123456789012345"},
                                         Case{"0012345678", "+12345678"}));

INSTANTIATE_TEST_SUITE_P(LostPlus, Spelling,
                         testing::Values(Case{"77010000001", "+77010000001"},
                                         Case{" 77010000001", "+77010000001"},  // a form's "+"
                                         Case{"254711000001", "+254711000001"},
                                         Case{" 254711000001", "+254711000001"},
                                         Case{"123456789012345", "+123456789012345"},
                                         Case{"12025550100", "+12025550100"}));

INSTANTIATE_TEST_SUITE_P(
    NationalFormOfRussiaAndKazakhstan, Spelling,
    testing::Values(Case{"89260000001", "+79260000001"}, Case{"8 (926) 000-00-01", "+79260000001"},
                    Case{"87010000001", "+77010000001"}, Case{"83430000001", "+73430000001"},
                    Case{"81200000001", "+81200000001"},   // Japan
                    Case{"82100000001", "+82100000001"},   // Korea
                    Case{" 84912000001", "+84912000001"},  // Vietnam, by its "+"
                    Case{"+84912000001", "+84912000001"}, Case{"+89260000001", "+89260000001"},
                    Case{"8613800000001", "+8613800000001"}));  // 13 digits

INSTANTIATE_TEST_SUITE_P(
    Nobody, Spelling,
    testing::Values(Case{"", "none"}, Case{" ", "none"}, Case{"+", "none"}, Case{"002", "none"},
                    Case{"1002", "none"}, Case{"+1002", "none"}, Case{"+1234567", "none"},
                    Case{"12345678", "none"}, Case{"7010000001", "none"},
                    Case{" 7010000001", "none"}, Case{"+1234567890123456", "none"},
                    Case{"1234567890123456", "none"}, Case{"001234567890123456", "none"},
                    Case{"00123456789012345678", "none"}, Case{"001234567", "none"},
                    Case{"07911000001", "none"}, Case{"+07911000001", "none"},
                    Case{"000077010000001", "none"}, Case{"MEGAFON", "none"},
                    Case{"Bank 900", "none"}, Case{"+7701000000a", "none"},
                    Case{"++77010000001", "none"}, Case{"7+7010000001", "none"},
                    Case{"+7701*000001", "none"}, Case{"tel:+77010000001", "none"},
                    Case{"+7701000\xff"
                         "0001",
                         "none"},
                    Case{"anonymous", "none"}, Case{"+77010000001,+77010000002", "none"}));

TEST(PhoneNumber, ReadsOtherDigits) {
    EXPECT_EQ(number_of("\uff0b77010000001"),
              "none");  // only ASCII's "+" is documented by any provider
    EXPECT_EQ(number_of("+٧٧٠١٠٠٠٠٠٠١"), "+77010000001");
}

TEST(PhoneNumber, IsGoneFromWhereItWasMoved) {
    auto first = PhoneNumber::parse("+77010000001");
    const PhoneNumber second = std::move(*first);

    EXPECT_EQ(second.reveal(), "+77010000001");
    EXPECT_EQ(first->reveal(), "");
}

}  // namespace
}  // namespace tipwire::routing
