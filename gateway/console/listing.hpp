// SPDX-License-Identifier: Apache-2.0
// What the listings share: query parameters, pages with opaque cursors, and errors as problem+json.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "gateway/http/encoding.hpp"
#include "gateway/http/json_writer.hpp"
#include "gateway/http/message.hpp"
#include "routing/port/content_vault.hpp"

namespace tipwire::gateway {

inline constexpr int page_limit_default = 50;
inline constexpr int page_limit_max = 500;

// The parameters of a listing. One it does not know is an error: a mistyped filter must not list
// everything.
class ListQuery {
public:
    // Errors: bad_request, naming the parameters there are.
    static routing::Result<ListQuery> parse(std::string_view encoded,
                                            std::initializer_list<std::string_view> known);
    // "" if it is not given.
    std::string_view value(std::string_view name) const;
    // "1" and "true", "0" and "false"; not given: false. Errors: bad_request.
    routing::Result<bool> flag(std::string_view name) const;

private:
    FormFields fields_;
};

struct Page {
    int limit = page_limit_default;
    std::int64_t before = 0;
};
// limit and cursor as texts; "" for not given. Errors: bad_request.
routing::Result<Page> read_page(std::string_view limit, std::string_view cursor,
                                routing::ContentVault& vault, routing::IdKind kind);
// "next_cursor": the id of the last row on the page, so that a cursor shows neither order nor time.
// 0: null.
void write_next_cursor(JsonWriter& json, std::int64_t next, routing::ContentVault& vault,
                       routing::IdKind kind);

// "received, screened, ...", for error texts.
template <class States>
std::string names_of(const States& states) {
    std::string text;
    for (const auto state : states) text.append(text.empty() ? "" : ", ").append(name(state));
    return text;
}

// 400, 404, 409, 410, 413, 503 with Retry-After; the error's detail says which.
Response refusal(const routing::Error& error);
Response json_answer(JsonWriter json);

}  // namespace tipwire::gateway
