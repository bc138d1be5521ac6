// SPDX-License-Identifier: Apache-2.0
// Lines out of pieces of any size, and lines that are too long.
#include "gateway/pager/line_buffer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tipwire::gateway {
namespace {

constexpr std::size_t line_max = 8;

// Every line of the bytes, "<too long>" for one that was; `piece` bytes arrive at a time.
std::vector<std::string> lines_of(std::string_view bytes, std::size_t piece) {
    LineBuffer buffer(line_max);
    std::vector<std::string> lines;
    while (!bytes.empty()) {
        const auto space = buffer.space();
        const auto count = std::min({piece, space.size(), bytes.size()});
        bytes.copy(space.data(), count);
        bytes.remove_prefix(count);
        buffer.received(count);
        for (auto taken = buffer.next(); taken.what != LineBuffer::What::none;
             taken = buffer.next()) {
            const bool good = taken.what == LineBuffer::What::line;
            lines.push_back(good ? std::string(taken.text) : "<too long>");
        }
    }
    return lines;
}

using Lines = std::vector<std::string>;

TEST(LineBuffer, GivesTheSameLinesHoweverTheyArrive) {
    for (std::size_t piece = 1; piece <= 12; ++piece) {
        EXPECT_EQ(lines_of("one\r\ntwo\n\r\n\nthree\r\nnot ended", piece),
                  (Lines{"one", "two", "", "", "three"}))
            << piece;
    }
}

TEST(LineBuffer, SaysHowALineEnded) {
    LineBuffer buffer(line_max);
    const std::string_view bytes = "a\r\nb\n";
    bytes.copy(buffer.space().data(), bytes.size());
    buffer.received(bytes.size());

    EXPECT_TRUE(buffer.next().crlf);
    EXPECT_FALSE(buffer.next().crlf);
}

TEST(LineBuffer, TakesALineOfTheLimitAndRefusesOneByteMore) {
    for (std::size_t piece = 1; piece <= 12; ++piece) {
        EXPECT_EQ(lines_of("12345678\r\nok\r\n", piece), (Lines{"12345678", "ok"})) << piece;
        EXPECT_EQ(lines_of("123456789\r\nok\r\n", piece), (Lines{"<too long>", "ok"})) << piece;
        EXPECT_EQ(lines_of("123456789\nok\n", piece), (Lines{"<too long>", "ok"})) << piece;
    }
}

TEST(LineBuffer, ForgetsALineOfAnyLengthAndGoesOn) {
    EXPECT_EQ(lines_of(std::string(1000, 'x') + "\r\nok\r\n", 7), (Lines{"<too long>", "ok"}));
}

TEST(LineBuffer, KeepsACarriageReturnInsideALine) {
    EXPECT_EQ(lines_of("a\rb\r\r\n", 3), (Lines{"a\rb\r"}));
}

}  // namespace
}  // namespace tipwire::gateway
