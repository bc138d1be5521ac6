// SPDX-License-Identifier: Apache-2.0
// Turns the bytes of a message into valid UTF-8, whatever charset the provider handed over.
//
// Kannel 1.4.5, UCS-2 message "№5" by post-url:
//   Content-Type: text/plain; charset="UTF-16BE"
//   21 16 00 35
#include "gateway/sms/text_decoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {
namespace {

using routing::append_utf8;

constexpr char32_t replacement = 0xFFFD;

// A NUL is replaced like everywhere else: see normalise.hpp.
void append(std::string& text, char32_t code_point) {
    append_utf8(text, code_point == 0 ? replacement : code_point);
}

std::string from_latin1(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) append(text, static_cast<unsigned char>(byte));
    return text;
}

// 0x80 to 0xBF; from 0xC0 on it is the alphabet in order. 0x98 is not used.
constexpr std::array<char16_t, 64> windows_1251{
    0x0402, 0x0403, 0x201A, 0x0453, 0x201E, 0x2026, 0x2020, 0x2021, 0x20AC, 0x2030, 0x0409,
    0x2039, 0x040A, 0x040C, 0x040B, 0x040F, 0x0452, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0xFFFD, 0x2122, 0x0459, 0x203A, 0x045A, 0x045C, 0x045B, 0x045F, 0x00A0,
    0x040E, 0x045E, 0x0408, 0x00A4, 0x0490, 0x00A6, 0x00A7, 0x0401, 0x00A9, 0x0404, 0x00AB,
    0x00AC, 0x00AD, 0x00AE, 0x0407, 0x00B0, 0x00B1, 0x0406, 0x0456, 0x0491, 0x00B5, 0x00B6,
    0x00B7, 0x0451, 0x2116, 0x0454, 0x00BB, 0x0458, 0x0405, 0x0455, 0x0457};

std::string from_windows_1251(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        if (value < 0x80)
            append(text, value);
        else
            append(text, value < 0xC0 ? windows_1251[value - 0x80U] : 0x0410U + value - 0xC0U);
    }
    return text;
}

enum class ByteOrder { big, little };

char16_t unit_at(std::string_view bytes, std::size_t at, ByteOrder order) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char16_t>(order == ByteOrder::big ? first << 8 | second
                                                         : second << 8 | first);
}
bool is_high(char16_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low(char16_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

// A lone surrogate becomes U+FFFD in append_utf8; so does the odd byte that a cut message ends
// with.
std::string from_utf16(std::string_view bytes, ByteOrder order) {
    const bool marked = bytes.starts_with("\xFE\xFF") || bytes.starts_with("\xFF\xFE");
    if (marked) {
        order = bytes.front() == '\xFE' ? ByteOrder::big : ByteOrder::little;
        bytes.remove_prefix(2);
    }
    std::string text;
    text.reserve(bytes.size() * 3 / 2 + 3);
    std::size_t at = 0;
    for (; at + 1 < bytes.size(); at += 2) {
        const char16_t unit = unit_at(bytes, at, order);
        if (is_high(unit) && at + 3 < bytes.size() && is_low(unit_at(bytes, at + 2, order))) {
            at += 2;
            const char32_t low = unit_at(bytes, at, order) - 0xDC00U;
            append(text, 0x10000U + ((unit - 0xD800U) << 10 | low));
        } else {
            append(text, unit);
        }
    }
    if (at < bytes.size()) append(text, replacement);
    return text;
}

// 3GPP TS 23.038, section 6.2.1: the default alphabet. 0x1B is the escape to the extension.
constexpr std::array<char16_t, 128> gsm_alphabet{
    u'@', u'£', u'$', u'¥', u'è', u'é', u'ù', u'ì', u'ò', u'Ç',  u'\n', u'Ø', u'ø', u'\r', u'Å',
    u'å', u'Δ', u'_', u'Φ', u'Γ', u'Λ', u'Ω', u'Π', u'Ψ', u'Σ',  u'Θ',  u'Ξ', 0x1B, u'Æ',  u'æ',
    u'ß', u'É', u' ', u'!', u'"', u'#', u'¤', u'%', u'&', u'\'', u'(',  u')', u'*', u'+',  u',',
    u'-', u'.', u'/', u'0', u'1', u'2', u'3', u'4', u'5', u'6',  u'7',  u'8', u'9', u':',  u';',
    u'<', u'=', u'>', u'?', u'¡', u'A', u'B', u'C', u'D', u'E',  u'F',  u'G', u'H', u'I',  u'J',
    u'K', u'L', u'M', u'N', u'O', u'P', u'Q', u'R', u'S', u'T',  u'U',  u'V', u'W', u'X',  u'Y',
    u'Z', u'Ä', u'Ö', u'Ñ', u'Ü', u'§', u'¿', u'a', u'b', u'c',  u'd',  u'e', u'f', u'g',  u'h',
    u'i', u'j', u'k', u'l', u'm', u'n', u'o', u'p', u'q', u'r',  u's',  u't', u'u', u'v',  u'w',
    u'x', u'y', u'z', u'ä', u'ö', u'ñ', u'ü', u'à'};

// Section 6.2.1.1, the extension; a septet that is not in it is read from the default alphabet.
char32_t gsm_extension(unsigned char septet) {
    switch (septet) {
        case 0x0A: return U'\f';
        case 0x14: return U'^';
        case 0x1B: return U' ';
        case 0x28: return U'{';
        case 0x29: return U'}';
        case 0x2F: return U'\\';
        case 0x3C: return U'[';
        case 0x3D: return U'~';
        case 0x3E: return U']';
        case 0x40: return U'|';
        case 0x65: return U'€';
        default: return septet < 0x80 ? gsm_alphabet[septet] : replacement;
    }
}

std::string from_gsm(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        const auto septet = static_cast<unsigned char>(bytes[at]);
        if (septet >= 0x80) {
            append(text, replacement);
        } else if (septet != 0x1B) {
            append(text, gsm_alphabet[septet]);
        } else if (++at < bytes.size()) {
            append(text, gsm_extension(static_cast<unsigned char>(bytes[at])));
        } else {
            append(text, replacement);  // an escape with nothing after it
        }
    }
    return text;
}

// Bytes of which nobody says what they are. Valid UTF-8 by accident is rare enough to be trusted.
std::string from_eight_bit(std::string_view bytes) {
    std::string without_nul(bytes);
    std::replace(without_nul.begin(), without_nul.end(), '\0', ' ');
    const bool valid = routing::to_valid_utf8(without_nul) == without_nul;
    return valid ? routing::to_valid_utf8(bytes) : from_latin1(bytes);
}

// Lower case without dashes, blanks and underscores: "UTF-16BE", "utf16be" and "UTF_16BE" are one.
std::string folded(std::string_view charset) {
    std::string name;
    for (const char c : charset) {
        if (c == '-' || c == '_' || c == ' ') continue;
        name += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return name;
}

}  // namespace

bool is_utf8(std::string_view charset) {
    const std::string name = folded(charset);
    return name == "utf8" || name == "usascii" || name == "ascii";
}

std::string decode_text(std::string_view bytes, std::string_view charset) {
    const std::string name = folded(charset);
    if (is_utf8(name)) return routing::to_valid_utf8(bytes);
    if (name == "utf16be" || name == "utf16" || name == "ucs2")
        return from_utf16(bytes, ByteOrder::big);
    if (name == "utf16le") return from_utf16(bytes, ByteOrder::little);
    if (name == "windows1251" || name == "cp1251") return from_windows_1251(bytes);
    if (name == "iso88591" || name == "latin1") return from_latin1(bytes);
    if (name == "gsm" || name == "gsm0338") return from_gsm(bytes);
    return from_eight_bit(bytes);  // "8-BIT", and any name we do not know: nothing is lost
}

}  // namespace tipwire::gateway
