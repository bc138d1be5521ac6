// SPDX-License-Identifier: Apache-2.0
// Bytes to valid UTF-8: Unicode 15, section 3.9, "maximal subparts", tables 3-8 to 3-11.
#include "routing/domain/normalise.hpp"

#include <gtest/gtest.h>

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {
namespace {

using namespace std::string_view_literals;

std::string valid(std::string_view text) { return to_valid_utf8(text); }

TEST(ToValidUtf8, LeavesValidTextAlone) {
    for (const auto text :
         {""sv, "plain\r\nlines\ttoo"sv, "Привет, қала ə Ə"sv, "\U0001F468\u200D\U0001F469"sv,
          "\u0080\u07FF\u0800\uD7FF\uE000\uFFFD\uFFFF\U00010000\U0010FFFF"sv, "\x01\x7f"sv}) {
        EXPECT_EQ(valid(text), text);
    }
}
TEST(ToValidUtf8, ReplacesNul) { EXPECT_EQ(valid("a\0b"sv), "a\uFFFDb"); }
TEST(ToValidUtf8, ReplacesByMaximalSubparts) {
    struct Case {
        std::string_view bytes;
        std::string_view expected;
    };
    for (const auto& one : {
             Case{"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41",
                  "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA"},
             Case{"\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41",
                  "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA"},
             Case{"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42",
                  "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDA\uFFFD\uFFFDB"},
             Case{"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "\uFFFD\uFFFD\uFFFD\uFFFDA"},
             Case{"\xD0", "\uFFFD"},
             Case{"\xF0\x9F\x98", "\uFFFD"},
             Case{"\xE2\x82x", "\uFFFDx"},
             Case{"\xC3\xC3\xA9", "\uFFFD\u00E9"},
             Case{"\x80", "\uFFFD"},
             Case{"\xF5\xBF\xBF\xBF", "\uFFFD\uFFFD\uFFFD\uFFFD"},
             Case{"\xFE\xFF", "\uFFFD\uFFFD"},
         }) {
        EXPECT_EQ(valid(one.bytes), one.expected);
    }
}
TEST(ToValidUtf8, IsStable) {
    const auto once = valid("\xD0 \xF0\x9F\x98 \xED\xA0\x80");
    EXPECT_EQ(valid(once), once);
}

TEST(AppendUtf8, WritesEachLength) {
    std::string text;
    for (const char32_t point : {U'a', U'\u00e9', U'\u20ac', U'\U0001F600'})
        append_utf8(text, point);
    EXPECT_EQ(text, "a\u00e9\u20ac\U0001F600");
}
TEST(AppendUtf8, ReplacesWhatIsNoCharacter) {
    for (const char32_t point : {0xD800u, 0xDFFFu, 0x110000u, 0xFFFFFFFFu}) {
        std::string text;
        append_utf8(text, point);
        EXPECT_EQ(text, "\uFFFD");
    }
}
TEST(AppendUtf8, WritesEveryCodePointSoThatItReadsBack) {
    for (char32_t point = 0; point <= 0x10FFFF; ++point) {
        if (point >= 0xD800 && point <= 0xDFFF) continue;
        std::string text;
        append_utf8(text, point);
        const auto read = read_code_point(text);
        ASSERT_TRUE(read.valid && read.value == point && read.size == text.size()) << +point;
    }
}

}  // namespace
}  // namespace tipwire::routing
