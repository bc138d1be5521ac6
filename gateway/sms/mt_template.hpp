// SPDX-License-Identifier: Apache-2.0
// The [sender] section of a profile, compiled: form fields and headers whose values hold
// placeholders.
//
// to = "{to}", text = "{text}", charset = "utf-8"   becomes
// to=%2B77010000001&text=...&charset=utf-8
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/provider_profile.hpp"
#include "routing/domain/result.hpp"

namespace tipwire::gateway {

enum class Placeholder : std::uint8_t { to, from, text, user, secret, reference, count_ };

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
    // Errors: bad_request: no fields, an unknown placeholder, a brace that is not closed, or a
    // method or kind of body that this version does not send.
    static routing::Result<MtTemplate> compile(const config::SenderTemplate& sender);

    // The body, form-encoded or the bare text, in one buffer that the caller wipes. A value is
    // never read as a template.
    std::string body(const PlaceholderValues& values) const;
    // Content-Type and the template's own headers; the caller wipes the values. A control character
    // in a value becomes a blank: no value can end its header.
    std::vector<std::pair<std::string, std::string>> headers(const PlaceholderValues& values) const;

private:
    struct Piece {
        std::string literal;
        Placeholder placeholder = Placeholder::count_;  // count_: the literal
    };
    struct Field {
        std::string name;  // encoded
        std::vector<Piece> pieces;
    };
    static routing::Result<std::vector<Piece>> pieces_of(std::string_view value);
    std::string form_body(const PlaceholderValues& values) const;

    bool is_form_ = true;
    std::vector<Field> fields_;
    std::vector<Field> headers_;  // names as they are
};

}  // namespace tipwire::gateway
