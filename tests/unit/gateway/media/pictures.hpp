// SPDX-License-Identifier: Apache-2.0
// Real pictures for tests: made with libjpeg and libpng, with everything hidden in them that phones
// and programs hide.
#pragma once

#include <cstdio>
// After <cstdio>, which it needs.
#include <jpeglib.h>
#include <png.h>

#include <array>
#include <csetjmp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipwire::testing {

using Picture = std::vector<std::uint8_t>;

inline std::string text_of(const Picture& picture) {
    return std::string(picture.begin(), picture.end());
}

// Columns get brighter to the right, rows redder to the bottom, so that a turned picture shows.
inline std::vector<std::uint8_t> pixels_of(int width, int height, int channels) {
    std::vector<std::uint8_t> pixels;
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto across = static_cast<std::uint8_t>(x * 255 / std::max(width - 1, 1));
            const auto down = static_cast<std::uint8_t>(y * 255 / std::max(height - 1, 1));
            const std::array<std::uint8_t, 4> pixel{across, down, 128, 255};
            for (int i = 0; i < channels; ++i) pixels.push_back(pixel[static_cast<std::size_t>(i)]);
        }
    }
    return pixels;
}

struct JpegOptions {
    int width = 48;
    int height = 32;
    int channels = 3;  // 1, 3 or 4 (CMYK)
    bool progressive = false;
    std::vector<std::pair<int, std::string>> markers;  // number (0xE1, 0xFE), content

    JpegOptions() = default;
};

inline Picture a_jpeg(const JpegOptions& options = {}) {
    jpeg_compress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_compress(&info);
    unsigned char* data = nullptr;
    unsigned long size = 0;
    jpeg_mem_dest(&info, &data, &size);
    info.image_width = static_cast<JDIMENSION>(options.width);
    info.image_height = static_cast<JDIMENSION>(options.height);
    info.input_components = options.channels;
    info.in_color_space = options.channels == 1   ? JCS_GRAYSCALE
                          : options.channels == 4 ? JCS_CMYK
                                                  : JCS_RGB;
    jpeg_set_defaults(&info);
    if (options.progressive) jpeg_simple_progression(&info);
    jpeg_start_compress(&info, TRUE);
    for (const auto& [number, content] : options.markers) {
        jpeg_write_marker(&info, number, reinterpret_cast<const JOCTET*>(content.data()),
                          static_cast<unsigned>(content.size()));
    }
    auto pixels = pixels_of(options.width, options.height, options.channels);
    while (info.next_scanline < info.image_height) {
        JSAMPROW row = pixels.data() + info.next_scanline * info.image_width *
                                           static_cast<unsigned>(options.channels);
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    Picture made(data, data + size);
    jpeg_destroy_compress(&info);
    std::free(data);
    return made;
}

struct PngOptions {
    png_uint_32 width = 20;
    png_uint_32 height = 12;
    int depth = 8;
    int colour = PNG_COLOR_TYPE_RGB;
    bool interlaced = false;
    std::string text;  // in tEXt, zTXt and iTXt
    std::string exif;

    PngOptions() = default;
};

inline void append_png(png_structp png, png_bytep bytes, std::size_t size) {
    auto* made = static_cast<Picture*>(png_get_io_ptr(png));
    made->insert(made->end(), bytes, bytes + size);
}

inline void add_texts(png_structp png, png_infop info, std::string& text) {
    std::array<png_text, 3> texts{};
    std::string key = "Author";
    const std::array<int, 3> kinds{PNG_TEXT_COMPRESSION_NONE, PNG_TEXT_COMPRESSION_zTXt,
                                   PNG_ITXT_COMPRESSION_NONE};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        texts[i].compression = kinds[i];
        texts[i].key = key.data();
        texts[i].text = text.data();
        texts[i].text_length = text.size();
    }
    png_set_text(png, info, texts.data(), static_cast<int>(texts.size()));
}

inline Picture a_png(PngOptions options = {}) {
    Picture made;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &made, append_png, nullptr);
    png_set_IHDR(png, info, options.width, options.height, options.depth, options.colour,
                 options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    std::array<png_color, 256> palette{};
    for (std::size_t i = 0; i < palette.size(); ++i)
        palette[i] = {static_cast<png_byte>(i), static_cast<png_byte>(255 - i), 77};
    if (options.colour == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette.data(), 1 << options.depth);
    if (!options.text.empty()) add_texts(png, info, options.text);
    if (!options.exif.empty())
        png_set_eXIf_1(png, info, static_cast<png_uint_32>(options.exif.size()),
                       reinterpret_cast<png_bytep>(options.exif.data()));
    png_write_info(png, info);
    const std::size_t row_size = png_get_rowbytes(png, info);
    std::vector<std::vector<std::uint8_t>> rows(options.height,
                                                std::vector<std::uint8_t>(row_size, 0x5A));
    std::vector<png_bytep> pointers;
    for (auto& row : rows) pointers.push_back(row.data());
    png_write_image(png, pointers.data());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return made;
}

// Exif with one entry for the orientation, one for the author, and a place on earth, as cameras
// write it: little endian, IFD0 at 8.
inline std::string exif_with(int orientation, std::string_view author) {
    const auto number = [](std::uint32_t value, int width) {
        std::string bytes;
        for (int i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i));
        return bytes;
    };
    const std::uint32_t after = 8 + 2 + 2 * 12 + 4;
    std::string exif("Exif\0\0II*\0\x08\0\0\0\x02\0", 16);
    exif += number(0x0112, 2) + number(3, 2) + number(1, 4);
    exif += number(static_cast<std::uint32_t>(orientation), 4);
    exif += number(0x013B, 2) + number(2, 2) + number(static_cast<std::uint32_t>(author.size()), 4);
    exif += number(after, 4) + number(0, 4);
    return exif.append(author);
}

// The size and the first pixels of a cleaned JPEG, as any viewer would show it.
struct Seen {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgb;

    const std::uint8_t* at(int x, int y) const { return &rgb[(y * width + x) * 3]; }
};

inline Seen look_at_jpeg(const Picture& picture) {
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, picture.data(), picture.size());
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&info);
    Seen seen;
    seen.width = static_cast<int>(info.output_width);
    seen.height = static_cast<int>(info.output_height);
    seen.rgb.resize(static_cast<std::size_t>(seen.width) * seen.height * 3);
    while (info.output_scanline < info.output_height) {
        JSAMPROW row = seen.rgb.data() + std::size_t{info.output_scanline} * seen.width * 3;
        jpeg_read_scanlines(&info, &row, 1);
    }
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return seen;
}

}  // namespace tipwire::testing
