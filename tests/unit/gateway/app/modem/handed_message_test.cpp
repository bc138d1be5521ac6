// SPDX-License-Identifier: Apache-2.0
// The line that the daemon gets, and the name of a message.
#include "gateway/app/modem/handed_message.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

TEST(HandedMessage, IsOneLineOfJson) {
    HandedMessage message;
    message.id = "a1";
    message.from = "+77010000001";
    message.text = "one\ntwo \"q\"";

    EXPECT_EQ(to_ingest_line(message),
              R"({"id":"a1","from":"+77010000001","to":"","text":"one\ntwo \"q\""})");
}

TEST(HandedMessage, NamesItsPartAndLeavesOutASenderThatIsNone) {
    HandedMessage message;
    message.id = "a1";
    message.to = "7";
    message.part = {199, 2, 3};

    EXPECT_EQ(to_ingest_line(message),
              R"({"id":"a1","to":"7","text":"","part":{"ref":199,"number":2,"total":3}})");
}

TEST(HandedId, IsThatOfThePiecesAndTheirLengths) {
    EXPECT_EQ(handed_id({"a", "b"}), handed_id({"a", "b"}));
    EXPECT_NE(handed_id({"ab", ""}), handed_id({"a", "b"}));
    EXPECT_NE(handed_id({"a", "b"}), handed_id({"b", "a"}));
    EXPECT_EQ(handed_id({}).size(), 64u);
}

TEST(ReadableText, IsSomebodysWords) {
    EXPECT_TRUE(is_readable_text("words\r\n\tи слова"));
    EXPECT_TRUE(is_readable_text(""));
    EXPECT_FALSE(is_readable_text(std::string_view("a\0b", 3)));
    EXPECT_FALSE(is_readable_text("\x1B[2J"));
    EXPECT_FALSE(is_readable_text("\x7F"));
    EXPECT_FALSE(is_readable_text("caf\xE9"));
}

}  // namespace
}  // namespace tipwire::gateway
