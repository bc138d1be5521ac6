// SPDX-License-Identifier: Apache-2.0
// Field by field from a provider's words to ours, keeping what can be kept.
#include "gateway/sms/message_reader.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/crypto/mac.hpp"
#include "gateway/sms/message_text.hpp"
#include "gateway/sms/sent_time.hpp"
#include "gateway/sms/udh.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {
namespace {

using config::FieldMap;
using config::ProviderProfile;
using routing::Errc;
using routing::Error;
using routing::InboundMessage;
using routing::Media;
using routing::Part;
using routing::PhoneNumber;
using routing::Result;

// ---- our line -----------------------------------------------------------------------------------

// Our own number, for which some providers leave out the plus: put back before 11 to 15 digits.
// Short codes stay as they are, and so does the national form, eleven digits after an 8.
std::string read_line(std::string_view named) {
    const auto first = named.find_first_not_of(' ');
    if (first == named.npos) return {};
    named = named.substr(first, named.find_last_not_of(' ') - first + 1);
    const bool digits = named.find_first_not_of("0123456789") == named.npos;
    const bool national = named[0] == '0' || (named[0] == '8' && named.size() == 11);
    const bool number = digits && !national && named.size() >= 11 && named.size() <= 15;
    return (number ? "+" : "") + routing::to_valid_utf8(named);
}

// ---- parts --------------------------------------------------------------------------------------

std::optional<std::uint32_t> read_number(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    std::uint32_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, value);
    return error == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

// Some providers name a group of parts by a word. Equal words must give equal numbers, no more.
std::uint32_t reference_of(const std::optional<std::string>& text) {
    if (const auto number = read_number(text)) return *number;
    if (!text || text->empty()) return 0;
    const auto digest = sha256(routing::as_bytes(*text));
    std::uint32_t reference = 0;
    for (int at = 0; at < 4; ++at) reference = reference << 8 | digest[at];
    return reference;
}

Part read_part(const MessageFields& fields, const ProviderProfile& profile) {
    const FieldMap& map = profile.fields;
    const auto number = read_number(fields.first(map.part_number));
    const auto total = read_number(fields.first(map.part_total));
    if (number && total) {
        const Part part{reference_of(fields.first(map.part_reference)), *number, *total};
        if (is_part(part)) return part.total > 1 ? part : Part{};
    }
    const auto udh = fields.first(map.udh);
    const auto part = udh ? part_of_udh(*udh) : part_in_text(fields, profile);
    return part && part->total > 1 ? *part : Part{};
}

// ---- media --------------------------------------------------------------------------------------

std::string at_or_empty(const std::vector<std::optional<std::string>>& values, std::size_t at) {
    return at < values.size() && values[at] ? *values[at] : std::string();
}

// Base64, or whatever was there instead.
routing::Bytes read_data(const std::string& text) {
    if (auto decoded = from_base64(text)) return std::move(*decoded);
    return {text.begin(), text.end()};
}

Result<std::vector<Media>> read_media(const MessageFields& fields, const FieldMap& map) {
    const auto urls = fields.all(map.media_url, media_per_message_max);
    const auto types = fields.all(map.media_type, media_per_message_max);
    const auto data = fields.all(map.media_data, media_per_message_max);
    const auto count = std::max(urls.size(), data.size());
    if (count > media_per_message_max) return Error{Errc::too_large, "too many media"};
    std::vector<Media> media;
    for (std::size_t at = 0; at < count; ++at) {
        Media one;
        one.type = routing::to_valid_utf8(at_or_empty(types, at));
        one.url = routing::to_valid_utf8(at_or_empty(urls, at));
        one.data = read_data(at_or_empty(data, at));
        if (!one.url.empty() || !one.data.empty()) media.push_back(std::move(one));
    }
    return media;
}

// ---- time and kind ------------------------------------------------------------------------------

std::optional<routing::Instant> read_time(std::string_view text, const ProviderProfile& profile) {
    for (const auto& format : profile.time_format) {
        if (const auto at = read_sent_at(text, format)) return at;
    }
    return std::nullopt;
}

bool matches(const config::Rule& rule, const MessageFields& fields) {
    const auto value = fields.value(rule.field);
    return value && (rule.present || std::find(rule.equals.begin(), rule.equals.end(), *value) !=
                                         rule.equals.end());
}

}  // namespace

std::optional<PhoneNumber> read_phone(const MessageFields& fields, const config::FieldPaths& paths,
                                      const ProviderProfile& profile) {
    std::string named = fields.first(paths).value_or(std::string());
    std::string_view number = named;
    for (const auto& prefix : profile.strip_prefixes) {
        if (number.starts_with(prefix)) number.remove_prefix(prefix.size());
    }
    auto phone = PhoneNumber::parse(number);
    routing::wipe(named);
    return phone;
}

std::string_view rule_of(const MessageFields& fields, const ProviderProfile& profile) {
    for (const auto& rule : profile.rules) {
        if (matches(rule, fields)) return rule.then;
    }
    return {};
}

Result<InboundMessage> read_message(const MessageFields& fields, const ProviderProfile& profile,
                                    const std::string& source) {
    auto id = fields.first(profile.fields.id);
    if (!id || id->empty()) return Error{Errc::unreadable_body, "a message without an id"};
    if (const auto suffix = fields.first(profile.fields.id_suffix)) *id += "|" + *suffix;
    if (fields.is_compound(profile.fields.text))
        return Error{Errc::unreadable_body, "the text is not a string"};
    auto media = read_media(fields, profile.fields);
    if (!media) return media.error();

    InboundMessage message;
    message.source = source;
    message.provider_id = routing::SecretString(std::move(*id));
    message.sender = read_phone(fields, profile.fields.sender, profile);
    message.recipient = read_line(fields.first(profile.fields.recipient).value_or(std::string()));
    message.text = read_text(fields, profile);
    message.part = read_part(fields, profile);
    message.media = std::move(*media);
    if (const auto sent_at = fields.first(profile.fields.sent_at))
        message.sent_at = read_time(*sent_at, profile);
    return message;
}

}  // namespace tipwire::gateway
