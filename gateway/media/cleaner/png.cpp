// SPDX-License-Identifier: Apache-2.0
// PNG through libpng's simplified interface: palettes, 16 bits, interlacing and grey become 8 bits
// of grey or RGB, with or without alpha; of an animation the first picture stays.
#include <png.h>

#include "gateway/media/cleaner/picture.hpp"

namespace tipwire::cleaner {

namespace {

// Frees what libpng keeps, whichever way it ends.
struct Image {
    png_image head{};
    Image() { head.version = PNG_IMAGE_VERSION; }
    ~Image() { png_image_free(&head); }
    Image(const Image&) = delete;
    Image& operator=(const Image&) = delete;
};

}  // namespace

std::optional<Bytes> clean_png(ByteView file) {
    Image from;
    if (png_image_begin_read_from_memory(&from.head, file.data(), file.size()) == 0)
        return std::nullopt;
    if (!is_acceptable(from.head.width, from.head.height)) return std::nullopt;
    from.head.format &= PNG_FORMAT_FLAG_ALPHA | PNG_FORMAT_FLAG_COLOR;
    Bytes pixels(PNG_IMAGE_SIZE(from.head));
    if (png_image_finish_read(&from.head, nullptr, pixels.data(), 0, nullptr) == 0)
        return std::nullopt;

    Image to;
    to.head.width = from.head.width;
    to.head.height = from.head.height;
    to.head.format = from.head.format;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(to.head);
    Bytes written(size);
    if (png_image_write_to_memory(&to.head, written.data(), &size, 0, pixels.data(), 0, nullptr) ==
        0)
        return std::nullopt;
    written.resize(size);
    return written;
}

std::optional<Bytes> clean(ByteView file) {
    constexpr std::size_t magic_size = 8;
    if (file.size() < magic_size) return std::nullopt;
    if (file[0] == 0xFF && file[1] == 0xD8) return clean_jpeg(file);
    if (png_sig_cmp(file.data(), 0, magic_size) == 0) return clean_png(file);
    return std::nullopt;
}

}  // namespace tipwire::cleaner
