// SPDX-License-Identifier: Apache-2.0
// What smsd writes, byte for byte, and what is none of our business.
#include "gateway/app/modem/smstools_file.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "config/source_tree.hpp"

namespace tipwire::gateway {
namespace {

// A file that smsd 3.1.21 wrote.
std::string recorded(const std::string& name) {
    std::ifstream file(std::string(config::source_tree) + "/tests/corpus/modem/smstools-received-" +
                       name + ".sms");
    return {std::istreambuf_iterator<char>(file), {}};
}

HandedMessage message_of(std::string_view bytes, std::string_view name = "M1.ix8G4Q") {
    auto message = parse_smstools_file(name, bytes);
    EXPECT_TRUE(message && message->has_value());
    return message && message->has_value() ? **message : HandedMessage{};
}

std::string with(const std::string& alphabet, const std::string& text,
                 const std::string& more = "") {
    return "From: 77010000001\n" + more + "Alphabet: " + alphabet + "\nLength: 1\n\n" + text;
}

TEST(SmstoolsFile, ReadsALatinMessage) {
    const auto message = message_of(recorded("latin"));

    EXPECT_EQ(message.text, "Suspicious van near 12 Elm St & park + 50% off = scam?");
    EXPECT_EQ(message.from, "+77010000001");
    EXPECT_EQ(message.to, "");
    EXPECT_EQ(message.part, routing::Part{});
}

TEST(SmstoolsFile, ReadsUcs2) {
    EXPECT_EQ(message_of(recorded("ucs2")).text,
              "Возле школы №5 продают наркотики, звонить не надо");
}

TEST(SmstoolsFile, ReadsWhatSmsdJoined) {
    const auto message = message_of(recorded("joined-3-parts"));

    EXPECT_EQ(message.text,
              "Часть первая. Часть первая. Часть первая. Часть первая. Часть вторая. Часть вторая. "
              "Часть вторая. Часть вторая. Конец.");
    EXPECT_EQ(message.part.total, 1u);
}

TEST(SmstoolsFile, KeepsLineEndsOfTheText) {
    EXPECT_EQ(message_of(with("UTF-8", "one\ntwo\r\n\nthree\n")).text, "one\ntwo\r\n\nthree\n");
}

TEST(SmstoolsFile, ReadsIsoWithItsEuroSign) {
    EXPECT_EQ(message_of(with("ISO", "5\xA4 caf\xE9")).text, "5€ café");
}

TEST(SmstoolsFile, ReadsBytesThatNameNoAlphabet) {
    EXPECT_EQ(message_of("From: 77010000001\n\nпривет").text, "привет");
    EXPECT_EQ(message_of("From: 77010000001\n\ncaf\xE9").text, "café");
}

TEST(SmstoolsFile, TakesBinaryMessagesOnlyIfTheyAreWords) {
    EXPECT_EQ(message_of(with("binary", "just words")).text, "just words");
    EXPECT_FALSE(parse_smstools_file("M1.a", with("binary", std::string("\x01\x06\0\x80", 4))));
}

TEST(SmstoolsFile, NumbersAPartThatCouldNotBeJoined) {
    const auto message = message_of(with("UTF-8", "end", "UDH-DATA: 05 00 03 C7 03 02\n"));

    EXPECT_EQ(message.part, (routing::Part{0xC7, 2, 3}));
}

TEST(SmstoolsFile, AnswersNoNameOfLettersAndDigits) {
    EXPECT_EQ(message_of(with("ISO", "x", "From_TOA: D0 alphanumeric, unknown\n")).from, "");
}

TEST(SmstoolsFile, LeavesANationalNumberAsItCame) {
    EXPECT_EQ(message_of("From: 87010000001\nFrom_TOA: 81 unknown\n\nx").from, "87010000001");
}

TEST(SmstoolsFile, IsTheSameMessageOnlyByNameAndContent) {
    const auto once = message_of(recorded("latin"), "M1.aaaaaa");

    EXPECT_EQ(once.id, message_of(recorded("latin"), "M1.aaaaaa").id);
    EXPECT_NE(once.id, message_of(recorded("latin"), "M1.bbbbbb").id);
    EXPECT_NE(once.id, message_of(recorded("latin") + " ", "M1.aaaaaa").id);
    EXPECT_EQ(once.id.find("7701"), std::string::npos);
}

TEST(SmstoolsFile, PassesOverReportsAndCalls) {
    const auto report = parse_smstools_file(
        "M1.a", "From: 7701\nReport: yes\nAlphabet: ISO\n\nSMS STATUS REPORT\n");
    const auto call = parse_smstools_file("M1.a", "From: 7701\nCall_type: MISSED\n\n");

    ASSERT_TRUE(report);
    EXPECT_FALSE(report->has_value());
    ASSERT_TRUE(call);
    EXPECT_FALSE(call->has_value());
}

TEST(SmstoolsFile, RefusesWhatIsNoneOfItsFiles) {
    for (const auto* bytes : {"", "\n", "no header\n\nx", "From: 7701", "From: 7701\nSent: x\n",
                              "Sent: 26-11-21 21:00:06\n\ntext"}) {
        const auto message = parse_smstools_file("M1.a", bytes);
        ASSERT_FALSE(message) << bytes;
        EXPECT_EQ(message.error().code, routing::Errc::unreadable_body);
        EXPECT_EQ(message.error().detail.find("7701"), std::string::npos);
    }
}

TEST(SmstoolsFile, TakesHeadersUpToTheirLimit) {
    const auto headers = [](std::size_t count) {
        std::string text = "From: 77010000001\n";
        for (std::size_t at = 1; at < count; ++at) text += "H" + std::to_string(at) + ": x\n";
        return text + "\nx";
    };
    EXPECT_TRUE(parse_smstools_file("a", headers(smstools_headers_max)));
    EXPECT_FALSE(parse_smstools_file("a", headers(smstools_headers_max + 1)));
}

TEST(SmstoolsFile, TakesBytesUpToTheirLimit) {
    const std::string head = "From: 77010000001\n\n";
    const auto room = handed_bytes_max - head.size();
    EXPECT_TRUE(parse_smstools_file("a", head + std::string(room, 'x')));
    EXPECT_FALSE(parse_smstools_file("a", head + std::string(room + 1, 'x')));
}

}  // namespace
}  // namespace tipwire::gateway
