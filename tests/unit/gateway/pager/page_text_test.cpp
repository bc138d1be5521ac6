// SPDX-License-Identifier: Apache-2.0
// Bytes of paging terminals become valid UTF-8.
#include "gateway/pager/page_text.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using namespace std::string_literals;

TEST(PageText, KeepsUtf8AsItIs) { EXPECT_EQ(text_of_page("лист №5 😀"), "лист №5 😀"); }

TEST(PageText, ReadsAnythingElseAsLatin1) {
    EXPECT_EQ(text_of_page("caf\xE9"), "café");
    EXPECT_EQ(text_of_page("\xFF\x80"), "ÿ\xC2\x80");
    EXPECT_EQ(text_of_page("cut \xD0"), "cut Ð");
}

TEST(PageText, HoldsNoNul) {
    EXPECT_EQ(text_of_page("a\0b"s), "a\uFFFDb");
    EXPECT_EQ(text_of_page("\xE9\0"s), "é\uFFFD");
}

}  // namespace
}  // namespace tipwire::gateway
