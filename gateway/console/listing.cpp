// SPDX-License-Identifier: Apache-2.0
// Reading and writing what every listing has.
#include "gateway/console/listing.hpp"

#include <algorithm>
#include <charconv>

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

Error bad(std::string detail) { return {Errc::bad_request, std::move(detail)}; }

std::string joined(std::initializer_list<std::string_view> names) {
    std::string text;
    for (const auto name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

}  // namespace

Result<ListQuery> ListQuery::parse(std::string_view encoded,
                                   std::initializer_list<std::string_view> known) {
    auto fields = parse_form(encoded);
    if (!fields) return bad("too many query parameters");
    for (const auto& [name, value] : *fields) {
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            return bad("the query parameters are " + joined(known));
        }
    }
    ListQuery query;
    query.fields_ = std::move(*fields);
    return query;
}

std::string_view ListQuery::value(std::string_view name) const {
    const std::string* found = find(fields_, name);
    return found ? std::string_view(*found) : std::string_view{};
}

Result<bool> ListQuery::flag(std::string_view name) const {
    const auto text = value(name);
    if (text == "1" || text == "true") return true;
    if (text.empty() || text == "0" || text == "false") return false;
    return bad(std::string(name) + " must be 1 or 0");
}

Result<Page> read_page(std::string_view limit, std::string_view cursor,
                       routing::ContentVault& vault, routing::IdKind kind) {
    Page page;
    if (!limit.empty()) {
        const char* const end = limit.data() + limit.size();
        const auto [stop, error] = std::from_chars(limit.data(), end, page.limit);
        const bool whole = error == std::errc{} && stop == end;
        if (!whole || page.limit < 1 || page.limit > page_limit_max) {
            return bad("limit must be 1 to " + std::to_string(page_limit_max));
        }
    }
    if (cursor.empty()) return page;
    const auto id = routing::PublicId::parse(cursor);
    const auto before = id ? vault.sequence_of(kind, *id) : std::nullopt;
    if (!before) return bad("cursor must be the next_cursor of an earlier page");
    page.before = *before;
    return page;
}

void write_next_cursor(JsonWriter& json, std::int64_t next, routing::ContentVault& vault,
                       routing::IdKind kind) {
    json.key("next_cursor");
    if (next == 0)
        json.null();
    else
        json.string(vault.public_id(kind, next).text());
}

Response refusal(const Error& error) {
    switch (error.code) {
        case Errc::unreadable_body:
        case Errc::bad_request: return problem(400, "Bad request", error.detail);
        case Errc::not_found: return problem(404, "Not found", error.detail);
        case Errc::not_allowed:
        case Errc::conflict: return problem(409, "Conflict", error.detail);
        case Errc::key_destroyed: return problem(410, "Erased", error.detail);
        case Errc::too_large: return problem(413, "Too large", error.detail);
        case Errc::unavailable: {
            Response later = problem(503, "Try again later", error.detail);
            later.headers.emplace_back("Retry-After", "10");
            return later;
        }
        default: return problem(500, "Internal error", name(error.code));
    }
}

Response json_answer(JsonWriter json) {
    return Response(200, "application/json", std::move(json).text());
}

}  // namespace tipwire::gateway
