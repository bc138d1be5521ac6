// SPDX-License-Identifier: Apache-2.0
// A picture in, the same picture out: its pixels are decoded and encoded anew, and nothing else of
// the file comes along. Runs inside the sandbox (sandbox.hpp); links no code of the daemon.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace tipwire::cleaner {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

// Telephones of today make 12 to 50 million pixels; 40 million in memory are 160 MB.
inline constexpr std::uint64_t pixels_max = 40'000'000;
inline constexpr std::uint32_t side_max = 20'000;
inline constexpr std::size_t input_max = 64u << 20;

inline bool is_acceptable(std::uint32_t width, std::uint32_t height) {
    return width > 0 && height > 0 && width <= side_max && height <= side_max &&
           std::uint64_t{width} * height <= pixels_max;
}

// nullopt: it cannot be read, or it is too large. A JPEG that is cut short is taken as far as it
// goes; a PNG is not. Orientation is applied to the pixels, because the tag that tells it goes.
std::optional<Bytes> clean_jpeg(ByteView file);
std::optional<Bytes> clean_png(ByteView file);
// By its first bytes.
std::optional<Bytes> clean(ByteView file);

// 1 to 8 as in Exif 2.32, section 4.6.4, tag 0x0112; 1 if the segment tells none. segment: the
// content of an APP1 marker.
int orientation_of(ByteView segment);

}  // namespace tipwire::cleaner
