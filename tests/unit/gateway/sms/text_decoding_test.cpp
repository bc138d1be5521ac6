// SPDX-License-Identifier: Apache-2.0
// Every charset a provider may hand over becomes valid UTF-8, and nothing is lost silently.
#include "gateway/sms/text_decoding.hpp"

#include <gtest/gtest.h>

#include <random>

#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {
namespace {

using namespace std::string_literals;

TEST(DecodeText, LeavesValidUtf8AsItIs) {
    EXPECT_EQ(decode_text("Әкімдік 🚗\r\n", "UTF-8"), "Әкімдік 🚗\r\n");
}

TEST(DecodeText, ReplacesInvalidUtf8) {
    EXPECT_EQ(decode_text("a\xFF"
                          "b",
                          "utf-8"),
              "a\uFFFDb");
}

TEST(DecodeText, ReplacesNulInEveryCharset) {
    EXPECT_EQ(decode_text("a\0b"s, "utf-8"), "a\uFFFDb");
    EXPECT_EQ(decode_text("\0a\0\0"s, "utf-16be"), "a\uFFFD");
    EXPECT_EQ(decode_text("a\0b"s, "iso-8859-1"), "a\uFFFDb");
    EXPECT_EQ(decode_text("a\0b"s, "8-bit"), "a\uFFFDb");
}

TEST(DecodeText, ReadsUtf16BigEndian) {
    EXPECT_EQ(decode_text("\x21\x16\x00\x35"s, "UTF-16BE"), "№5");
}

TEST(DecodeText, JoinsSurrogatePairs) {
    EXPECT_EQ(decode_text("\xD8\x3D\xDE\x97\x00!"s, "UTF-16BE"), "🚗!");
}

TEST(DecodeText, ReplacesALoneHighSurrogateAndKeepsWhatFollows) {
    EXPECT_EQ(decode_text("\xD8\x3D\x00"
                          "A"s,
                          "UTF-16BE"),
              "\uFFFDA");
}

TEST(DecodeText, ReplacesALoneLowSurrogate) {
    EXPECT_EQ(decode_text("\xDE\x97\x00"
                          "A"s,
                          "UTF-16BE"),
              "\uFFFDA");
}

TEST(DecodeText, ReplacesAHighSurrogateAtTheEnd) {
    EXPECT_EQ(decode_text("\x00"
                          "A\xD8\x3D"s,
                          "UTF-16BE"),
              "A\uFFFD");
}

TEST(DecodeText, ShowsThatAnOddByteWasLeftOver) {
    EXPECT_EQ(decode_text("\x00"
                          "A\x04"s,
                          "UTF-16BE"),
              "A\uFFFD");
}

TEST(DecodeText, ReadsUtf16LittleEndian) {
    EXPECT_EQ(decode_text("\x16\x21\x35\x00"s, "UTF-16LE"), "№5");
    EXPECT_EQ(decode_text("\x3D\xD8\x97\xDE!"s, "utf-16le"), "🚗\uFFFD");
}

TEST(DecodeText, AByteOrderMarkDecides) {
    for (const auto* charset : {"utf-16be", "utf-16le", "utf-16"}) {
        EXPECT_EQ(decode_text("\xFF\xFE\x16\x21"s, charset), "№") << charset;
        EXPECT_EQ(decode_text("\xFE\xFF\x21\x16"s, charset), "№") << charset;
    }
}

TEST(DecodeText, ReadsWindows1251) {
    EXPECT_EQ(decode_text("\xCA\xF0\xE0\xE6\xE0, \xB9"
                          "5 \xA8\xB8 \xAB\x85\xBB",
                          "windows-1251"),
              "Кража, №5 Ёё «…»");
    EXPECT_EQ(decode_text("\x98", "cp1251"), "\uFFFD");
}

TEST(DecodeText, ReadsLatin1) { EXPECT_EQ(decode_text("caf\xE9", "ISO-8859-1"), "café"); }

TEST(DecodeText, ReadsEightBitBytesAsUtf8IfTheyAre) {
    EXPECT_EQ(decode_text("Көлік", "8-BIT"), "Көлік");
}

TEST(DecodeText, ReadsOtherEightBitBytesAsLatin1) {
    EXPECT_EQ(decode_text("caf\xE9", "8-BIT"), "café");
}

TEST(DecodeText, KeepsAReplacementCharacterThatWasSent) {
    EXPECT_EQ(decode_text("a\uFFFD", "8-BIT"), "a\uFFFD");
}

TEST(DecodeText, DoesNotJoinUtf8AcrossANul) {
    EXPECT_EQ(decode_text("\xC3\0\xA9"s, "8-BIT"), "Ã\uFFFD©");
}

TEST(DecodeText, TreatsAnUnknownCharsetAsEightBit) {
    EXPECT_EQ(decode_text("caf\xE9", "x-nobody-knows"), "café");
}

TEST(DecodeText, ReadsTheGsmAlphabet) {
    EXPECT_EQ(decode_text("\x00\x01\x02 \x10\x1E"s, "GSM"), "@£$ Δß");
}

TEST(DecodeText, ReadsTheGsmExtension) {
    EXPECT_EQ(decode_text("\x1B\x65\x1B\x3C\x1B\x3E"s, "gsm"), "€[]");
}

TEST(DecodeText, ReadsAnUnknownGsmExtensionFromTheAlphabet) {
    EXPECT_EQ(decode_text("\x1B"
                          "A"s,
                          "gsm"),
              "A");
}

TEST(DecodeText, ReplacesAnEscapeAtTheEndAndBytesThatAreNoSeptets) {
    EXPECT_EQ(decode_text("a\x1B", "gsm"), "a\uFFFD");
    EXPECT_EQ(decode_text("a\x80", "gsm"), "a\uFFFD");
}

TEST(DecodeText, KnowsACharsetInEverySpelling) {
    for (const auto* name : {"UTF-16BE", "utf16be", "UTF_16BE", "UCS-2"})
        EXPECT_EQ(decode_text("\x04\x12"s, name), "В") << name;
}

TEST(DecodeText, AlwaysGivesValidUtf8WithoutNul) {
    std::mt19937 random(20261121);
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string bytes(random() % 40, '\0');
        for (char& byte : bytes) byte = static_cast<char>(random());
        for (const auto* charset :
             {"utf-8", "utf-16be", "iso-8859-1", "8-bit", "gsm", "?", "utf-16le", "windows-1251"}) {
            const auto text = decode_text(bytes, charset);
            ASSERT_EQ(text, routing::to_valid_utf8(text)) << charset << " turn " << turn;
            ASSERT_EQ(text.empty(), bytes.empty()) << charset;
        }
    }
}

}  // namespace
}  // namespace tipwire::gateway
