// SPDX-License-Identifier: Apache-2.0
// The outbox for operators: what waits, what was given up, and trying the dead letters again.
#include <array>

#include "gateway/console/admin_state.hpp"
#include "gateway/console/listing.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::DeliveryStatus;
using routing::Errc;
using routing::Error;
using routing::IdKind;
using routing::Result;
using routing::StoredDelivery;

Result<std::optional<DeliveryStatus>> read_status(std::string_view text) {
    using enum DeliveryStatus;
    constexpr std::array all{waiting, delivered, dead, cancelled};
    if (text.empty()) return std::optional<DeliveryStatus>{};
    for (const auto status : all) {
        if (name(status) == text) return std::optional<DeliveryStatus>{status};
    }
    return Error{Errc::bad_request, "state must be one of " + names_of(all)};
}

Result<routing::DeliveryQuery> read_delivery_query(std::string_view encoded,
                                                   routing::ContentVault& vault) {
    const auto given = ListQuery::parse(encoded, {"state", "limit", "cursor"});
    if (!given) return given.error();
    const auto page =
        read_page(given->value("limit"), given->value("cursor"), vault, IdKind::delivery);
    if (!page) return page.error();
    const auto status = read_status(given->value("state"));
    if (!status) return status.error();
    routing::DeliveryQuery query;
    query.status = *status;
    query.before = page->before;
    query.limit = page->limit;
    return query;
}

void write_or_null(JsonWriter& json, std::string_view name, std::string_view text) {
    json.key(name);
    if (text.empty())
        json.null();
    else
        json.string(text);
}

void write_delivery(JsonWriter& json, const StoredDelivery& delivery,
                    routing::ContentVault& vault) {
    const bool has_tip = delivery.tip.value != 0;
    const bool has_next = delivery.status == DeliveryStatus::waiting &&
                          delivery.next_attempt_at != routing::Instant{};
    json.open_object()
        .member("id", vault.public_id(IdKind::delivery, delivery.seq.value).text())
        .member("kind", name(delivery.kind))
        .member("state", name(delivery.status));
    write_or_null(json, "tip",
                  has_tip ? vault.public_id(IdKind::tip, delivery.tip.value).text() : "");
    write_or_null(json, "contact", delivery.contact);
    write_or_null(json, "reference", delivery.reference);
    json.member("attempts", delivery.attempts)
        .member("created_at", routing::to_rfc3339(delivery.created_at));
    write_or_null(json, "next_attempt_at",
                  has_next ? routing::to_rfc3339(delivery.next_attempt_at) : "");
    write_or_null(json, "last_error", delivery.last_error);
    json.close_object();
}

Response retried(int count) {
    JsonWriter json;
    json.open_object().member("retried", count).close_object();
    return json_answer(std::move(json));
}

}  // namespace

awaitable<Response> AdminApi::State::list_deliveries(const Request& request, const PathValues&) {
    auto query = read_delivery_query(request.query, vault);
    if (!query) co_return refusal(query.error());
    const auto limit = static_cast<std::size_t>(query->limit);
    ++query->limit;  // one more tells whether there is a page after this
    auto rows = co_await store.deliveries(*query);
    if (!rows) co_return refusal(rows.error());
    const bool more = rows->size() > limit;
    if (more) rows->resize(limit);

    JsonWriter json;
    json.open_object().key("items").open_array();
    for (const auto& delivery : *rows) write_delivery(json, delivery, vault);
    json.close_array();
    write_next_cursor(json, more ? rows->back().seq.value : 0, vault, IdKind::delivery);
    json.close_object();
    co_return json_answer(std::move(json));
}

awaitable<Response> AdminApi::State::retry_delivery(const Request&, const PathValues& values) {
    const auto id = routing::PublicId::parse(values.front());
    const auto sequence = id ? vault.sequence_of(IdKind::delivery, *id) : std::nullopt;
    if (!sequence) co_return problem(404, "Not found", "no delivery has this id");
    const std::optional<routing::DeliverySeq> one{routing::DeliverySeq{*sequence}};
    const auto count = co_await store.retry_dead(one, clock.now());
    if (!count) co_return refusal(count.error());
    if (*count == 0) co_return problem(404, "Not found", "this delivery is not a dead letter");
    hooks.contact_enabled();
    co_return retried(*count);
}

awaitable<Response> AdminApi::State::retry_dead(const Request&, const PathValues&) {
    const std::optional<routing::DeliverySeq> all;
    const auto count = co_await store.retry_dead(all, clock.now());
    if (!count) co_return refusal(count.error());
    hooks.contact_enabled();
    co_return retried(*count);
}

}  // namespace tipwire::gateway
