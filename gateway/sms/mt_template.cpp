// SPDX-License-Identifier: Apache-2.0
// Compiles sender templates and fills them in.
#include "gateway/sms/mt_template.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/http/encoding.hpp"
#include "gateway/http/json_writer.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

Error wrong(std::string detail) { return Error{Errc::bad_request, std::move(detail)}; }

std::optional<Placeholder> placeholder_of(std::string_view name) {
    using P = Placeholder;
    static constexpr std::pair<std::string_view, P> names[] = {
        {"to", P::to},
        {"to_digits", P::to_digits},
        {"from", P::from},
        {"text", P::text},
        {"text_hex", P::text_hex},
        {"coding", P::coding},
        {"user", P::user},
        {"secret", P::secret},
        {"account", P::account},
        {"basic", P::basic},
        {"basic_secret", P::basic_secret},
        {"reference", P::reference},
        {"receipts_url", P::receipts_url},
    };
    static_assert(std::size(names) == static_cast<std::size_t>(P::count_));
    for (const auto& [known, placeholder] : names) {
        if (known == name) return placeholder;
    }
    return std::nullopt;
}

bool is_sendable(const config::SenderTemplate& sender) {
    if (sender.method == "GET") return sender.body == "form";
    return sender.method == "POST" &&
           (sender.body == "form" || sender.body == "json" || sender.body == "text");
}

}  // namespace

// ---- compiling ----------------------------------------------------------------------------------

Result<MtTemplate::Pieces> MtTemplate::pieces_of(std::string_view value) {
    Pieces pieces;
    while (!value.empty()) {
        const auto open = value.find('{');
        if (open != 0) {
            pieces.push_back(Piece{std::string(value.substr(0, open))});
            value.remove_prefix(std::min(open, value.size()));
            continue;
        }
        const auto close = value.find('}');
        if (close == value.npos) return wrong("a placeholder of the sender template is not closed");
        const auto placeholder = placeholder_of(value.substr(1, close - 1));
        if (!placeholder) return wrong("the sender template has an unknown placeholder");
        pieces.push_back(Piece{{}, *placeholder});
        value.remove_prefix(close + 1);
    }
    return pieces;
}

Result<void> MtTemplate::add(const Pairs& pairs, bool encode, std::vector<Field>& into) {
    for (const auto& [name, value] : pairs) {
        auto pieces = pieces_of(value);
        if (!pieces) return pieces.error();
        into.push_back(Field{encode ? form_encode(name) : name, std::move(*pieces)});
    }
    return {};
}

Result<void> MtTemplate::add_json(const std::vector<config::JsonPiece>& pieces) {
    for (const auto& piece : pieces) {
        JsonPart part;
        part.raw = piece.raw;
        if (piece.text) {
            auto text = pieces_of(*piece.text);
            if (!text) return text.error();
            part.text = std::move(*text);
        }
        json_.push_back(std::move(part));
    }
    return {};
}

Result<MtTemplate> MtTemplate::compile(const config::SenderTemplate& sender, bool receipts) {
    if (!is_sendable(sender))
        return wrong("a sender template is a form, JSON or a text sent by POST, or a form by GET");
    MtTemplate compiled;
    compiled.get_ = sender.method == "GET";
    if (sender.body == "json") compiled.body_ = Body::json;
    if (sender.body == "text") compiled.body_ = Body::text;
    const bool form = compiled.body_ == Body::form;
    if (form ? sender.fields.empty() : compiled.body_ == Body::json && sender.json.empty())
        return wrong("the profile has no sender template");

    auto& more = form ? compiled.fields_ : compiled.headers_;
    auto added = add(sender.fields, true, compiled.fields_);
    if (added) added = add(sender.headers, false, compiled.headers_);
    if (added && receipts) added = add(sender.receipts, form, more);
    if (added) added = compiled.add_json(receipts ? sender.json_with_receipts : sender.json);
    if (!added) return added.error();
    return compiled;
}

// ---- filling in ---------------------------------------------------------------------------------

std::string_view MtTemplate::value_of(const Piece& piece, const PlaceholderValues& values) {
    const bool literal = piece.placeholder == Placeholder::count_;
    return literal ? std::string_view(piece.literal) : values[piece.placeholder];
}

std::vector<std::pair<std::string, std::string>> MtTemplate::headers(
    const PlaceholderValues& values) const {
    std::vector<std::pair<std::string, std::string>> made;
    constexpr std::array types{"application/x-www-form-urlencoded", "application/json",
                               "text/plain; charset=utf-8"};
    if (!get_) made.emplace_back("Content-Type", types[static_cast<std::size_t>(body_)]);
    for (const auto& header : headers_) {
        std::size_t size = 0;
        for (const auto& piece : header.pieces) size += value_of(piece, values).size();
        std::string text;
        text.reserve(size);
        for (const auto& piece : header.pieces) text += value_of(piece, values);
        const auto is_control = [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        };
        std::replace_if(text.begin(), text.end(), is_control, ' ');
        made.emplace_back(header.name, std::move(text));
    }
    return made;
}

std::string MtTemplate::body(const PlaceholderValues& values) const {
    if (get_) return {};
    switch (body_) {
        case Body::form: return form_body(values);
        case Body::json: return json_body(values);
        case Body::text: return std::string(values[Placeholder::text]);
    }
    return {};
}

std::string MtTemplate::target(std::string_view path, const PlaceholderValues& values) const {
    if (!get_) return std::string(path);
    std::string query = form_body(values);
    std::string made;
    made.reserve(path.size() + 1 + query.size());
    made.append(path).append(path.find('?') == path.npos ? "?" : "&").append(query);
    routing::wipe(query);
    return made;
}

// Reserved beforehand, so that no outgrown copy of a number stays behind.
std::string MtTemplate::form_body(const PlaceholderValues& values) const {
    std::size_t size_max = 0;
    for (const auto& field : fields_) {
        size_max += field.name.size() + 2;
        for (const auto& piece : field.pieces) size_max += 3 * value_of(piece, values).size();
    }
    std::string body;
    body.reserve(size_max);
    for (const auto& field : fields_) {
        if (!body.empty()) body += '&';
        body += field.name;
        body += '=';
        for (const auto& piece : field.pieces) {
            std::string encoded = form_encode(value_of(piece, values));
            body += encoded;
            routing::wipe(encoded);
        }
    }
    return body;
}

std::string MtTemplate::json_body(const PlaceholderValues& values) const {
    constexpr std::size_t escaped_max = 6;  // "\u0001"
    std::size_t size_max = 0;
    for (const auto& part : json_) {
        size_max += part.raw.size() + 2;
        if (!part.text) continue;
        for (const auto& piece : *part.text)
            size_max += escaped_max * value_of(piece, values).size();
    }
    std::string body;
    body.reserve(size_max);
    for (const auto& part : json_) {
        body += part.raw;
        if (!part.text) continue;
        std::size_t size = 0;
        for (const auto& piece : *part.text) size += value_of(piece, values).size();
        std::string text;
        text.reserve(size);
        for (const auto& piece : *part.text) text += value_of(piece, values);
        append_json_string(body, text);
        routing::wipe(text);
    }
    return body;
}

}  // namespace tipwire::gateway
