// SPDX-License-Identifier: Apache-2.0
// Bytes of any origin become UTF-8 that every later reader accepts.
#include "routing/domain/normalise.hpp"

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

namespace {

// How many bytes at the front need no change: mostly all of them.
std::size_t sound_bytes(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size()) {
        const auto point = read_code_point(text.substr(at));
        if (!point.valid || point.value == 0) break;
        at += point.size;
    }
    return at;
}

}  // namespace

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    for (;;) {
        const std::size_t sound = sound_bytes(text);
        valid.append(text.substr(0, sound));
        text.remove_prefix(sound);
        if (text.empty()) return valid;
        append_utf8(valid, 0xFFFD);
        text.remove_prefix(read_code_point(text).size);
    }
}

void append_utf8(std::string& text, char32_t point) {
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (surrogate || point > 0x10FFFF) point = 0xFFFD;
    const auto tail = [&](int shift) {
        text.push_back(static_cast<char>(0x80 | (point >> shift & 0x3F)));
    };
    if (point < 0x80) {
        text.push_back(static_cast<char>(point));
    } else if (point < 0x800) {
        text.push_back(static_cast<char>(0xC0 | point >> 6));
        tail(0);
    } else if (point < 0x10000) {
        text.push_back(static_cast<char>(0xE0 | point >> 12));
        tail(6);
        tail(0);
    } else {
        text.push_back(static_cast<char>(0xF0 | point >> 18));
        tail(12);
        tail(6);
        tail(0);
    }
}

}  // namespace tipwire::routing
