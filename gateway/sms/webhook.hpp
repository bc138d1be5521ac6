// SPDX-License-Identifier: Apache-2.0
// POST|GET /hooks/{source}[/{token}]: verify, parse, hand to the intake, answer only after the
// commit.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "gateway/http/router.hpp"
#include "gateway/sms/profile.hpp"
#include "gateway/sms/refusal_log.hpp"
#include "routing/flow/intake.hpp"
#include "routing/flow/opt_out.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"

namespace tipwire::gateway {

// All references outlive the webhook, and the webhook the router it registered with.   Runs on:
// reactor.
class SmsWebhook {
public:
    // What a provider is told to wait when the store cannot commit; most ignore it and use their
    // own pause.
    static constexpr std::chrono::seconds retry_after{10};

    SmsWebhook(routing::Intake& intake, routing::OptOut& opt_out, routing::Clock& clock,
               routing::EventLog& log, routing::Metrics& metrics);
    // name: the configured source's. Called at start-up, before register_routes().
    void add(std::string name, ProfileReader reader);
    // Adds the routes: each source's path (default /hooks/{source}) with and without /{token}.
    void register_routes(Router& router);

    // 200 and the profile's answer, committed or a repeat; 403 bad proof; 404 unknown source, or a
    // token where the profile wants none; 400 malformed; 405; 413; 415; 503 with Retry-After where
    // the store cannot commit: then the messages of the request that were committed are repeats the
    // next time.
    boost::asio::awaitable<Response> handle(const std::string& source, const Request& request,
                                            std::string_view path_token);

private:
    boost::asio::awaitable<Response> at_default_path(const std::string& source,
                                                     const Request& request,
                                                     std::string_view path_token);
    boost::asio::awaitable<bool> take_all(std::vector<routing::InboundMessage> messages);
    boost::asio::awaitable<bool> forget_all(const std::string& source,
                                            std::vector<OptOutNotice> notices);
    void count_receipts(const std::string& source, const Inbound& inbound);
    Response refuse(std::string_view source, const routing::Error& error);
    routing::Result<Inbound> read(ProfileReader& reader, const Request& request,
                                  std::string_view path_token);

    routing::Intake& intake_;
    routing::OptOut& opt_out_;
    routing::Clock& clock_;
    routing::EventLog& log_;
    routing::Metrics& metrics_;
    RefusalLog refusals_;
    std::map<std::string, ProfileReader, std::less<>> readers_;
};

}  // namespace tipwire::gateway
