// SPDX-License-Identifier: Apache-2.0
// A line in, a line out. A line that cannot be read is an error of its own and stops nothing.
#include "gateway/app/ingest.hpp"

#include "gateway/crypto/mac.hpp"
#include "gateway/http/json.hpp"
#include "gateway/http/json_writer.hpp"
#include "gateway/sms/message_reader.hpp"
#include "gateway/sms/udh.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {

namespace {

std::optional<routing::Instant> sent_at(const boost::json::object& object) {
    for (const auto* name : {"sent_at", "received_at"}) {
        const auto* value = object.if_contains(name);
        if (value != nullptr && value->is_string())
            return routing::parse_rfc3339(value->get_string());  // a bad date loses no tip
    }
    return std::nullopt;
}

// "part": {"ref": 7, "number": 1, "total": 3}; without it the message is whole.
routing::Result<routing::Part> read_part(const boost::json::object& object) {
    const auto part = object_at(object, "part");
    if (!part) return part.error();
    if (*part == nullptr) return routing::Part{};
    const auto reference = integer_at(**part, "ref", "/part");
    const auto number = integer_at(**part, "number", "/part");
    const auto total = integer_at(**part, "total", "/part");
    for (const auto* value : {&reference, &number, &total})
        if (!*value) return value->error();
    const auto in_range = [](const std::optional<std::int64_t>& value) {
        return value && *value >= 0 && *value <= UINT32_MAX;
    };
    const routing::Error wrong{routing::Errc::bad_request,
                               "/part: ref, number and total, of at most 255 parts"};
    if (!in_range(*reference) || !in_range(*number) || !in_range(*total)) return wrong;
    const routing::Part read{static_cast<std::uint32_t>(**reference),
                             static_cast<std::uint32_t>(**number),
                             static_cast<std::uint32_t>(**total)};
    if (!is_part(read)) return wrong;
    return read.total > 1 ? read : routing::Part{};
}

// {"url": "https://…", "type": "image/jpeg"} or {"data": "BASE64", "type": "audio/ogg"}
routing::Result<routing::Media> read_medium(const boost::json::object& object,
                                            const std::string& pointer) {
    const auto type = string_at(object, "type", pointer);
    const auto url = string_at(object, "url", pointer);
    const auto data = string_at(object, "data", pointer);
    for (const auto* value : {&type, &url, &data})
        if (!*value) return value->error();
    if (url->has_value() == data->has_value())
        return routing::Error{routing::Errc::bad_request, pointer + ": either url or data"};
    routing::Media medium;
    medium.type = routing::to_valid_utf8(type->value_or(std::string()));
    medium.url = routing::to_valid_utf8(url->value_or(std::string()));
    auto bytes = from_base64(data->value_or(std::string()));
    if (!bytes)
        return routing::Error{routing::Errc::bad_request, pointer + "/data: expected base64"};
    medium.data = std::move(*bytes);
    return medium;
}

routing::Result<std::vector<routing::Media>> read_media(const boost::json::object& object) {
    const auto list = array_at(object, "media");
    if (!list) return list.error();
    std::vector<routing::Media> media;
    if (*list == nullptr) return media;
    if ((*list)->size() > media_per_message_max)
        return routing::Error{routing::Errc::too_large, "/media: too many"};
    for (std::size_t at = 0; at < (*list)->size(); ++at) {
        const auto one = object_at(**list, at, "/media");
        if (!one) return one.error();
        auto medium = read_medium(**one, json_pointer("/media", at));
        if (!medium) return medium.error();
        media.push_back(std::move(*medium));
    }
    return media;
}

std::string_view word(routing::Taken::What what) {
    switch (what) {
        case routing::Taken::What::new_tip: return "stored";
        case routing::Taken::What::added: return "added";
        case routing::Taken::What::repeated: return "repeated";
        case routing::Taken::What::command: return "command";
        case routing::Taken::What::part: return "part";
    }
    return "stored";
}

}  // namespace

routing::Result<routing::InboundMessage> parse_ingest_line(const std::string& source,
                                                           const std::string& line) {
    const auto object = parse_json_object(line);
    if (!object) return object.error();
    routing::InboundMessage message;
    message.source = source;
    const auto named = string_at(*object, "source");
    if (!named) return named.error();
    if (named->has_value()) message.source = **named;

    auto id = required_string_at(*object, "id");
    if (!id) return id.error();
    if (id->empty()) return routing::Error{routing::Errc::bad_request, "/id: must not be empty"};
    message.provider_id = routing::SecretString(std::move(*id));
    auto text = string_at(*object, "text");
    if (!text) return text.error();
    message.text = routing::TipText(text->value_or(std::string()));
    const auto from = string_at(*object, "from");
    if (!from) return from.error();
    if (from->has_value()) message.sender = routing::PhoneNumber::parse(**from);
    auto to = string_at(*object, "to");
    if (!to) return to.error();
    message.recipient = to->value_or(std::string());
    message.sent_at = sent_at(*object);
    const auto part = read_part(*object);
    if (!part) return part.error();
    message.part = *part;
    auto media = read_media(*object);
    if (!media) return media.error();
    message.media = std::move(*media);
    return message;
}

namespace {

// The caller's own id, so that he can match the answer; "" where it cannot be read.
std::string id_of(const std::string& line) {
    const auto object = parse_json_object(line);
    if (!object) return {};
    const auto id = string_at(*object, "id");
    return id && id->has_value() ? **id : std::string();
}

std::string failure(const std::string& line, const routing::Error& error) {
    JsonWriter json;
    json.open_object().member("id", id_of(line)).member("result", "error");
    json.member("error", std::string(name(error.code)) + ": " + error.detail).close_object();
    return std::move(json).text();
}

}  // namespace

boost::asio::awaitable<std::string> Ingest::take(std::string source, std::string line) {
    auto message = parse_ingest_line(source, line);
    if (!message) co_return failure(line, message.error());
    if (!knows_(message->source)) {
        const routing::Error unknown{routing::Errc::not_found, "no source has this name"};
        co_return failure(line, unknown);
    }
    const auto taken = co_await intake_.receive(std::move(*message));
    if (!taken) co_return failure(line, taken.error());
    JsonWriter json;
    json.open_object().member("id", id_of(line)).member("result", word(taken->what));
    if (taken->tip.value != 0)
        json.member("tip", vault_.public_id(routing::IdKind::tip, taken->tip.value).text());
    json.close_object();
    co_return std::move(json).text();
}

}  // namespace tipwire::gateway
