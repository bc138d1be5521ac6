// SPDX-License-Identifier: Apache-2.0
// Texts at the limits of one and of several messages.
#include "routing/domain/segments.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tipwire::routing {
namespace {

std::string times(int count, const std::string& character) {
    std::string text;
    for (int i = 0; i < count; ++i) text += character;
    return text;
}

TEST(Segments, OfTheGsmAlphabetHold160Or153Characters) {
    EXPECT_EQ(segments(""), 0);
    EXPECT_EQ(segments("a"), 1);
    EXPECT_EQ(segments(times(160, "ü")), 1);
    EXPECT_EQ(segments(times(161, "@")), 2);
    EXPECT_EQ(segments(times(306, "a")), 2);
    EXPECT_EQ(segments(times(307, "a")), 3);
}
TEST(Segments, CountExtendedCharactersTwiceAndNeverPartThem) {
    EXPECT_EQ(segments(times(80, "€")), 1);
    EXPECT_EQ(segments(times(81, "€")), 2);
    EXPECT_EQ(segments(times(152, "€") + "a"), 2);
    EXPECT_EQ(segments(times(153, "€")), 3);  // 306 septets, but each message holds 76 of them
}
TEST(Segments, OfOtherAlphabetsHold70Or67Units) {
    EXPECT_EQ(segments(times(70, "ж")), 1);
    EXPECT_EQ(segments(times(71, "ж")), 2);
    EXPECT_EQ(segments(times(134, "ж")), 2);
    EXPECT_EQ(segments(times(135, "ж")), 3);
    EXPECT_EQ(segments(times(70, "`")), 1);
    EXPECT_EQ(segments(times(71, "`")), 2);
}
TEST(Segments, NeverPartASurrogatePair) {
    EXPECT_EQ(segments(times(35, "😀")), 1);
    EXPECT_EQ(segments(times(36, "😀")), 2);
    EXPECT_EQ(segments(times(66, "😀")), 2);
    EXPECT_EQ(segments(times(67, "😀")), 3);  // 134 units, but each message holds 33 of them
}
TEST(Segments, KnowTheGsmAlphabet) {
    EXPECT_TRUE(is_gsm_text("Qo'shildi, 5 € [ok] Ñandù ΔΩ\r\n"));
    for (const auto* text : {"ж", "ə", "ç", "ğ", "`", "…", "ʻ", "\t"})
        EXPECT_FALSE(is_gsm_text(text)) << text;
}

}  // namespace
}  // namespace tipwire::routing
