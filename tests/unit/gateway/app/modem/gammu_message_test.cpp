// SPDX-License-Identifier: Apache-2.0
// What gammu-smsd passes by environment, and the same messages as the files that it leaves.
#include "gateway/app/modem/gammu_message.hpp"

#include <gtest/gtest.h>

#include <map>

namespace tipwire::gateway {
namespace {

const std::string first_part = "IN20261121_205905_00_+77010000002_00.txt";
const std::string second_part = "IN20261121_205905_00_+77010000002_01.txt";

// The environment of one call.
class Environment {
public:
    explicit Environment(std::map<std::string, std::string> values) : values_(std::move(values)) {}
    Variables variables() const {
        return [this](const std::string& name) -> const char* {
            const auto found = values_.find(name);
            return found == values_.end() ? nullptr : found->second.c_str();
        };
    }

private:
    std::map<std::string, std::string> values_;
};

// As gammu writes it: UTF-16BE after the mark.
std::string unicode(std::u16string_view text, std::size_t nuls = 0) {
    std::string bytes = "\xFE\xFF";
    for (const char16_t unit : text) {
        bytes += static_cast<char>(unit >> 8);
        bytes += static_cast<char>(unit & 0xFF);
    }
    return bytes + std::string(2 * nuls, '\0');
}

// Captured from gammu-smsd 1.42: it writes as many bytes as the text has in UTF-8.
TEST(GammuFiles, EndAtTheFirstNulWhateverFollows) {
    const std::string bytes = unicode(u"Конец", 1) + "\xD0\xBE\xD1\x81 of another message";

    const auto message = parse_gammu_files({{first_part, bytes}});

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "Конец");
}

TEST(GammuCall, TakesAShortMessage) {
    const Environment call({{"SMS_MESSAGES", "1"},
                            {"DECODED_PARTS", "0"},
                            {"SMS_1_CLASS", "-1"},
                            {"SMS_1_NUMBER", "+77010000001"},
                            {"SMS_1_TEXT", "Қызыл көлік 🚗 $(id) `id`"}});

    const auto message = parse_gammu_call(call.variables(), {{first_part, "x"}});

    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "Қызыл көлік 🚗 $(id) `id`");
    EXPECT_EQ(message->from, "+77010000001");
}

TEST(GammuCall, TakesTheJoinedTextRatherThanTheParts) {
    const Environment call({{"SMS_MESSAGES", "2"},
                            {"DECODED_PARTS", "1"},
                            {"DECODED_1_TEXT", "Длинное сообщение"},
                            {"SMS_1_NUMBER", "+77010000002"},
                            {"SMS_1_TEXT", "Длинное"},
                            {"SMS_2_TEXT", " сообщение"}});

    EXPECT_EQ(parse_gammu_call(call.variables(), {{first_part, ""}, {second_part, ""}})->text,
              "Длинное сообщение");
}

TEST(GammuCall, PutsPartsTogetherThatGammuDidNotJoin) {
    const Environment call({{"SMS_MESSAGES", "2"},
                            {"DECODED_PARTS", "0"},
                            {"SMS_1_TEXT", "Длинное"},
                            {"SMS_2_TEXT", " сообщение"}});

    EXPECT_EQ(parse_gammu_call(call.variables(), {{first_part, ""}})->text, "Длинное сообщение");
}

TEST(GammuCall, RefusesAMessageWithoutWords) {
    const Environment call({{"SMS_MESSAGES", "1"},
                            {"DECODED_PARTS", "1"},
                            {"DECODED_1_MMS_ADDRESS", "http://mms.example/1"},
                            {"SMS_1_NUMBER", "+77010000001"}});

    const auto message = parse_gammu_call(call.variables(), {{first_part, ""}});

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, routing::Errc::unreadable_body);
}

TEST(GammuCall, IsACallOnlyWithGammusEnvironment) {
    EXPECT_TRUE(is_gammu_call(
        Environment(std::map<std::string, std::string>{{"SMS_MESSAGES", "1"}}).variables()));
    EXPECT_FALSE(is_gammu_call(Environment(std::map<std::string, std::string>{}).variables()));
}

TEST(GammuCall, NeedsFilesToTellMessagesApart) {
    const Environment call({{"SMS_MESSAGES", "1"}, {"SMS_1_TEXT", "x"}});

    const auto message = parse_gammu_call(call.variables(), {});

    ASSERT_FALSE(message);
    EXPECT_EQ(message.error().code, routing::Errc::bad_request);
}

TEST(GammuCall, TakesPartsUpToTheirLimit) {
    const auto read = [](std::size_t count) {
        const Environment call({{"SMS_MESSAGES", std::to_string(count)}, {"SMS_1_TEXT", "x"}});
        return parse_gammu_call(call.variables(), {{first_part, ""}});
    };
    EXPECT_TRUE(read(gammu_messages_max));
    EXPECT_FALSE(read(gammu_messages_max + 1));
}

TEST(GammuCall, TakesTextUpToItsLimit) {
    const auto read = [](std::size_t size) {
        const Environment call({{"SMS_MESSAGES", "1"}, {"SMS_1_TEXT", std::string(size, 'x')}});
        return parse_gammu_call(call.variables(), {{first_part, ""}});
    };
    EXPECT_TRUE(read(handed_bytes_max));
    EXPECT_FALSE(read(handed_bytes_max + 1));
}

TEST(GammuFiles, GiveTheSameMessageAsTheCall) {
    const std::vector<GammuFile> files{{second_part, unicode(u" сообщение")},
                                       {first_part, unicode(u"Длинное")}};
    const Environment call({{"SMS_MESSAGES", "2"},
                            {"DECODED_PARTS", "1"},
                            {"DECODED_1_TEXT", "Длинное сообщение"},
                            {"SMS_1_NUMBER", "+77010000002"}});
    const auto called = parse_gammu_call(call.variables(), files);

    const auto left = parse_gammu_files(files);

    ASSERT_TRUE(left);
    EXPECT_EQ(left->id, called->id);
    EXPECT_EQ(left->text, called->text);
    EXPECT_EQ(left->from, called->from);
}

TEST(GammuFiles, DropTheNulsThatGammuAppends) {
    const auto message = parse_gammu_files({{first_part, unicode(u"көлік 🚗", 2)}});

    EXPECT_EQ(message->text, "көлік 🚗");
}

TEST(GammuFiles, ReadTheSystemsCharsetToo) {
    EXPECT_EQ(parse_gammu_files({{first_part, "привет"}})->text, "привет");
}

TEST(GammuFiles, TakeBinaryMessagesOnlyIfTheyAreWords) {
    const std::string name = "IN20261121_205905_00_+77010000001_00.bin";
    EXPECT_EQ(parse_gammu_files({{name, "just words"}})->text, "just words");
    EXPECT_FALSE(parse_gammu_files({{name, std::string("\x01\x06+77010000009\0", 15)}}));
}

TEST(GammuFiles, RefuseOtherFormatsAndNames) {
    for (const auto* name : {"IN20261121_205905_00_+77010000001_00.smsbackup", "notes.txt", "",
                             "IN20261121_205905_00_+7701.txt", "INx0261121_205905_00_a_00.txt"}) {
        EXPECT_FALSE(parse_gammu_files({{name, "text"}})) << name;
    }
    EXPECT_FALSE(parse_gammu_files({}));
}

TEST(GammuFiles, TellMessagesApartByTheirNames) {
    const auto once = parse_gammu_files({{first_part, unicode(u"x")}});

    EXPECT_NE(once->id, parse_gammu_files({{second_part, unicode(u"x")}})->id);
    EXPECT_NE(once->id, parse_gammu_files({{first_part, unicode(u"y")}})->id);
}

TEST(GammuFiles, AreGroupedByMessageInTheOrderOfParts) {
    const std::string other = "IN20261121_205905_00_Mega_Bank_00.txt";

    const auto groups = group_gammu_names({second_part, "README", other, first_part});

    EXPECT_EQ(groups, (std::vector<std::vector<std::string>>{{first_part, second_part}, {other}}));
}

TEST(GammuFiles, MayHaveASenderWithAnUnderscore) {
    const auto message =
        parse_gammu_files({{"IN20261121_205905_00_Mega_Bank_00.txt", unicode(u"x")}});

    EXPECT_EQ(message->from, "Mega_Bank");
}

}  // namespace
}  // namespace tipwire::gateway
