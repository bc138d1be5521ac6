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

// libpng reserves what a chunk says it needs, up to 2 GB, before it looks for it. Chunks (PNG,
// section 5.3): length (4, big endian), type (4), data, check sum (4), up to IEND.
bool chunks_fit(ByteView file) {
    constexpr std::size_t signature = 8, around = 12;
    for (std::size_t at = signature; at < file.size();) {
        if (file.size() - at < around) return false;
        const std::size_t length =
            std::size_t{file[at]} << 24 | file[at + 1] << 16 | file[at + 2] << 8 | file[at + 3];
        if (length > file.size() - at - around) return false;
        if (file[at + 4] == 'I' && file[at + 5] == 'E') return true;
        at += around + length;
    }
    return false;
}

}  // namespace

std::optional<Bytes> clean_png(ByteView file) {
    if (!chunks_fit(file)) return std::nullopt;
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
