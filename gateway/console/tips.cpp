// SPDX-License-Identifier: Apache-2.0
// Tips for operators: listed, shown, searched. Codes and words come in bodies, so that no log of
// URLs holds them.
//
// GET /v1/tips?state=forwarded&limit=2  ->  {"items":[{"id":"…",…},…],"next_cursor":"…"}
#include "gateway/console/admin_state.hpp"
#include "gateway/console/tip_filter.hpp"
#include "gateway/http/json.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::Errc;
using routing::Error;
using routing::Result;

Result<routing::TipFilter> read_list_query(std::string_view encoded, routing::ContentVault& vault) {
    const auto query = ListQuery::parse(
        encoded, {"state", "area", "contact", "overdue", "since", "limit", "cursor"});
    if (!query) return query.error();
    auto filter = read_tip_filter(*query, vault);
    if (!filter) return filter.error();
    const auto state = query->value("state");
    if (state.empty()) return filter;
    filter->query.status = routing::tip_status_named(state);
    if (!filter->query.status) {
        return Error{Errc::bad_request,
                     "state must be one of " + names_of(routing::all_tip_statuses())};
    }
    return filter;
}

struct Search {
    std::optional<std::string> code;
    routing::TipFilter filter;
};

Result<Search> read_search(std::string_view body, routing::ContentVault& vault) {
    const auto root = parse_json_object(body);
    if (!root) return root.error();
    Search search;
    const auto code = string_at(*root, "code");
    if (!code) return code.error();
    const auto text = string_at(*root, "text");
    if (!text) return text.error();
    if (code->has_value() == text->has_value()) {
        return Error{Errc::bad_request, "give either text or code"};
    }
    search.code = *code;
    search.filter.text = text->value_or("");
    if (!search.code && search.filter.text.empty()) {
        return Error{Errc::bad_request, "/text: must not be empty"};
    }
    const auto limit = integer_at(*root, "limit");
    if (!limit) return limit.error();
    const auto cursor = string_at(*root, "cursor");
    if (!cursor) return cursor.error();
    const std::string limit_text = limit->has_value() ? std::to_string(**limit) : std::string{};
    const auto page = read_page(limit_text, cursor->value_or(""), vault, routing::IdKind::tip);
    if (!page) return page.error();
    search.filter.query.limit = page->limit;
    search.filter.query.before = page->before;
    return search;
}

using MediaOf = std::function<awaitable<std::vector<routing::MediumView>>(const routing::TipView&)>;

awaitable<Response> page_answer(const routing::TipPage& page, routing::ContentVault& vault,
                                const MediaOf& media_of) {
    JsonWriter json;
    json.open_object().key("items").open_array();
    for (const auto& tip : page.items) {
        const auto media = co_await media_of(tip);
        json.raw(tip_json(tip, media));
    }
    json.close_array();
    write_next_cursor(json, page.next, vault, routing::IdKind::tip);
    json.close_object();
    co_return json_answer(std::move(json));
}

// At most one tip. A code that is none and a code nobody has are answered alike.
awaitable<Response> find_code(routing::TipReader& reader, routing::ContentVault& vault,
                              std::string text, const MediaOf& media_of) {
    routing::TipPage page;
    if (const auto code = routing::TipCode::parse(text)) {
        auto tip = co_await reader.by_code(*code);
        if (!tip && tip.error().code != Errc::not_found) co_return refusal(tip.error());
        if (tip) page.items.push_back(std::move(*tip));
    }
    co_return co_await page_answer(page, vault, media_of);
}

awaitable<Response> find_page(routing::TipReader& reader, routing::ContentVault& vault,
                              routing::TipFilter filter, const MediaOf& media_of) {
    const auto page = co_await reader.page(std::move(filter));
    if (!page) co_return refusal(page.error());
    co_return co_await page_answer(*page, vault, media_of);
}

}  // namespace

awaitable<Response> AdminApi::State::list_tips(const Request& request, const PathValues&) {
    auto filter = read_list_query(request.query, vault);
    if (!filter) co_return refusal(filter.error());
    const MediaOf media = [this](const routing::TipView& tip) { return media_of(tip); };
    co_return co_await find_page(reader, vault, std::move(*filter), media);
}

awaitable<Response> AdminApi::State::show_tip(const Request&, const PathValues& values) {
    const auto id = routing::PublicId::parse(values.front());
    if (!id) co_return problem(404, "Not found", "no tip has this id");
    const auto tip = co_await reader.by_id(*id);
    if (!tip) co_return refusal(tip.error());
    const auto media = co_await media_of(*tip);
    co_return Response(200, "application/json", tip_json(*tip, media));
}

awaitable<Response> AdminApi::State::search_tips(const Request& request, const PathValues&) {
    auto search = read_search(request.body, vault);
    if (!search) co_return refusal(search.error());
    const MediaOf media = [this](const routing::TipView& tip) { return media_of(tip); };
    if (search->code) co_return co_await find_code(reader, vault, std::move(*search->code), media);
    co_return co_await find_page(reader, vault, std::move(search->filter), media);
}

awaitable<Response> AdminApi::State::citizen_status(const Request& request, const PathValues&) {
    const auto root = parse_json_object(request.body);
    if (!root) co_return refusal(root.error());
    auto code = required_string_at(*root, "code");
    if (!code) co_return refusal(code.error());
    const std::string words = co_await hooks.status_text(std::move(*code));
    JsonWriter json;
    json.open_object().member("text", words).close_object();
    co_return json_answer(std::move(json));
}

}  // namespace tipwire::gateway
