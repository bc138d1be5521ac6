// SPDX-License-Identifier: Apache-2.0
// Hands pages to the intake, whichever protocol they came by, and counts them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "routing/flow/intake.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// All references outlive it.   Runs on: reactor.
class PageDesk {
public:
    PageDesk(routing::Intake& intake, routing::Vault& vault, routing::Metrics& metrics)
        : intake_(intake), vault_(vault), metrics_(metrics) {}

    // Durable when it returns: a name of the tip for the pager's side, its public id and never its
    // code; "" for what opened none. Errors: unavailable.
    boost::asio::awaitable<routing::Result<std::string>> take(routing::InboundMessage page);
    // A page that was turned away before the intake.
    void note_refused(routing::Errc why);

private:
    routing::Intake& intake_;
    routing::Vault& vault_;
    routing::Metrics& metrics_;
};

}  // namespace tipwire::gateway
