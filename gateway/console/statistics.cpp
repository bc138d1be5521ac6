// SPDX-License-Identifier: Apache-2.0
// Exact counts and the list of contacts, for the operators' own eyes: small numbers are not hidden
// here, so none of it may be published as it is.
#include "gateway/console/admin_state.hpp"
#include "gateway/console/listing.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using Counts = std::map<std::string, std::int64_t>;

void write_counts(JsonWriter& json, std::string_view name, const Counts& counts) {
    json.key(name).open_object();
    for (const auto& [what, count] : counts) json.member(what, count);
    json.close_object();
}

}  // namespace

awaitable<Response> AdminApi::State::statistics(const Request&, const PathValues&) {
    const auto counts = co_await store.counts();
    if (!counts) co_return refusal(counts.error());
    JsonWriter json;
    json.open_object();
    write_counts(json, "tips", counts->tips_by_status);
    write_counts(json, "referrals", counts->referrals_by_status);
    write_counts(json, "decisions", counts->referrals_by_decision);
    write_counts(json, "outcomes", counts->outcomes);
    write_counts(json, "deliveries", counts->deliveries_by_status);
    json.member("audit_entries", counts->audit_entries).close_object();
    co_return json_answer(std::move(json));
}

awaitable<Response> AdminApi::State::list_contacts(const Request&, const PathValues&) {
    JsonWriter json;
    json.open_object().key("items").open_array();
    for (const auto& contact : hooks.contacts()) {
        json.open_object()
            .member("name", contact.name)
            .member("kind", contact.kind)
            .member("area", contact.area)
            .member("channel", contact.channel)
            .member("state", contact.state)
            .close_object();
    }
    json.close_array().key("next_cursor").null().close_object();
    co_return json_answer(std::move(json));
}

awaitable<Response> AdminApi::State::test_contact(const Request&, const PathValues& values) {
    const auto outcome = co_await hooks.test_contact(values.front());
    if (!outcome && outcome.error().code == routing::Errc::unavailable) {
        co_return problem(502, "The contact did not take it", outcome.error().detail);
    }
    if (!outcome) co_return refusal(outcome.error());
    JsonWriter json;
    json.open_object().member("outcome", *outcome).close_object();
    co_return json_answer(std::move(json));
}

}  // namespace tipwire::gateway
