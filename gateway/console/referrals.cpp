// SPDX-License-Identifier: Apache-2.0
// Referrals for operators: the list of who owes what, and reports that came by telephone or on
// paper.
//
// A page looks at `limit` tips and lists their referrals flat, so it may hold fewer or more than
// `limit`.
#include "gateway/console/admin_state.hpp"
#include "gateway/console/tip_filter.hpp"
#include "gateway/http/referral_json.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::Errc;
using routing::Error;
using routing::Result;

struct ReferralFilter {
    routing::TipFilter tips;
    std::optional<routing::ReferralStatus> state;
};

Result<ReferralFilter> read_referral_query(std::string_view encoded, routing::ContentVault& vault) {
    const auto query = ListQuery::parse(
        encoded, {"state", "area", "contact", "overdue", "since", "limit", "cursor"});
    if (!query) return query.error();
    auto tips = read_tip_filter(*query, vault);
    if (!tips) return tips.error();
    ReferralFilter filter{std::move(*tips), std::nullopt};
    const auto state = query->value("state");
    if (state.empty()) return filter;
    filter.state = routing::referral_status_named(state);
    if (!filter.state) {
        return Error{Errc::bad_request,
                     "state must be one of " + names_of(routing::all_referral_statuses())};
    }
    return filter;
}

bool is_wanted(const routing::ReferralView& referral, const ReferralFilter& filter) {
    const auto& contact = filter.tips.query.contact;
    if (!contact.empty() && referral.stored.contact != contact) return false;
    if (filter.state && referral.stored.status != *filter.state) return false;
    return !filter.tips.overdue || referral.overdue != routing::Overdue::no;
}

void write_referral(JsonWriter& json, const routing::ReferralView& referral) {
    write_referral_members(json, referral.stored, referral.deadlines, referral.overdue);
}

}  // namespace

awaitable<Response> AdminApi::State::list_referrals(const Request& request, const PathValues&) {
    const auto filter = read_referral_query(request.query, vault);
    if (!filter) co_return refusal(filter.error());
    const auto page = co_await reader.page(filter->tips);
    if (!page) co_return refusal(page.error());

    JsonWriter json;
    json.open_object().key("items").open_array();
    for (const auto& tip : page->items) {
        for (const auto& referral : tip.referrals) {
            if (!is_wanted(referral.view, *filter)) continue;
            json.open_object().member("tip", tip.id.text());
            write_referral(json, referral.view);
            json.close_object();
        }
    }
    json.close_array();
    write_next_cursor(json, page->next, vault, routing::IdKind::tip);
    json.close_object();
    co_return json_answer(std::move(json));
}

awaitable<Response> AdminApi::State::update_referral(const Request& request,
                                                     const PathValues& values) {
    auto update = parse_referral_update(request.body);
    if (!update) co_return refusal(update.error());
    const std::string any_contact;
    std::string repeat_key(request.header("Idempotency-Key"));
    const auto referral = co_await follow_up.apply(values.front(), any_contact, std::move(*update),
                                                   std::move(repeat_key));
    if (!referral) co_return refusal(referral.error());
    JsonWriter json;
    json.open_object();
    write_referral(json, *referral);
    json.close_object();
    co_return json_answer(std::move(json));
}

}  // namespace tipwire::gateway
