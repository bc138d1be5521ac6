// SPDX-License-Identifier: Apache-2.0
// The table of admin endpoints, and the door in front of those that need one.
#include "gateway/console/admin_api.hpp"

#include "gateway/console/admin_state.hpp"

namespace tipwire::gateway {
namespace {

Response unauthorised() {
    Response answer =
        problem(401, "Unauthorized", "Send the token of server.admin_token as a bearer token.");
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
    return answer;
}

}  // namespace

AdminApi::AdminApi(routing::TipReader& reader, routing::TipStore& store,
                   routing::ContentVault& vault, routing::FollowUp& follow_up,
                   routing::Metrics& metrics, routing::Clock& clock, AdminHooks hooks,
                   const SecretList& tokens)
    : state_(new State{reader, store, vault, follow_up, metrics, clock, std::move(hooks),
                       Access(tokens)}) {}

boost::asio::awaitable<Response> AdminApi::State::guarded(Function endpoint, const Request& request,
                                                          const PathValues& values) {
    if (!access.allows(request)) co_return unauthorised();
    Response answer = co_await (this->*endpoint)(request, values);
    answer.headers.emplace_back("Cache-Control", "no-store");
    co_return answer;
}

void AdminApi::register_routes(Router& router) {
    struct Row {
        std::string_view method, pattern;
        State::Function function;
    };
    static constexpr Row open[] = {
        {"GET", "/healthz", &State::healthz},
        {"GET", "/readyz", &State::readyz},
        {"GET", "/metrics", &State::metrics_page},
    };
    static constexpr Row closed[] = {
        {"GET", "/v1/tips", &State::list_tips},
        {"POST", "/v1/tips/search", &State::search_tips},
        {"GET", "/v1/tips/{id}", &State::show_tip},
        {"POST", "/v1/tips/release-held", &State::release_all},
        {"POST", "/v1/tips/{id}/release", &State::release_tip},
        {"GET", "/v1/tips/{id}/media/{n}", &State::show_tip_medium},
        {"GET", "/v1/media/{id}", &State::show_medium},
        {"POST", "/v1/status", &State::citizen_status},
        {"GET", "/v1/deliveries", &State::list_deliveries},
        {"POST", "/v1/deliveries/retry-dead", &State::retry_dead},
        {"POST", "/v1/deliveries/{id}/retry", &State::retry_delivery},
        {"GET", "/v1/referrals", &State::list_referrals},
        {"POST", "/v1/referrals/{reference}/updates", &State::update_referral},
        {"GET", "/v1/statistics", &State::statistics},
        {"GET", "/v1/contacts", &State::list_contacts},
        {"POST", "/v1/contacts/{name}/test", &State::test_contact},
        {"POST", "/v1/ingest/{source}", &State::ingest},
    };
    for (const Row& row : open) {
        router.add(row.method, row.pattern,
                   [state = state_, function = row.function](const Request& request,
                                                             const PathValues& values) {
                       return (state.get()->*function)(request, values);
                   });
    }
    for (const Row& row : closed) {
        router.add(row.method, row.pattern,
                   [state = state_, function = row.function](const Request& request,
                                                             const PathValues& values) {
                       return state->guarded(function, request, values);
                   });
    }
}

}  // namespace tipwire::gateway
