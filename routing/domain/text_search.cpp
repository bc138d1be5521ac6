// SPDX-License-Identifier: Apache-2.0
// Folding by a table for what takes two bytes of UTF-8, which is nearly every letter we meet.
#include "routing/domain/text_search.hpp"

#include <algorithm>
#include <array>

#include "routing/domain/assert.hpp"
#include "routing/domain/catalogue.hpp"
#include "routing/domain/code_points.hpp"
#include "routing/domain/normalise.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::routing {

namespace {

constexpr char32_t table_size = 0x800;     // the first point of three bytes
constexpr std::size_t bytes_each_max = 3;  // a byte that is no UTF-8 becomes U+FFFD
using FoldTable = std::array<char16_t, table_size>;

const FoldTable& fold_table() {
    static const FoldTable table = [] {
        FoldTable made{};
        for (char32_t point = 0; point < table_size; ++point) {
            made[point] = static_cast<char16_t>(fold_letter(point));
            TIPWIRE_ASSERT(made[point] < table_size);
        }
        return made;
    }();
    return table;
}

// take_code_point() with a short way for one byte and two.
char32_t take_point(std::string_view& text) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) {
        text.remove_prefix(1);
        return first;
    }
    if (first >= 0xC2 && first <= 0xDF && text.size() > 1 && (text[1] & 0xC0) == 0x80) {
        const auto point = static_cast<char32_t>((first & 0x1F) << 6 | (text[1] & 0x3F));
        text.remove_prefix(2);
        return point;
    }
    return take_code_point(text);
}

char* put(char* to, char32_t folded) {
    if (folded < 0x80) {
        *to++ = static_cast<char>(folded);
    } else if (folded < table_size) {
        *to++ = static_cast<char>(0xC0 | folded >> 6);
        *to++ = static_cast<char>(0x80 | (folded & 0x3F));
    } else {
        std::string longer;
        append_utf8(longer, folded);
        to = std::copy(longer.begin(), longer.end(), to);
    }
    return to;
}

}  // namespace

TextSearch::TextSearch(std::string_view words)
    : words_(folded(words)), searcher_(words_.begin(), words_.end()) {
    TIPWIRE_ASSERT(!words_.empty());
}

TextSearch::~TextSearch() { wipe(room_); }

void TextSearch::make_room(std::size_t bytes) {
    if (bytes <= room_.size()) return;
    wipe(room_);
    room_.resize(bytes);
}

std::string_view TextSearch::folded(std::string_view text) {
    make_room(bytes_each_max * text.size());
    const FoldTable& table = fold_table();
    char* end = room_.data();
    while (!text.empty()) {
        const char32_t point = take_point(text);
        end = put(end, point < table_size ? table[point] : fold_letter(point));
    }
    return {room_.data(), static_cast<std::size_t>(end - room_.data())};
}

bool TextSearch::finds_in(std::string_view text) {
    const std::string_view where = folded(text);
    return std::search(where.begin(), where.end(), searcher_) != where.end();
}

}  // namespace tipwire::routing
