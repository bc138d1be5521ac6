// SPDX-License-Identifier: Apache-2.0
// The line is written by JsonWriter, which escapes whatever a text may hold.
#include "gateway/app/modem/handed_message.hpp"

#include <algorithm>

#include "gateway/crypto/mac.hpp"
#include "gateway/http/json_writer.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {

std::string handed_id(std::initializer_list<std::string_view> pieces) {
    std::string whole;
    for (const auto piece : pieces)
        whole.append(std::to_string(piece.size())).append(":").append(piece);
    const auto digest = sha256(routing::as_bytes(whole));
    routing::wipe(whole);
    constexpr std::string_view hex = "0123456789abcdef";
    std::string id;
    for (const auto byte : digest) {
        id += hex[byte >> 4];
        id += hex[byte & 15];
    }
    return id;
}

std::string to_ingest_line(const HandedMessage& message) {
    JsonWriter json;
    json.open_object().member("id", message.id);
    if (!message.from.empty()) json.member("from", message.from);
    json.member("to", message.to).member("text", message.text);
    if (message.part.total > 1) {
        json.key("part").open_object().member("ref", message.part.reference);
        json.member("number", message.part.number)
            .member("total", message.part.total)
            .close_object();
    }
    json.close_object();
    return std::move(json).text();
}

bool is_readable_text(std::string_view bytes) {
    const bool controlled = std::any_of(bytes.begin(), bytes.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7F;
    });
    return !controlled && routing::to_valid_utf8(bytes) == bytes;
}

}  // namespace tipwire::gateway
