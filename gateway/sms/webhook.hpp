// SPDX-License-Identifier: Apache-2.0
// POST|GET /hooks/{source}[/{token}]: verify, parse, hand to the intake, answer only after the commit.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/http/router.hpp"
#include "gateway/sms/profile.hpp"
#include "routing/flow/intake.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"

namespace tipwire::gateway {

class SmsWebhook {
public:
    SmsWebhook(routing::Intake& intake, routing::Clock& clock, routing::EventLog& log,
               routing::Metrics& metrics);
    // name: the configured source's. Called at start-up.
    void add(std::string name, ProfileReader reader);
    // Adds the routes: each source's path (default /hooks/{source}) with and without /{token}.
    void register_routes(Router& router);

    // 200 and the profile's answer, committed or a repeat; 403 bad proof; 404 unknown source; 400 malformed;
    // 405; 415; 503 with Retry-After where the store cannot commit.
    boost::asio::awaitable<Response> handle(const std::string& source, const Request& request,
                                            std::string_view path_token);

private:
    routing::Intake& intake_;
    routing::Clock& clock_;
    routing::EventLog& log_;
    routing::Metrics& metrics_;
    std::map<std::string, ProfileReader, std::less<>> readers_;
};

}  // namespace tipwire::gateway
