// SPDX-License-Identifier: Apache-2.0
// Sends MT messages as a profile's [sender] template says. The one place where a return address is
// opened.
#pragma once

#include <memory>
#include <string>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/http/client.hpp"
#include "gateway/sms/reply_budget.hpp"
#include "routing/flow/opt_out.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/mt_sender.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// All references outlive the sender.
struct MtSenderParts {
    HttpClient& client;  // talks to the origin of config::reply_url()
    routing::Vault& vault;
    ReplyBudget& budget;
    routing::OptOut& opt_out;
    routing::Metrics& metrics;
    int segments_max;
};

// source: whose senders are answered. Outcomes besides the provider's own: Refused "key_destroyed",
// "damaged", "too_long", "reply_budget" (over budget, or a number that may not be answered),
// "opted_out" (its return addresses are destroyed), "not_allowed" (test mode). Errors
// (bad_request): the profile has no [sender], a placeholder of it is unknown, no secret, the URL is
// none.
routing::Result<std::unique_ptr<routing::MtSender>> make_mt_sender(
    const config::SenderTemplate& sender, const config::Reply& reply, std::string source,
    const MtSenderParts& parts);

}  // namespace tipwire::gateway
