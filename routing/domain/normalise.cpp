// SPDX-License-Identifier: Apache-2.0
// Bytes of any origin become UTF-8 that every later reader accepts.
#include "routing/domain/normalise.hpp"

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

std::string to_valid_utf8(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    while (!text.empty()) {
        const auto point = read_code_point(text);
        if (point.valid && point.value != 0) {
            valid.append(text.substr(0, point.size));
        } else {
            append_utf8(valid, 0xFFFD);
        }
        text.remove_prefix(point.size);
    }
    return valid;
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
