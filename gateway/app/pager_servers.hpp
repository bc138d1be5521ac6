// SPDX-License-Identifier: Apache-2.0
// The configured pager sources: SNPP listeners of their own, WCTP on the public listener.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <vector>

#include "config/settings.hpp"
#include "gateway/http/router.hpp"
#include "gateway/pager/snpp_server.hpp"
#include "gateway/pager/wctp_hook.hpp"

namespace tipwire::gateway {

// All references outlive it.   Runs on: reactor.
class PagerServers {
public:
    PagerServers(boost::asio::any_io_executor executor, const config::Settings& settings,
                 routing::Intake& intake, routing::Vault& vault, routing::Clock& clock,
                 routing::Random& random, routing::EventLog& log, routing::Metrics& metrics);

    // Before the routes of the webhooks, of which "/hooks/{source}" fits every default path.
    void register_routes(Router& router);
    void start();  // throws std::runtime_error naming the address that cannot be bound
    void stop_accepting();
    void cancel();
    bool idle() const;

private:
    const config::Settings& settings_;
    PageDesk desk_;
    WctpHook wctp_;
    std::vector<std::unique_ptr<SnppServer>> servers_;
};

}  // namespace tipwire::gateway
