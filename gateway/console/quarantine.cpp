// SPDX-License-Identifier: Apache-2.0
// Letting held tips go: one, or all of them.
//
// POST /v1/tips/{id}/release  ->  {"released":1}
#include "gateway/console/admin_state.hpp"
#include "gateway/console/listing.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::TipSeq;

Response released(std::int64_t count) {
    JsonWriter json;
    json.open_object().member("released", count).close_object();
    return json_answer(std::move(json));
}

}  // namespace

awaitable<Response> AdminApi::State::release_tip(const Request&, const PathValues& values) {
    const auto id = routing::PublicId::parse(values.front());
    const auto sequence = id ? vault.sequence_of(routing::IdKind::tip, *id) : std::nullopt;
    if (!sequence) co_return problem(404, "Not found", "no tip has this id");
    const std::optional<TipSeq> one{TipSeq{*sequence}};
    const auto count = co_await store.release_held(one, clock.now());
    if (!count) co_return refusal(count.error());
    if (*count == 0) co_return problem(404, "Not found", "this tip is not held");
    co_return released(*count);
}

// In batches, so that intake goes on meanwhile.
awaitable<Response> AdminApi::State::release_all(const Request&, const PathValues&) {
    const std::optional<TipSeq> all;
    std::int64_t sum = 0;
    for (int count = 1; count > 0;) {
        const auto some = co_await store.release_held(all, clock.now());
        if (!some) co_return refusal(some.error());
        count = *some;
        sum += count;
    }
    co_return released(sum);
}

}  // namespace tipwire::gateway
