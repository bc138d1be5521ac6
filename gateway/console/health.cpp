// SPDX-License-Identifier: Apache-2.0
// What supervisors and Prometheus ask: alive, ready, and the counters. No token: nothing of a tip
// is in it.
#include "gateway/console/admin_state.hpp"
#include "gateway/http/json_writer.hpp"

namespace tipwire::gateway {

boost::asio::awaitable<Response> AdminApi::State::healthz(const Request&, const PathValues&) {
    co_return Response(200, "application/json", R"({"alive":true})");
}

boost::asio::awaitable<Response> AdminApi::State::readyz(const Request&, const PathValues&) {
    const Health health = co_await hooks.health();
    JsonWriter json;
    json.open_object().member("ready", health.ready);
    if (!health.ready) json.member("reason", health.reason);
    json.key("alarms").open_array();
    for (const auto& alarm : health.alarms) json.string(alarm);
    json.close_array().close_object();
    Response answer(health.ready ? 200 : 503, "application/json", std::move(json).text());
    answer.headers.emplace_back("Cache-Control", "no-store");
    co_return answer;
}

boost::asio::awaitable<Response> AdminApi::State::metrics_page(const Request&, const PathValues&) {
    co_return Response(200, "text/plain; version=0.0.4; charset=utf-8", metrics_text(metrics));
}

}  // namespace tipwire::gateway
