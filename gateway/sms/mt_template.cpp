// SPDX-License-Identifier: Apache-2.0
// Compiles sender templates and fills them in.
#include "gateway/sms/mt_template.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "gateway/http/encoding.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

Error wrong(std::string detail) { return Error{Errc::bad_request, std::move(detail)}; }

std::optional<Placeholder> placeholder_of(std::string_view name) {
    static constexpr std::pair<std::string_view, Placeholder> names[] = {
        {"to", Placeholder::to},         {"from", Placeholder::from},
        {"text", Placeholder::text},     {"user", Placeholder::user},
        {"secret", Placeholder::secret}, {"reference", Placeholder::reference},
    };
    for (const auto& [known, placeholder] : names) {
        if (known == name) return placeholder;
    }
    return std::nullopt;
}

}  // namespace

Result<std::vector<MtTemplate::Piece>> MtTemplate::pieces_of(std::string_view value) {
    std::vector<Piece> pieces;
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

Result<MtTemplate> MtTemplate::compile(const config::SenderTemplate& sender) {
    if (sender.method != "POST" || (sender.body != "form" && sender.body != "text"))
        return wrong("a sender template is a form or a text sent by POST");
    MtTemplate compiled;
    compiled.is_form_ = sender.body == "form";
    if (compiled.is_form_ && sender.fields.empty())
        return wrong("the profile has no sender template");
    for (const auto& [name, value] : sender.fields) {
        auto pieces = pieces_of(value);
        if (!pieces) return pieces.error();
        compiled.fields_.push_back(Field{form_encode(name), std::move(*pieces)});
    }
    for (const auto& [name, value] : sender.headers) {
        auto pieces = pieces_of(value);
        if (!pieces) return pieces.error();
        compiled.headers_.push_back(Field{name, std::move(*pieces)});
    }
    return compiled;
}

std::vector<std::pair<std::string, std::string>> MtTemplate::headers(
    const PlaceholderValues& values) const {
    std::vector<std::pair<std::string, std::string>> made;
    made.emplace_back("Content-Type",
                      is_form_ ? "application/x-www-form-urlencoded" : "text/plain; charset=utf-8");
    for (const auto& header : headers_) {
        std::string text;
        for (const auto& piece : header.pieces) {
            const bool literal = piece.placeholder == Placeholder::count_;
            text += literal ? std::string_view(piece.literal) : values[piece.placeholder];
        }
        const auto is_control = [](char c) {
            return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        };
        std::replace_if(text.begin(), text.end(), is_control, ' ');
        made.emplace_back(header.name, std::move(text));
    }
    return made;
}

std::string MtTemplate::body(const PlaceholderValues& values) const {
    return is_form_ ? form_body(values) : std::string(values[Placeholder::text]);
}

std::string MtTemplate::form_body(const PlaceholderValues& values) const {
    std::size_t size_max = 0;
    for (const auto& field : fields_) {
        size_max += field.name.size() + 2;
        for (const auto& piece : field.pieces) {
            const bool literal = piece.placeholder == Placeholder::count_;
            size_max += 3 * (literal ? piece.literal.size() : values[piece.placeholder].size());
        }
    }
    std::string body;
    body.reserve(size_max);  // so that no outgrown copy of a number stays behind
    for (const auto& field : fields_) {
        if (!body.empty()) body += '&';
        body += field.name;
        body += '=';
        for (const auto& piece : field.pieces) {
            const bool literal = piece.placeholder == Placeholder::count_;
            std::string encoded = form_encode(literal ? piece.literal : values[piece.placeholder]);
            body += encoded;
            routing::wipe(encoded);
        }
    }
    return body;
}

}  // namespace tipwire::gateway
