// SPDX-License-Identifier: Apache-2.0
// The one tag of Exif that is read: which side is up.
//
// "Exif" 00 00 | "II" 2a 00 | offset of IFD0 (4) | ... | entries (2) | 12 01 03 00 01 00 00 00 06
// 00 00 00 | ...
#include <string_view>

#include "gateway/media/cleaner/picture.hpp"

namespace tipwire::cleaner {

namespace {

constexpr std::size_t preamble_size = 6;  // "Exif" and two zeros
constexpr std::size_t entry_size = 12;
constexpr std::uint16_t orientation_tag = 0x0112;
constexpr std::uint16_t type_short = 3;

// Reads numbers of either byte order; past the end they are zero, which means nothing anywhere
// below.
class Tiff {
public:
    Tiff(ByteView bytes, bool little) : bytes_(bytes), little_(little) {}

    std::uint32_t number(std::size_t at, std::size_t width) const {
        if (at > bytes_.size() || bytes_.size() - at < width) return 0;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i) {
            const std::size_t next = little_ ? width - 1 - i : i;
            value = value << 8 | bytes_[at + next];
        }
        return value;
    }

private:
    ByteView bytes_;
    bool little_;
};

}  // namespace

int orientation_of(ByteView segment) {
    const std::string_view text(reinterpret_cast<const char*>(segment.data()), segment.size());
    if (!text.starts_with(std::string_view("Exif\0\0", preamble_size))) return 1;
    const std::string_view order = text.substr(preamble_size, 2);
    if (order != "II" && order != "MM") return 1;
    const Tiff tiff(segment.subspan(preamble_size), order == "II");
    const std::size_t directory = tiff.number(4, 4);
    const std::uint32_t entries = tiff.number(directory, 2);
    for (std::uint32_t i = 0; i < entries; ++i) {
        const std::size_t entry = directory + 2 + i * entry_size;
        if (tiff.number(entry, 2) != orientation_tag) continue;
        const std::uint32_t value = tiff.number(entry + 8, 2);
        const bool known = tiff.number(entry + 2, 2) == type_short && value >= 1 && value <= 8;
        return known ? static_cast<int>(value) : 1;
    }
    return 1;
}

}  // namespace tipwire::cleaner
