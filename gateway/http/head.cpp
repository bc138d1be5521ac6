// SPDX-License-Identifier: Apache-2.0
// Reading request lines and headers, and what they say about the body.
#include "gateway/http/head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {
namespace {

// TRACE and CONNECT are no use here and dangerous behind proxies; unknown methods are not guessed
// at.
constexpr std::string_view known_methods[] = {"POST",   "GET",   "HEAD",   "PUT",
                                              "DELETE", "PATCH", "OPTIONS"};

enum class ByteClass : std::uint8_t { text, cr, lf, bad };

constexpr auto byte_classes = [] {
    std::array<ByteClass, 256> table{};
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        if (c == '\r') {
            table[byte] = ByteClass::cr;
        } else if (c == '\n') {
            table[byte] = ByteClass::lf;
        } else if (is_control(c) && c != '\t') {
            table[byte] = ByteClass::bad;
        }
    }
    return table;
}();

constexpr auto token_chars = [] {
    std::array<bool, 256> table{};
    for (int byte = 0; byte < 256; ++byte) table[byte] = is_token_char(static_cast<char>(byte));
    return table;
}();

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return token_chars[static_cast<unsigned char>(c)];
    });
}

// The next line without its CRLF; the scanner has seen that every line has one.
std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\r');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 2);
    return line;
}

// Bytes above 0x7F are let through: sloppy providers leave letters unescaped, and no framing hangs
// on them.
bool is_origin_form(std::string_view target) {
    if (target.empty() || target.front() != '/') return false;
    return std::all_of(target.begin(), target.end(),
                       [](char c) { return !is_control(c) && c != ' ' && c != '#'; });
}

// "HTTP/1.1" and "HTTP/1.0" pass; another version is 505, another word 400.
int read_version(std::string_view version, bool& is_1_0) {
    const bool shaped = version.size() == 8 && version.starts_with("HTTP/") &&
                        is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    if (!shaped) return 400;
    is_1_0 = version.ends_with("1.0");
    return is_1_0 || version.ends_with("1.1") ? 0 : 505;
}

int read_request_line(std::string_view line, RequestHead& out, bool& is_1_0) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return 400;
    out.method = line.substr(0, first);
    out.target = line.substr(first + 1, last - first - 1);
    if (!is_token(out.method)) return 400;
    if (const int status = read_version(line.substr(last + 1), is_1_0)) return status;
    const bool known = std::find(std::begin(known_methods), std::end(known_methods), out.method) !=
                       std::end(known_methods);
    if (!known) return 501;
    return is_origin_form(out.target) ? 0 : 400;
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

// RFC 3986, section 3.2.2, without userinfo; a bracketed host is checked for its characters only.
bool is_host(std::string_view value) {
    std::string_view host = value;
    if (value.starts_with('[')) {
        const std::size_t end = value.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        const std::string_view address = value.substr(1, end - 1);
        const std::string_view rest = value.substr(end + 1);
        return std::all_of(address.begin(), address.end(),
                           [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; }) &&
               (rest.empty() || (rest.front() == ':' && is_port(rest.substr(1))));
    }
    if (const std::size_t colon = value.find(':'); colon != std::string_view::npos) {
        host = value.substr(0, colon);
        if (!is_port(value.substr(colon + 1))) return false;
    }
    constexpr std::string_view others = "-._~!$&'()*+,;=%";
    return !host.empty() && std::all_of(host.begin(), host.end(), [&](char c) {
        return is_alphanumeric(c) || others.find(c) != std::string_view::npos;
    });
}

std::optional<std::uint64_t> read_length(std::string_view digits) {
    std::uint64_t length = 0;
    if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return {};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (error != std::errc{}) return {};
    return length;
}

// What is gathered over the headers and judged at their end.
struct Framing {
    bool is_1_0 = false;
    bool has_host = false;
    bool has_length = false;
    bool close = false;
};

void read_connection(std::string_view list, Framing& framing) {
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        if (equals_ignoring_case(trim(list.substr(0, comma)), "close")) framing.close = true;
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
}

int read_framing_header(const HeaderView& field, RequestHead& out, Framing& framing) {
    const auto is = [&](std::string_view name) { return equals_ignoring_case(field.name, name); };
    switch (field.name.size()) {
        case 4:  // Host
            if (!is("Host")) return 0;
            if (framing.has_host || !is_host(field.value)) return 400;
            framing.has_host = true;
            return 0;
        case 6:  // Expect
            if (!is("Expect") || framing.is_1_0) return 0;
            out.expects_continue = equals_ignoring_case(field.value, "100-continue");
            return out.expects_continue ? 0 : 417;
        case 10:  // Connection
            if (is("Connection")) read_connection(field.value, framing);
            return 0;
        case 14: {  // Content-Length
            if (!is("Content-Length")) return 0;
            const auto length = read_length(field.value);
            if (!length || framing.has_length) return 400;
            framing.has_length = true;
            out.content_length = *length;
            return 0;
        }
        case 16: return is("Content-Encoding") ? 415 : 0;
        case 17:  // Transfer-Encoding
            if (!is("Transfer-Encoding")) return 0;
            if (out.chunked || framing.is_1_0 || !equals_ignoring_case(field.value, "chunked"))
                return 400;
            out.chunked = true;
            return 0;
        default: return 0;
    }
}

// "Name: value". A blank before the colon or at the start of the line is no token, so both are
// refused.
int read_header(std::string_view line, HeaderView& field) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return 400;
    field.name = line.substr(0, colon);
    if (!is_token(field.name)) return 400;
    field.value = trim(line.substr(colon + 1));
    return 0;
}

}  // namespace

HeadScanner::Found HeadScanner::scan(std::string_view text) {
    for (; at_ < text.size(); ++at_) {
        const ByteClass kind = byte_classes[static_cast<unsigned char>(text[at_])];
        if (after_cr_ != (kind == ByteClass::lf)) return Found::bad_byte;
        switch (kind) {
            case ByteClass::text: line_is_empty_ = false; break;
            case ByteClass::cr:
                if (at_ == 0) return Found::bad_byte;  // no empty line before a request line
                after_cr_ = true;
                break;
            case ByteClass::lf:
                if (line_is_empty_) {
                    ++at_;
                    return Found::end;
                }
                after_cr_ = false;
                line_is_empty_ = true;
                break;
            case ByteClass::bad: return Found::bad_byte;
        }
    }
    return Found::nothing_yet;
}

int read_head(std::string_view head, std::size_t header_count_max, RequestHead& out) {
    out.headers.clear();
    out.content_length = 0;
    out.chunked = out.expects_continue = false;
    Framing framing;
    if (const int status = read_request_line(take_line(head), out, framing.is_1_0)) return status;
    // A doubt about framing outweighs the other complaints: the first 400 wins over an earlier 415
    // or 417.
    int complaint = 0;
    for (std::string_view line = take_line(head); !line.empty(); line = take_line(head)) {
        if (out.headers.size() == header_count_max) return 431;
        HeaderView field;
        int status = read_header(line, field);
        if (status == 0) status = read_framing_header(field, out, framing);
        if (status == 400) return 400;
        if (complaint == 0) complaint = status;
        out.headers.push_back(field);
    }
    if (!framing.has_host || (out.chunked && framing.has_length)) return 400;
    out.keep_alive = !framing.close && !framing.is_1_0;
    return complaint;
}

}  // namespace tipwire::gateway
