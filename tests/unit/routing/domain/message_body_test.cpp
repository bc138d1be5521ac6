// SPDX-License-Identifier: Apache-2.0
// The sealed form of a message: final format, and robust against damage.
#include "routing/domain/message_body.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

MessageBody a_body() {
    MessageBody body;
    body.text = TipText{"Закладка у гаража"};
    body.recipient = "002";
    body.part = {.reference = 77, .number = 2, .total = 3};
    body.media = {{"image/jpeg", "https://media.example/1", {}}, {"audio/ogg", "", {0, 1, 255}}};
    return body;
}

Errc error_of(ByteView bytes) {
    const auto body = decode_message_body(bytes);
    EXPECT_TRUE(body.has_error());
    return body.has_error() ? body.error().code : Errc{};
}

TEST(MessageBody, ReadsBackWhole) {
    const auto read = decode_message_body(encode(a_body()).reveal());

    ASSERT_TRUE(read);
    EXPECT_EQ(read->text.reveal(), a_body().text.reveal());
    EXPECT_EQ(read->recipient, "002");
    EXPECT_EQ(read->part, a_body().part);
    EXPECT_EQ(read->media, a_body().media);
}
TEST(MessageBody, ReadsBackEmpty) {
    const auto read = decode_message_body(encode(MessageBody{}).reveal());

    ASSERT_TRUE(read);
    EXPECT_EQ(read->text.reveal(), "");
    EXPECT_EQ(read->part, Part{});
    EXPECT_TRUE(read->media.empty());
}
TEST(MessageBody, HasTheFinalFormat) {
    MessageBody body;
    body.text = TipText{"hi"};
    body.recipient = "002";
    body.part = {.reference = 258, .number = 1, .total = 1};
    body.media = {{"a", "b", {7}}};

    EXPECT_EQ(to_hex(encode(body).reveal()),
              "01"
              "0100000002"
              "6869"
              "0200000003"
              "303032"
              "030000000c"
              "000001020000000100000001"
              "0400000012"
              "0100000001"
              "61"
              "0200000001"
              "62"
              "0300000001"
              "07");
}
TEST(MessageBody, SkipsFieldsOfALaterVersion) {
    Bytes bytes = *from_hex(
        "01"
        "7f00000002abcd"
        "01000000026869"
        "0400000006"
        "0900000001ff");

    const auto read = decode_message_body(bytes);

    ASSERT_TRUE(read);
    EXPECT_EQ(read->text.reveal(), "hi");
    EXPECT_EQ(read->media.size(), 1u);
}
TEST(MessageBody, IsDamagedWhenCutAnywhereInsideAField) {
    const auto whole = encode(a_body());
    const auto& bytes = whole.reveal();
    int readable = 0;
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        const auto read = decode_message_body(ByteView{bytes}.first(size));
        if (read) {
            ++readable;
        } else {
            EXPECT_EQ(read.error().code, Errc::damaged);
        }
    }
    // Only between fields (after the version, text, recipient, part and first medium) is a cut not
    // seen.
    EXPECT_EQ(readable, 5);
}
TEST(MessageBody, IsDamagedByOtherLengthsAndVersions) {
    for (const auto* hex : {
             "", "00", "02", "ff",                      // version
             "01ff", "0101000000",                      // a head cut short
             "0101ffffffff", "010100000001",            // more than there is
             "01030000000b0000000000000000000000",      // a part of eleven bytes
             "01030000000d00000000000000000000000000",  // and of thirteen
             "010400000001ff",                          // a medium's head cut short
             "0104000000060100000002ff",                // a medium's field beyond it
         }) {
        const auto bytes = from_hex(hex);
        EXPECT_EQ(error_of(bytes ? *bytes : Bytes{}), Errc::damaged) << hex;
    }
}

}  // namespace
}  // namespace tipwire::routing
