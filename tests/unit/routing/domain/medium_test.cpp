// SPDX-License-Identifier: Apache-2.0
// The head of a medium comes back as it was; what bytes are is told by their beginning alone.
#include "routing/domain/medium.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {

using namespace std::string_view_literals;

TEST(MediumHead, ComesBackAsItWas) {
    MediumHead head;
    head.id.fill(7);
    head.type = "image/jpeg";
    head.url = "https://provider.example/ME1";
    head.size = 5'000'000'000;

    const auto back = decode_medium_head(encode(head).reveal());

    ASSERT_TRUE(back);
    EXPECT_EQ(back->id, head.id);
    EXPECT_EQ(back->type, head.type);
    EXPECT_EQ(back->url, head.url);
    EXPECT_EQ(back->size, head.size);
}

TEST(MediumHead, CutShortOrOfAnotherVersionIsDamaged) {
    MediumHead head;
    head.type = "image/jpeg";
    Bytes bytes = encode(head).reveal();
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_FALSE(decode_medium_head(ByteView(bytes).first(size))) << size;
    bytes[0] = 2;
    EXPECT_FALSE(decode_medium_head(bytes));
}

TEST(TypeByMagic, KnowsWhatPhonesSend) {
    const auto of = [](std::string_view text) { return type_by_magic(as_bytes(text)); };
    EXPECT_EQ(of("\xFF\xD8\xFF\xE1..."sv), "image/jpeg");
    EXPECT_EQ(of("\x89PNG\r\n\x1A\n...."sv), "image/png");
    EXPECT_EQ(of("GIF89a"), "image/gif");
    EXPECT_EQ(of("RIFF\0\0\0\0WEBPVP8 "sv), "image/webp");
    EXPECT_EQ(of("RIFF\0\0\0\0WAVEfmt "sv), "audio/wav");
    EXPECT_EQ(of("\0\0\0\x18"
                 "ftypheic"sv),
              "image/heic");
    EXPECT_EQ(of("\0\0\0\x18"
                 "ftyp3gp4"sv),
              "video/3gpp");
    EXPECT_EQ(of("\0\0\0\x18"
                 "ftypisom"sv),
              "video/mp4");
    EXPECT_EQ(of("#!AMR\n"), "audio/amr");
    for (const auto text : {""sv, "<html>"sv, "\xFF\xD8"sv, "XXXX\0\0\0\0WEBP"sv, "\x89PNG"sv})
        EXPECT_EQ(of(text), "application/octet-stream");
}

TEST(TypeMatches, ByNameByKindOrAll) {
    EXPECT_TRUE(type_matches("image/*", "image/png"));
    EXPECT_TRUE(type_matches("image/png", "image/png"));
    EXPECT_TRUE(type_matches("*", "application/octet-stream"));
    EXPECT_FALSE(type_matches("image/*", "imagex/png"));
    EXPECT_FALSE(type_matches("image/png", "image/jpeg"));
    EXPECT_FALSE(type_matches("", "image/jpeg"));
}

TEST(CanBeCleaned, JpegAndPngOnly) {
    EXPECT_TRUE(can_be_cleaned("image/jpeg"));
    EXPECT_TRUE(can_be_cleaned("image/png"));
    for (const auto* type : {"image/gif", "image/heic", "audio/amr", "application/octet-stream"})
        EXPECT_FALSE(can_be_cleaned(type));
}

}  // namespace tipwire::routing
