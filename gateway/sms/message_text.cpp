// SPDX-License-Identifier: Apache-2.0
// From the fields to bytes, from bytes to text.
//
// Kannel:     Content-Type: text/plain; charset="UTF-16BE"    the body in UTF-16
// Jasmin:     coding=8&binary=043a0440                        the same in hex, a number for the
// charset Clickatell: {"charset":"UTF-16BE","text":"%04%3A%04%40"}    the same in percent escapes
#include "gateway/sms/message_text.hpp"

#include <algorithm>

#include "gateway/http/encoding.hpp"
#include "gateway/sms/text_decoding.hpp"
#include "gateway/sms/udh.hpp"
#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

using config::ProviderProfile;

// "UTF-16BE", or of a Content-Type its parameter: text/plain; charset="UTF-16BE". "" if there is
// none.
std::string_view charset_name(std::string_view value) {
    if (value.find('/') == value.npos) return value;
    const auto parameter = value.find("charset=");
    if (parameter == value.npos) return {};
    std::string_view name = value.substr(parameter + 8);
    name = name.substr(0, name.find(';'));
    const auto first = name.find_first_not_of("\" ");
    if (first == name.npos) return {};
    return name.substr(first, name.find_last_not_of("\" ") - first + 1);
}

std::optional<std::string> named_charset(const MessageFields& fields,
                                         const ProviderProfile& profile) {
    for (const auto& path : profile.fields.charset) {
        const auto value = fields.value(path);
        const auto name = value ? charset_name(*value) : std::string_view{};
        if (name.empty()) continue;
        const auto known = profile.charsets.find(std::string(name));
        return known != profile.charsets.end() ? known->second : std::string(name);
    }
    return std::nullopt;
}

// Bytes beyond ASCII are no percent escapes, so such a text is in UTF-8 whatever its charset says.
bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string from_percent(std::string text) {
    std::replace(text.begin(), text.end(), '+', ' ');
    std::string bytes = percent_decode(text);
    routing::wipe(text);
    return bytes;
}

// The subject of an MMS stands on a line of its own before the text.
routing::TipText decoded(std::string bytes, std::string_view charset, const MessageFields& fields,
                         const ProviderProfile& profile) {
    const std::size_t header = profile.udh_in_text ? udh_in_front(bytes) : 0;
    std::string text = decode_text(std::string_view(bytes).substr(header), charset);
    routing::wipe(bytes);
    const auto subject = fields.first(profile.fields.subject);
    if (!subject || subject->empty()) return routing::TipText(std::move(text));
    std::string both = decode_text(*subject, "utf-8") + (text.empty() ? "" : "\n") + text;
    routing::wipe(text);
    return routing::TipText(std::move(both));
}

// The bytes of the first field that holds any.
std::optional<std::string> hex_bytes(const MessageFields& fields, const ProviderProfile& profile) {
    const auto digits = fields.first(profile.fields.text_hex);
    const auto bytes = digits && !digits->empty() ? routing::from_hex(*digits) : std::nullopt;
    if (!bytes) return std::nullopt;
    return std::string(routing::as_text(*bytes));
}

// nullopt: no such field, or something else in it.
std::optional<routing::TipText> read_hex(const MessageFields& fields,
                                         const ProviderProfile& profile) {
    auto bytes = hex_bytes(fields, profile);
    if (!bytes) return std::nullopt;
    // The charset of the profile is that of its texts; of bare bytes nobody says what they are.
    return decoded(std::move(*bytes), named_charset(fields, profile).value_or("8-bit"), fields,
                   profile);
}

}  // namespace

routing::TipText read_text(const MessageFields& fields, const ProviderProfile& profile) {
    if (auto text = read_hex(fields, profile)) return std::move(*text);
    auto text = fields.text(profile.fields.text);
    // Hex that is none, and no text beside it: better the digits than nothing.
    if (!text) text = fields.first(profile.fields.text_hex);
    std::string bytes = std::move(text).value_or(std::string());
    std::string charset = named_charset(fields, profile).value_or(profile.text_charset);
    if (profile.text_encoding == "percent" && !is_utf8(charset)) {
        if (!is_ascii(bytes)) return decoded(std::move(bytes), "utf-8", fields, profile);
        bytes = from_percent(std::move(bytes));
    }
    return decoded(std::move(bytes), charset, fields, profile);
}

std::optional<routing::Part> part_in_text(const MessageFields& fields,
                                          const ProviderProfile& profile) {
    if (!profile.udh_in_text) return std::nullopt;
    auto bytes = hex_bytes(fields, profile);
    if (!bytes) bytes = fields.text(profile.fields.text);
    if (!bytes) return std::nullopt;
    const auto part = part_of_udh(std::string_view(*bytes).substr(0, udh_in_front(*bytes)));
    routing::wipe(*bytes);
    return part;
}

}  // namespace tipwire::gateway
