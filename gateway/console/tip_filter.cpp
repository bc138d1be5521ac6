// SPDX-License-Identifier: Apache-2.0
// From query parameters to a filter.
#include "gateway/console/tip_filter.hpp"

#include "routing/domain/calendar.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

using routing::Errc;
using routing::Error;
using routing::Instant;
using routing::Result;

Result<std::optional<Instant>> read_since(std::string_view text) {
    if (text.empty()) return std::optional<Instant>{};
    if (const auto day = routing::parse_date(text)) return std::optional<Instant>{Instant{*day}};
    const auto at = routing::parse_rfc3339(text);
    if (!at) {
        return Error{Errc::bad_request,
                     "since must be written 2026-11-21T20:39:00Z or 2026-11-21, + as %2B"};
    }
    return at;
}

Result<routing::TipFilter> read_tip_filter(const ListQuery& query, routing::ContentVault& vault) {
    routing::TipFilter filter;
    const auto page =
        read_page(query.value("limit"), query.value("cursor"), vault, routing::IdKind::tip);
    if (!page) return page.error();
    filter.query.limit = page->limit;
    filter.query.before = page->before;
    filter.query.area = query.value("area");
    filter.query.contact = query.value("contact");
    const auto since = read_since(query.value("since"));
    if (!since) return since.error();
    filter.query.since = *since;
    const auto overdue = query.flag("overdue");
    if (!overdue) return overdue.error();
    filter.overdue = *overdue;
    return filter;
}

}  // namespace tipwire::gateway
