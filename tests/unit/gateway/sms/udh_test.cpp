// SPDX-License-Identifier: Apache-2.0
// Part numbers out of user data headers, raw and as hex, and headers that lie about their lengths.
#include "gateway/sms/udh.hpp"

#include <gtest/gtest.h>

#include <random>

namespace tipwire::gateway {
namespace {

using namespace std::string_literals;
using routing::Part;

TEST(PartOfUdh, ReadsAnEightBitReference) {
    EXPECT_EQ(part_of_udh("\x05\x00\x03\xC7\x03\x02"s), (Part{0xC7, 2, 3}));
}

TEST(PartOfUdh, ReadsASixteenBitReference) {
    EXPECT_EQ(part_of_udh("\x06\x08\x04\x12\xC7\x03\x02"s), (Part{0x12C7, 2, 3}));
}

TEST(PartOfUdh, ReadsHexInEitherCase) {
    EXPECT_EQ(part_of_udh("050003C70302"), (Part{0xC7, 2, 3}));
    EXPECT_EQ(part_of_udh("050003c70302"), (Part{0xC7, 2, 3}));
}

TEST(PartOfUdh, ReadsTheFormEncoded) {
    EXPECT_EQ(part_of_udh("%05%00%03%C7%03%02"), (Part{0xC7, 2, 3}));
    EXPECT_EQ(part_of_udh("%05%00%03+%03%02"), (Part{0x20, 2, 3}));
}

TEST(PartOfUdh, ReadsARawReferenceThatLooksLikeAPlus) {
    EXPECT_EQ(part_of_udh("\x05\x00\x03+\x03\x02"s), (Part{'+', 2, 3}));
}

TEST(PartOfUdh, FindsThePartAfterAnotherElement) {
    // 05 04: application port addressing, 16 bit.
    EXPECT_EQ(part_of_udh("\x0B\x05\x04\x0B\x84\x23\xF0\x00\x03\x07\x02\x01"s), (Part{7, 1, 2}));
}

TEST(PartOfUdh, IsNoneWithoutAHeader) { EXPECT_EQ(part_of_udh(""), std::nullopt); }

TEST(PartOfUdh, IsNoneIfTheLengthDoesNotHold) {
    EXPECT_EQ(part_of_udh("\x06\x00\x03\xC7\x03\x02"s), std::nullopt);
    EXPECT_EQ(part_of_udh("\x05\x00\x04\xC7\x03\x02"s), std::nullopt);
    EXPECT_EQ(part_of_udh("\x05\x00\x03\xC7\x03"s), std::nullopt);
}

TEST(PartOfUdh, IsNoneIfTheNumbersMakeNoSense) {
    EXPECT_EQ(part_of_udh("\x05\x00\x03\xC7\x03\x04"s), std::nullopt);
    EXPECT_EQ(part_of_udh("\x05\x00\x03\xC7\x03\x00"s), std::nullopt);
    EXPECT_EQ(part_of_udh("\x05\x00\x03\xC7\x00\x00"s), std::nullopt);
}

TEST(PartOfUdh, SurvivesAnyBytes) {
    std::mt19937 random(7);
    for (int turn = 0; turn < 50'000; ++turn) {
        std::string bytes(random() % 16, '\0');
        for (char& byte : bytes) byte = static_cast<char>(random() % 12);
        if (const auto part = part_of_udh(bytes)) {
            ASSERT_TRUE(is_part(*part));
        }
    }
}

TEST(IsPart, AllowsTwoHundredAndFiftyFive) {
    EXPECT_TRUE(is_part(Part{0, 255, 255}));
    EXPECT_FALSE(is_part(Part{0, 1, 256}));
}

TEST(UdhInFront, IsCountedOnlyIfItNamesAPart) {
    EXPECT_EQ(udh_in_front(std::string("\x05\x00\x03\xC7\x02\x01text", 10)), 6U);
    EXPECT_EQ(udh_in_front(std::string("\x06\x08\x04\x12\xC7\x03\x02", 7)), 7U);
    EXPECT_EQ(udh_in_front(std::string("\x05\x00\x03\xC7\x02\x03text", 10)), 0U);  // the 3rd of 2
    EXPECT_EQ(udh_in_front(std::string("\x05\x00\x03\xC7\x02", 5)), 0U);           // cut
    EXPECT_EQ(udh_in_front("a text"), 0U);
    EXPECT_EQ(udh_in_front(""), 0U);
}

}  // namespace
}  // namespace tipwire::gateway
