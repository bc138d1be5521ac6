// SPDX-License-Identifier: Apache-2.0
// The [sender] section of a profile, compiled: fields, headers and JSON whose values hold
// placeholders.
//
// to = "{to}", text = "{text}"    becomes    to=%2B77010000001&text=...    (form)
// to = ["{to}"], text = "{text}"  becomes    {"text":"...","to":["+77010000001"]}    (json)
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/provider_profile.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

// config/sender_template.hpp says what each is.
enum class Placeholder : std::uint8_t {
    to,
    to_digits,
    from,
    text,
    text_hex,
    coding,
    user,
    secret,
    account,
    basic,
    basic_secret,
    reference,
    receipts_url,
    count_
};

// Views: what they point at outlives the call.
class PlaceholderValues {
public:
    std::string_view& operator[](Placeholder name) {
        return values_[static_cast<std::size_t>(name)];
    }
    std::string_view operator[](Placeholder name) const {
        return values_[static_cast<std::size_t>(name)];
    }

private:
    std::array<std::string_view, static_cast<std::size_t>(Placeholder::count_)> values_{};
};

class MtTemplate {
public:
    // receipts: whether they are asked for. Errors: bad_request: no fields, an unknown placeholder,
    // a brace that is not closed, or a method or kind of body that this version does not send.
    static routing::Result<MtTemplate> compile(const config::SenderTemplate& sender,
                                               bool receipts = false);

    // What is sent as the body, in one buffer that the caller wipes; "" with GET. A value is never
    // read as a template.
    std::string body(const PlaceholderValues& values) const;
    // The path, with GET the fields in its query; the caller wipes it.
    std::string target(std::string_view path, const PlaceholderValues& values) const;
    // Content-Type and the template's own headers; the caller wipes the values. A control character
    // in a value becomes a blank: no value can end its header.
    std::vector<std::pair<std::string, std::string>> headers(const PlaceholderValues& values) const;
    std::string_view method() const { return get_ ? "GET" : "POST"; }

private:
    enum class Body : std::uint8_t { form, json, text };
    struct Piece {
        std::string literal;
        Placeholder placeholder = Placeholder::count_;  // count_: the literal
    };
    using Pieces = std::vector<Piece>;
    struct Field {
        std::string name;  // encoded
        Pieces pieces;
    };
    struct JsonPart {
        std::string raw;
        std::optional<Pieces> text;
    };
    using Pairs = std::vector<std::pair<std::string, std::string>>;
    static routing::Result<Pieces> pieces_of(std::string_view value);
    static routing::Result<void> add(const Pairs& pairs, bool encode, std::vector<Field>& into);
    static std::string_view value_of(const Piece& piece, const PlaceholderValues& values);
    routing::Result<void> add_json(const std::vector<config::JsonPiece>& pieces);
    std::string form_body(const PlaceholderValues& values) const;
    std::string json_body(const PlaceholderValues& values) const;

    Body body_ = Body::form;
    bool get_ = false;
    std::vector<Field> fields_;
    std::vector<Field> headers_;  // names as they are
    std::vector<JsonPart> json_;
};

}  // namespace tipwire::gateway
