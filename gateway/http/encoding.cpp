// SPDX-License-Identifier: Apache-2.0
// Percent-coding and form fields.
#include "gateway/http/encoding.hpp"

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t form_fields_usual = 32;  // Twilio sends some twenty

// Into room that is there: appending byte by byte was 4 % of a tip's CPU time.
std::string decode(std::string_view text, bool plus_is_blank) {
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '%' && i + 2 < text.size()) {
            const int high = hex_value(text[i + 1]);
            const int low = hex_value(text[i + 2]);
            if (high >= 0 && low >= 0) {
                out[size++] = static_cast<char>(high << 4 | low);
                i += 2;
                continue;
            }
        }
        out[size++] = c == '+' && plus_is_blank ? ' ' : c;
    }
    out.resize(size);
    return out;
}

}  // namespace

std::optional<FormFields> parse_form(std::string_view encoded) {
    FormFields fields;
    if (!encoded.empty()) fields.reserve(form_fields_usual);
    while (!encoded.empty()) {
        const std::size_t end = encoded.find('&');
        const std::string_view pair = encoded.substr(0, end);
        encoded = end == std::string_view::npos ? std::string_view{} : encoded.substr(end + 1);
        if (pair.empty()) continue;
        if (fields.size() == form_fields_max) return std::nullopt;
        const std::size_t equals = pair.find('=');
        const std::string_view value =
            equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
        fields.emplace_back(decode(pair.substr(0, equals), true), decode(value, true));
    }
    return fields;
}

const std::string* find(const FormFields& fields, std::string_view name) {
    for (const auto& [key, value] : fields) {
        if (key == name) return &value;
    }
    return nullptr;
}

std::string form_encode(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_alphanumeric(c) || c == '*' || c == '-' || c == '.' || c == '_') {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 0xF];
        }
    }
    return out;
}

std::string percent_decode(std::string_view text) { return decode(text, false); }

std::string form_body(const FormFields& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += form_encode(name);
        out += '=';
        out += form_encode(value);
    }
    return out;
}

}  // namespace tipwire::gateway
