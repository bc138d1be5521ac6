// SPDX-License-Identifier: Apache-2.0
// What is hidden in pictures does not come out of the cleaner; the picture does, the right way up.
#include <gtest/gtest.h>

#include "gateway/media/cleaner/picture.hpp"
#include "gateway/media/picture_check.hpp"
#include "tests/unit/gateway/media/pictures.hpp"

namespace tipwire::cleaner {
namespace {

using namespace tipwire::testing;

constexpr std::string_view canary = "CANARY-OF-THE-SENDER";

Picture cleaned(const Picture& picture) {
    auto clean_picture = clean(picture);
    EXPECT_TRUE(clean_picture.has_value());
    return clean_picture.value_or(Picture{});
}

bool holds(const Picture& picture, std::string_view what) {
    return text_of(picture).find(what) != std::string::npos;
}

JpegOptions with_marker(int number, std::string content) {
    JpegOptions options;
    options.markers.emplace_back(number, std::move(content));
    return options;
}

}  // namespace

class HiddenInJpeg : public ::testing::TestWithParam<std::pair<int, std::string>> {};

TEST_P(HiddenInJpeg, DoesNotComeOut) {
    const auto& [number, start] = GetParam();
    const Picture picture = a_jpeg(with_marker(number, start + std::string(canary)));
    ASSERT_TRUE(holds(picture, canary));

    const Picture clean_picture = cleaned(picture);

    EXPECT_FALSE(holds(clean_picture, canary));
    EXPECT_TRUE(gateway::is_bare_jpeg(clean_picture));
    EXPECT_EQ(look_at_jpeg(clean_picture).width, 48);
}

INSTANTIATE_TEST_SUITE_P(
    EverySegment, HiddenInJpeg,
    ::testing::Values(
        std::pair{0xE1, exif_with(1, canary)},  // author
        std::pair{0xE1, exif_with(1, text_of(a_jpeg(with_marker(0xFE, std::string(canary)))))},
        std::pair{0xE1, std::string("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>", 40)},
        std::pair{0xE2, std::string("ICC_PROFILE\0\1\1", 14)},
        std::pair{0xE2, std::string("MPF\0", 4)},
        std::pair{0xED, std::string("Photoshop 3.0\0"
                                    "8BIM\4\4",
                                    20)},  // IPTC
        std::pair{0xEE, std::string("Adobe\0\x64\0\0\0\0\1", 12)},
        std::pair{0xE5, std::string("maker")}, std::pair{0xFE, std::string("comment ")}));

class Orientation : public ::testing::TestWithParam<int> {};

// Brighter to the right, redder (green channel) to the bottom: wherever those corners are stored.
TEST_P(Orientation, IsAppliedToThePixels) {
    const int orientation = GetParam();
    const Seen upright =
        look_at_jpeg(cleaned(a_jpeg(with_marker(0xE1, exif_with(orientation, canary)))));

    const bool swapped = orientation >= 5;
    EXPECT_EQ(upright.width, swapped ? 32 : 48);
    EXPECT_EQ(upright.height, swapped ? 48 : 32);
    // Where the stored picture's first pixel (dark, not green) is to be seen.
    const bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    const bool bottom =
        orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    const auto* first = upright.at(right ? upright.width - 1 : 0, bottom ? upright.height - 1 : 0);
    EXPECT_LT(first[0], 40);
    EXPECT_LT(first[1], 40);
}

INSTANTIATE_TEST_SUITE_P(AllEight, Orientation, ::testing::Range(1, 9));

TEST(Orientation, OfAnythingElseIsUpright) {
    const auto of = [](const std::string& segment) {
        return orientation_of(
            ByteView(reinterpret_cast<const std::uint8_t*>(segment.data()), segment.size()));
    };
    EXPECT_EQ(of(exif_with(6, "x")), 6);
    EXPECT_EQ(of(""), 1);
    EXPECT_EQ(of("Exif"), 1);
    EXPECT_EQ(of(exif_with(9, "x")), 1);
    EXPECT_EQ(of(exif_with(0, "x")), 1);
    std::string far = exif_with(6, "x");
    far[10] = '\xFF';  // the directory lies beyond the end
    EXPECT_EQ(of(far), 1);
    for (std::size_t size = 0; size < exif_with(6, "x").size(); ++size) {
        const int value = of(exif_with(6, "x").substr(0, size));
        EXPECT_TRUE(value == 1 || value == 6);
    }
}

TEST(Cleaner, TakesGreyProgressiveAndPrintersJpegs) {
    JpegOptions grey;
    grey.channels = 1;
    JpegOptions progressive;
    progressive.progressive = true;
    JpegOptions print;
    print.channels = 4;

    EXPECT_TRUE(gateway::is_bare_jpeg(cleaned(a_jpeg(grey))));
    EXPECT_TRUE(gateway::is_bare_jpeg(cleaned(a_jpeg(progressive))));
    const Seen seen = look_at_jpeg(cleaned(a_jpeg(print)));
    EXPECT_EQ(seen.width, 48);
    EXPECT_GT(std::abs(seen.at(0, 0)[0] - seen.at(47, 0)[0]), 150);  // not one flat colour
}

TEST(Cleaner, CutsWhatFollowsThePicture) {
    for (Picture picture : {a_jpeg(), a_png()}) {
        const std::string behind = "PK\x03\x04" + std::string(canary);
        picture.insert(picture.end(), behind.begin(), behind.end());

        EXPECT_FALSE(holds(cleaned(picture), canary));
    }
}

TEST(Cleaner, TakesAJpegThatIsCutShortAsFarAsItGoes) {
    JpegOptions large;
    large.width = large.height = 400;
    Picture picture = a_jpeg(large);
    picture.resize(picture.size() / 2);

    EXPECT_EQ(look_at_jpeg(cleaned(picture)).height, 400);
}

TEST(Cleaner, RefusesWhatIsNoPicture) {
    EXPECT_FALSE(clean({}));
    const std::string text = "GIF89a, or anything else that is no JPEG or PNG";
    EXPECT_FALSE(clean(Picture(text.begin(), text.end())));
    const Picture png = a_png();
    for (std::size_t size = 0; size + 12 < png.size(); size += 7)
        EXPECT_FALSE(clean(ByteView(png).first(size))) << size;
    const Picture jpeg = a_jpeg();
    EXPECT_FALSE(clean(ByteView(jpeg).first(20)));
}

TEST(Cleaner, RefusesMorePixelsThanItsLimitBeforeDecodingThem) {
    JpegOptions wide;
    wide.width = static_cast<int>(side_max) + 1;
    wide.height = 8;
    EXPECT_FALSE(clean_jpeg(a_jpeg(wide)));
    wide.width = static_cast<int>(side_max);
    EXPECT_TRUE(clean_jpeg(a_jpeg(wide)));

    PngOptions flat;
    flat.depth = 1;
    flat.colour = PNG_COLOR_TYPE_GRAY;
    flat.width = 20'000;
    flat.height = 2'001;
    EXPECT_FALSE(clean_png(a_png(flat)));
    EXPECT_TRUE(is_acceptable(20'000, 2'000));
    EXPECT_FALSE(is_acceptable(0, 5));
}

struct PngKind {
    int depth;
    int colour;
    bool interlaced;
};
class HiddenInPng : public ::testing::TestWithParam<PngKind> {};

TEST_P(HiddenInPng, DoesNotComeOut) {
    PngOptions options;
    options.depth = GetParam().depth;
    options.colour = GetParam().colour;
    options.interlaced = GetParam().interlaced;
    options.text = canary;
    options.exif = exif_with(1, canary).substr(6);
    const Picture picture = a_png(options);
    ASSERT_TRUE(holds(picture, canary));

    const Picture clean_picture = cleaned(picture);

    EXPECT_FALSE(holds(clean_picture, canary));
    EXPECT_FALSE(holds(clean_picture, "tEXt"));
    EXPECT_TRUE(gateway::is_bare_png(clean_picture));
}

INSTANTIATE_TEST_SUITE_P(EveryKind, HiddenInPng,
                         ::testing::Values(PngKind{8, PNG_COLOR_TYPE_RGB, false},
                                           PngKind{16, PNG_COLOR_TYPE_RGB, false},
                                           PngKind{16, PNG_COLOR_TYPE_RGB_ALPHA, true},
                                           PngKind{8, PNG_COLOR_TYPE_GRAY_ALPHA, false},
                                           PngKind{1, PNG_COLOR_TYPE_GRAY, true},
                                           PngKind{4, PNG_COLOR_TYPE_PALETTE, false},
                                           PngKind{8, PNG_COLOR_TYPE_PALETTE, true}));

}  // namespace tipwire::cleaner
