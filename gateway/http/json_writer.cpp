// SPDX-License-Identifier: Apache-2.0
// Escaping for JSON output, and the writer that sets the commas.
#include "gateway/http/json_writer.hpp"

#include <utility>

namespace tipwire::gateway {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

void append_escape(std::string& out, unsigned unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += hex_digits[(unit >> shift) & 0xF];
}

bool is_continuation(unsigned char c) { return (c & 0xC0) == 0x80; }

struct Decoded {
    unsigned code_point = 0;
    std::size_t length = 0;  // 0: not UTF-8
};

// One character of more than one byte. Overlong forms, surrogates and what lies above U+10FFFF do
// not pass.
Decoded decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
    unsigned code_point = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(byte(i))) return {};
        code_point = code_point << 6 | (byte(i) & 0x3Fu);
    }
    if (length == 3 && (code_point < 0x800 || (code_point >= 0xD800 && code_point <= 0xDFFF)))
        return {};
    if (length == 4 && (code_point < 0x10000 || code_point > 0x10FFFF)) return {};
    return {code_point, length};
}

// Line separators, bidirectional marks, embeddings, overrides and isolates (UAX 9), and C1
// controls.
bool needs_escape(unsigned c) {
    return (c >= 0x80 && c <= 0x9F) || c == 0x61C || c == 0x200E || c == 0x200F ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

// How many bytes of the first character go out as they are; 0: it is to be changed.
std::size_t plain_length(std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c < 0x80) return c >= 0x20 && c != 0x7F && c != '"' && c != '\\' ? 1 : 0;
    const Decoded next = decode(text);
    return needs_escape(next.code_point) ? 0 : next.length;
}

// Appends what stands for the first character, one that does not go as it is; returns its length.
std::size_t append_changed(std::string& out, std::string_view text) {
    const auto c = static_cast<unsigned char>(text.front());
    switch (c) {
        case '"': out += "\\\""; return 1;
        case '\\': out += "\\\\"; return 1;
        case '\n': out += "\\n"; return 1;
        case '\r': out += "\\r"; return 1;
        case '\t': out += "\\t"; return 1;
        default: break;
    }
    if (c < 0x80) {
        append_escape(out, c);
        return 1;
    }
    const Decoded next = decode(text);
    if (next.length == 0) {
        out += "\xEF\xBF\xBD";
        return 1;
    }
    append_escape(out, next.code_point);
    return next.length;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size()) {
            const auto length = plain_length(text.substr(plain));
            if (length == 0) break;
            plain += length;
        }
        out += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) text.remove_prefix(append_changed(out, text));
    }
    out += '"';
}

std::string json_string(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 2);
    append_json_string(out, text);
    return out;
}

void JsonWriter::separate() {
    if (comma_) out_ += ',';
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    separate();
    append_json_string(out_, text);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) { return raw(std::to_string(value)); }

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
    comma_ = true;
    return *this;
}

}  // namespace tipwire::gateway
