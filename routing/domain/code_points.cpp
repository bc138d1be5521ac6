// SPDX-License-Identifier: Apache-2.0
// UTF-8 by Unicode 15, table 3-7, and a few classes of characters.
#include "routing/domain/code_points.hpp"

#include "routing/domain/assert.hpp"

namespace tipwire::routing {

namespace {

constexpr char32_t replacement = 0xFFFD;

// What may follow a first byte: how many bytes more, and the range of the second one (it alone
// excludes overlong forms, surrogates and values above U+10FFFF).
struct Lead {
    std::size_t more = 0;
    unsigned char second_min = 0x80;
    unsigned char second_max = 0xBF;
    unsigned char bits = 0;  // of the code point in the first byte
};

Lead lead_of(unsigned char byte) {
    if (byte >= 0xC2 && byte <= 0xDF)
        return {1, 0x80, 0xBF, static_cast<unsigned char>(byte & 0x1F)};
    const auto low = static_cast<unsigned char>(byte & 0x0F);
    if (byte == 0xE0) return {2, 0xA0, 0xBF, low};
    if (byte == 0xED) return {2, 0x80, 0x9F, low};
    if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF, low};
    if (byte == 0xF0) return {3, 0x90, 0xBF, low};
    if (byte == 0xF4) return {3, 0x80, 0x8F, low};
    if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF, low};
    return {};
}

}  // namespace

CodePoint read_code_point(std::string_view text) {
    TIPWIRE_ASSERT(!text.empty());
    const auto first = static_cast<unsigned char>(text[0]);
    if (first < 0x80) return {first, 1, true};
    const Lead lead = lead_of(first);
    if (lead.more == 0) return {replacement, 1, false};
    char32_t value = lead.bits;
    for (std::size_t i = 1; i <= lead.more; ++i) {
        const auto byte = i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
        const auto least = i == 1 ? lead.second_min : 0x80;
        const auto most = i == 1 ? lead.second_max : 0xBF;
        if (byte < least || byte > most) return {replacement, i, false};
        value = value << 6 | static_cast<char32_t>(byte & 0x3F);
    }
    return {value, lead.more + 1, true};
}

char32_t take_code_point(std::string_view& text) {
    const auto point = read_code_point(text);
    text.remove_prefix(point.size);
    return point.value;
}

bool is_blank(char32_t point) {
    if (point == U' ' || (point >= U'\t' && point <= U'\r')) return true;
    if (point >= 0x2000 && point <= 0x200A)
        return true;  // en quad to hair space, U+2009 among them
    return point == 0x00A0 || point == 0x202F || point == 0x205F || point == 0x3000;
}

bool is_dash(char32_t point) {
    return point == U'-' || (point >= 0x2010 && point <= 0x2015) || point == 0x2212;
}

bool is_invisible(char32_t point) {
    if (point >= 0x200B && point <= 0x200F) return true;  // zero width, left-to-right and so on
    if (point >= 0x202A && point <= 0x202E) return true;  // embeddings and overrides
    if (point >= 0x2066 && point <= 0x2069) return true;  // isolates
    return point == 0x2060 || point == 0xFEFF || point == 0x00AD;
}

bool is_punctuation(char32_t point) {
    if (point < 0x80) {
        const bool letter_or_digit = (point >= U'0' && point <= U'9') ||
                                     (point >= U'A' && point <= U'Z') ||
                                     (point >= U'a' && point <= U'z');
        return point > U' ' && point != 0x7F && !letter_or_digit;
    }
    if (is_dash(point) || is_apostrophe(point)) return true;
    if (point >= 0x2018 && point <= 0x201F) return true;  // quotation marks, high and low
    switch (point) {
        case 0x00A1:  // inverted exclamation mark
        case 0x00AB:  // double angle quotation marks
        case 0x00BB:
        case 0x00B7:  // middle dot
        case 0x00BF:  // inverted question mark
        case 0x2022:  // bullet
        case 0x2026:  // ellipsis
        case 0x2039:  // single angle quotation marks
        case 0x203A:
        case 0x2116:  // numero sign
            return true;
        default: return false;
    }
}

bool is_apostrophe(char32_t point) {
    switch (point) {
        case U'\'':
        case U'`':
        case 0x00B4:  // acute accent, alone
        case 0x02BB:  // turned comma, the letter Uzbek means
        case 0x02BC:
        case 0x2018:
        case 0x2019: return true;
        default: return false;
    }
}

std::optional<int> digit_value(char32_t point) {
    for (const char32_t zero :
         {char32_t{U'0'}, char32_t{0x0660}, char32_t{0x06F0}, char32_t{0xFF10}}) {
        if (point >= zero && point < zero + 10) return static_cast<int>(point - zero);
    }
    return std::nullopt;
}

bool may_begin_digit(char byte) {
    if (byte >= '0' && byte <= '9') return true;
    return byte == '\xD9' || byte == '\xDB' || byte == '\xEF';
}

}  // namespace tipwire::routing
