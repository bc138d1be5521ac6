// SPDX-License-Identifier: Apache-2.0
// JPEG through libjpeg: every kind that phones make becomes a grey or YCbCr baseline file without
// any APPn or COM segment, not even JFIF's.
#include <cstdio>
// After <cstdio>, which it needs.
#include <jpeglib.h>

#include <csetjmp>
#include <cstdlib>

#include "gateway/media/cleaner/picture.hpp"

namespace tipwire::cleaner {

namespace {

constexpr int quality = 90;
constexpr int scans_max = 200;  // a progressive bomb has thousands; encoders make ten

struct Errors {
    jpeg_error_mgr base;  // first: libjpeg knows only this
    std::jmp_buf back;
};

// libjpeg is C and expects not to be returned to. The frames that are jumped over hold nothing that
// has a destructor.
[[noreturn]] void give_up(j_common_ptr info) {
    std::longjmp(reinterpret_cast<Errors*>(info->err)->back, 1);
}
void say_nothing(j_common_ptr) {}
void count_scans(j_common_ptr info) {
    auto* decoder = reinterpret_cast<j_decompress_ptr>(info);
    if (decoder->input_scan_number > scans_max) give_up(info);
}

void listen_to(Errors& errors, jpeg_common_struct& info) {
    info.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = give_up;
    errors.base.output_message = say_nothing;
}

struct Pixels {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    int channels = 3;  // 1 or 3
    int orientation = 1;
    Bytes bytes;

    std::uint8_t* row(std::uint32_t y) {
        return bytes.data() + std::size_t{y} * width * static_cast<std::size_t>(channels);
    }
};

int orientation_in(const jpeg_decompress_struct& info) {
    for (auto* marker = info.marker_list; marker != nullptr; marker = marker->next) {
        const int value = orientation_of(ByteView(marker->data, marker->data_length));
        if (value != 1) return value;
    }
    return 1;
}

// Print colours, as Adobe stores them (inverted) or as the standard says.
void cmyk_to_rgb(const std::uint8_t* from, std::uint8_t* to, std::uint32_t width, bool inverted) {
    for (std::uint32_t x = 0; x < width; ++x, from += 4, to += 3) {
        const int key = inverted ? from[3] : 255 - from[3];
        for (int i = 0; i < 3; ++i) {
            const int ink = inverted ? from[i] : 255 - from[i];
            to[i] = static_cast<std::uint8_t>(ink * key / 255);
        }
    }
}

// What is to be freed whichever way a step ends.
struct Decoder {
    jpeg_decompress_struct info{};
    jpeg_progress_mgr progress{};
    Errors errors{};
    Bytes line;  // of four channels, where there are such

    ~Decoder() { jpeg_destroy_decompress(&info); }
};

bool read_header(Decoder& decoder, ByteView file, Pixels& pixels) {
    auto& info = decoder.info;
    listen_to(decoder.errors, reinterpret_cast<jpeg_common_struct&>(info));
    if (setjmp(decoder.errors.back) != 0) return false;
    jpeg_create_decompress(&info);
    decoder.progress.progress_monitor = count_scans;
    info.progress = &decoder.progress;
    jpeg_mem_src(&info, file.data(), file.size());
    jpeg_save_markers(&info, JPEG_APP0 + 1, 0xFFFF);
    if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return false;
    if (!is_acceptable(info.image_width, info.image_height)) return false;
    const bool grey = info.jpeg_color_space == JCS_GRAYSCALE;
    const bool four = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
    info.out_color_space = grey ? JCS_GRAYSCALE : four ? JCS_CMYK : JCS_RGB;
    pixels.width = info.image_width;
    pixels.height = info.image_height;
    pixels.channels = grey ? 1 : 3;
    pixels.orientation = orientation_in(info);
    return true;
}

bool read_rows(Decoder& decoder, Pixels& pixels) {
    auto& info = decoder.info;
    if (setjmp(decoder.errors.back) != 0) return false;
    jpeg_start_decompress(&info);
    while (info.output_scanline < info.output_height) {
        const std::uint32_t y = info.output_scanline;
        JSAMPROW row = decoder.line.empty() ? pixels.row(y) : decoder.line.data();
        if (jpeg_read_scanlines(&info, &row, 1) != 1) return false;
        if (decoder.line.empty()) continue;
        cmyk_to_rgb(decoder.line.data(), pixels.row(y), pixels.width,
                    info.saw_Adobe_marker != FALSE);
    }
    jpeg_finish_decompress(&info);
    return true;
}

std::optional<Pixels> decode(ByteView file) {
    Decoder decoder;
    Pixels pixels;
    if (!read_header(decoder, file, pixels)) return std::nullopt;
    const auto row = std::size_t{pixels.width} * static_cast<std::size_t>(pixels.channels);
    pixels.bytes.resize(row * pixels.height);
    if (decoder.info.out_color_space == JCS_CMYK)
        decoder.line.resize(std::size_t{4} * pixels.width);
    if (!read_rows(decoder, pixels)) return std::nullopt;
    return pixels;
}

// Where the pixel of the upright picture lies in the stored one. 1: as it is, 2: mirrored, 3: by
// 180 degrees, 4: upside down, 5 to 8 the same with rows and columns swapped.
struct Place {
    std::uint32_t x, y;
};
Place place_of(const Pixels& from, std::uint32_t x, std::uint32_t y) {
    const std::uint32_t right = from.width - 1;
    const std::uint32_t bottom = from.height - 1;
    switch (from.orientation) {
        case 2: return {right - x, y};
        case 3: return {right - x, bottom - y};
        case 4: return {x, bottom - y};
        case 5: return {y, x};
        case 6: return {y, bottom - x};
        case 7: return {right - y, bottom - x};
        case 8: return {right - y, x};
        default: return {x, y};
    }
}

void upright_row(Pixels& from, std::uint32_t y, Bytes& line) {
    const auto channels = static_cast<std::size_t>(from.channels);
    const std::size_t width = line.size() / channels;
    for (std::size_t x = 0; x < width; ++x) {
        const Place place = place_of(from, static_cast<std::uint32_t>(x), y);
        const std::uint8_t* pixel = from.row(place.y) + place.x * channels;
        for (std::size_t i = 0; i < channels; ++i) line[x * channels + i] = pixel[i];
    }
}

struct Encoder {
    jpeg_compress_struct info{};
    Errors errors{};
    unsigned char* data = nullptr;
    unsigned long size = 0;  // as jpeg_mem_dest() wants it
    Bytes line;

    ~Encoder() {
        jpeg_destroy_compress(&info);
        std::free(data);
    }
};

bool write_rows(Encoder& encoder, Pixels& pixels) {
    auto& info = encoder.info;
    listen_to(encoder.errors, reinterpret_cast<jpeg_common_struct&>(info));
    if (setjmp(encoder.errors.back) != 0) return false;
    jpeg_create_compress(&info);
    jpeg_mem_dest(&info, &encoder.data, &encoder.size);
    const bool swapped = pixels.orientation >= 5;
    info.image_width = swapped ? pixels.height : pixels.width;
    info.image_height = swapped ? pixels.width : pixels.height;
    info.input_components = pixels.channels;
    info.in_color_space = pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&info);
    jpeg_set_quality(&info, quality, TRUE);
    info.write_JFIF_header = FALSE;
    info.write_Adobe_marker = FALSE;
    jpeg_start_compress(&info, TRUE);
    while (info.next_scanline < info.image_height) {
        upright_row(pixels, info.next_scanline, encoder.line);
        JSAMPROW row = encoder.line.data();
        jpeg_write_scanlines(&info, &row, 1);
    }
    jpeg_finish_compress(&info);
    return true;
}

}  // namespace

std::optional<Bytes> clean_jpeg(ByteView file) {
    auto pixels = decode(file);
    if (!pixels) return std::nullopt;
    Encoder encoder;
    const std::uint32_t width = pixels->orientation >= 5 ? pixels->height : pixels->width;
    encoder.line.resize(std::size_t{width} * static_cast<std::size_t>(pixels->channels));
    if (!write_rows(encoder, *pixels)) return std::nullopt;
    return Bytes(encoder.data, encoder.data + encoder.size);
}

}  // namespace tipwire::cleaner
