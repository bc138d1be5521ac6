// SPDX-License-Identifier: Apache-2.0
// Texts that strict JSON parsers refuse, made readable without touching the rest.
#include "gateway/sms/json_salvage.hpp"

#include <gtest/gtest.h>

#include <random>

#include "gateway/http/json.hpp"

namespace tipwire::gateway {
namespace {

TEST(SalvageJson, LeavesGoodJsonAlone) {
    const std::string good = R"({"text":"a \ud83d\ude97 \\ud83d \u0041 \n"})";
    EXPECT_EQ(salvage_json(good), good);
}

TEST(SalvageJson, ReplacesALoneHighSurrogate) {
    EXPECT_EQ(salvage_json(R"({"text":"cut \ud83d"})"), R"({"text":"cut \ufffd"})");
}

TEST(SalvageJson, ReplacesALoneLowSurrogate) {
    EXPECT_EQ(salvage_json(R"("\uDE97x")"), R"("\ufffdx")");
}

TEST(SalvageJson, ReplacesTheFirstOfTwoHighSurrogates) {
    EXPECT_EQ(salvage_json(R"("\ud83d\ud83d\ude97")"), R"("\ufffd\ud83d\ude97")");
}

TEST(SalvageJson, TakesAnEscapedBackslashForWhatItIs) {
    EXPECT_EQ(salvage_json(R"("\\\ud83d")"), R"("\\\ufffd")");
}

TEST(SalvageJson, ReplacesInvalidBytes) { EXPECT_EQ(salvage_json("\"a\xFF\""), "\"a\uFFFD\""); }

TEST(SalvageJson, SurvivesACutEscape) {
    for (const auto* cut : {"\\", "\\u", "\\ud8", "\\ud83d", "\\ud83d\\ude"})
        EXPECT_NO_FATAL_FAILURE(salvage_json(cut)) << cut;
}

TEST(SalvageJson, MakesEveryStringOfEscapesParse) {
    std::mt19937 random(3);
    const char* const pieces[] = {"\\ud83d", "\\ude97", "\\\\", "x", "\\u0041", "\xD8", "\\n"};
    for (int turn = 0; turn < 20'000; ++turn) {
        std::string text = "{\"t\":\"";
        for (auto count = random() % 8; count > 0; --count) text += pieces[random() % 7];
        text += "\"}";
        ASSERT_TRUE(parse_json(salvage_json(text))) << text;
    }
}

}  // namespace
}  // namespace tipwire::gateway
