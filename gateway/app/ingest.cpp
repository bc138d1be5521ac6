// SPDX-License-Identifier: Apache-2.0
// A line in, a line out. A line that cannot be read is an error of its own and stops nothing.
#include "gateway/app/ingest.hpp"

#include "gateway/http/json.hpp"
#include "gateway/http/json_writer.hpp"

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
