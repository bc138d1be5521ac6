// SPDX-License-Identifier: Apache-2.0
// The text of a message as each provider's profile has it read.
#include "gateway/sms/message_text.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using config::BodyKind;
using config::ProviderProfile;

std::string text_of(const ProviderProfile& profile, std::string body) {
    test::SmsRequest request;
    request.body = std::move(body);
    request.headers = {{"Content-Type", profile.body == BodyKind::json
                                            ? "application/json"
                                            : "application/x-www-form-urlencoded"}};
    const HookRequest received(request.view());
    const auto fields = RequestFields::read(received, profile.body);
    EXPECT_TRUE(fields);
    const auto messages = messages_of(*fields, "", 1);
    return std::string(read_text(messages->front(), profile).reveal());
}

ProviderProfile clickatell() {
    ProviderProfile profile;
    profile.body = BodyKind::json;
    profile.fields.text = {"text"};
    profile.fields.charset = {"charset"};
    profile.text_encoding = "percent";
    return profile;
}

TEST(ReadText, ReadsPercentEscapesOfOtherCharsetsThanUtf8) {
    EXPECT_EQ(text_of(clickatell(), R"({"text":"%04%1a%04%40%00+%00%2B","charset":"UTF-16BE"})"),
              "Кр +");
    EXPECT_EQ(text_of(clickatell(), R"({"text":"%00m%00%E9","charset":"UTF-16BE"})"), "mé");
    EXPECT_EQ(text_of(clickatell(), R"({"text":"caf%E9+50%25%2B","charset":"ISO-8859-1"})"),
              "café 50%+");
}

TEST(ReadText, LeavesPercentSignsOfUtf8AsTheyAre) {
    EXPECT_EQ(text_of(clickatell(), R"({"text":"100%20 off+","charset":"UTF-8"})"), "100%20 off+");
    EXPECT_EQ(text_of(clickatell(), R"({"text":"100%20 off"})"), "100%20 off");
}

TEST(ReadText, KeepsATextThatIsPlainlyNotEscaped) {
    EXPECT_EQ(text_of(clickatell(), R"({"text":"Кража 100%20","charset":"UTF-16BE"})"),
              "Кража 100%20");
}

TEST(ReadText, ShowsWhatACutEscapeLeavesOver) {
    EXPECT_EQ(text_of(clickatell(), R"({"text":"%00A%04","charset":"UTF-16BE"})"), "A\uFFFD");
    EXPECT_EQ(text_of(clickatell(), R"({"text":"caf%E","charset":"ISO-8859-1"})"), "caf%E");
}

ProviderProfile jasmin() {
    ProviderProfile profile;
    profile.body = BodyKind::form;
    profile.fields.text = {"content"};
    profile.fields.text_hex = {"binary"};
    profile.fields.charset = {"coding"};
    profile.charsets = {{"0", "gsm"}, {"3", "iso-8859-1"}, {"8", "utf-16be"}};
    return profile;
}

TEST(ReadText, ReadsHexInTheCharsetThatANumberNames) {
    EXPECT_EQ(text_of(jasmin(), "coding=8&content=%04%1A&binary=041a04400430"), "Кра");
    EXPECT_EQ(text_of(jasmin(), "coding=0&binary=541B65"), "T€");
    EXPECT_EQ(text_of(jasmin(), "coding=3&binary=e9"), "é");
    EXPECT_EQ(text_of(jasmin(), "coding=4&binary=e9"), "é");
}

TEST(ReadText, ReadsTheTextWhereThereIsNoHex) {
    EXPECT_EQ(text_of(jasmin(), "coding=8&content=%04%1A%04%40"), "Кр");
    EXPECT_EQ(text_of(jasmin(), "coding=0&content=%00%1B%65&binary="), "@€");
    EXPECT_EQ(text_of(jasmin(), "coding=0&content=a&binary=6"), "a");
}

TEST(ReadText, LosesNothingWhereHexIsNone) {
    EXPECT_EQ(text_of(jasmin(), "coding=0&binary=hello"), "hello");
    EXPECT_EQ(text_of(jasmin(), "coding=0"), "");
}

TEST(ReadText, HexOfWhichNobodySaysTheCharsetIsUtf8OrLatin1) {
    auto vonage = jasmin();
    vonage.fields.charset.clear();
    EXPECT_EQ(text_of(vonage, "binary=d09a"), "К");
    EXPECT_EQ(text_of(vonage, "binary=e9"), "é");
}

TEST(ReadText, TakesAnUnknownNumberForUnknownBytes) {
    EXPECT_EQ(text_of(jasmin(), "coding=242&content=caf%E9"), "café");
}

}  // namespace
}  // namespace tipwire::gateway
