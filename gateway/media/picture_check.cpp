// SPDX-License-Identifier: Apache-2.0
// Lists of what may be in a file; everything else is refused.
//
// JPEG: ff d8 | ff c4 LENGTH ... | ff da LENGTH ... data | ff d9      PNG: signature | LENGTH
// "IHDR" ... CRC | ... | "IEND"
#include "gateway/media/picture_check.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace tipwire::gateway {
namespace {

using routing::ByteView;

std::size_t number_at(ByteView file, std::size_t at, std::size_t width) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < width; ++i) number = number << 8 | file[at + i];
    return number;
}

// ITU-T T.81, table B.1.
constexpr std::uint8_t start_of_image = 0xD8;
constexpr std::uint8_t end_of_image = 0xD9;
constexpr std::uint8_t start_of_scan = 0xDA;

bool is_needed(std::uint8_t marker) {
    const bool frame = marker >= 0xC0 && marker <= 0xC2;  // baseline, extended, progressive
    return frame || marker == 0xC4 || marker == 0xDB || marker == 0xDD || marker == start_of_scan;
}

bool is_restart_or_stuffing(std::uint8_t byte) {
    return byte == 0 || (byte >= 0xD0 && byte <= 0xD7);
}

// The next marker after a scan's data.
std::size_t skip_scan(ByteView file, std::size_t at) {
    while (at + 1 < file.size() && (file[at] != 0xFF || is_restart_or_stuffing(file[at + 1]))) ++at;
    return at;
}

}  // namespace

bool is_bare_jpeg(ByteView file) {
    if (file.size() < 4 || file[0] != 0xFF || file[1] != start_of_image) return false;
    bool has_scan = false;
    for (std::size_t at = 2; at + 1 < file.size();) {
        const std::uint8_t marker = file[at + 1];
        if (file[at] != 0xFF) return false;
        if (marker == end_of_image) return has_scan && at + 2 == file.size();
        if (!is_needed(marker) || file.size() - at < 4) return false;
        const std::size_t size = number_at(file, at + 2, 2);
        if (size < 2 || size > file.size() - at - 2) return false;
        at += 2 + size;
        if (marker != start_of_scan) continue;
        has_scan = true;
        at = skip_scan(file, at);
    }
    return false;
}

bool is_bare_png(ByteView file) {
    constexpr std::string_view signature = "\x89PNG\r\n\x1A\n";
    constexpr std::array<std::string_view, 8> needed{"IHDR", "PLTE", "IDAT", "IEND",
                                                     "tRNS", "sRGB", "gAMA", "cHRM"};
    constexpr std::size_t frame_size = 12;  // length, name, CRC
    if (!routing::as_text(file).starts_with(signature)) return false;
    bool has_pixels = false;
    for (std::size_t at = signature.size(); file.size() - at >= frame_size;) {
        const std::size_t size = number_at(file, at, 4);
        const std::string_view name = routing::as_text(file).substr(at + 4, 4);
        if (size > file.size() - at - frame_size) return false;
        if (std::find(needed.begin(), needed.end(), name) == needed.end()) return false;
        if (at == signature.size() && name != "IHDR") return false;
        has_pixels = has_pixels || name == "IDAT";
        at += frame_size + size;
        if (name == "IEND") return has_pixels && at == file.size();
    }
    return false;
}

}  // namespace tipwire::gateway
