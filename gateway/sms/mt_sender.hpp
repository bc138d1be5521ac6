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
#include "routing/port/mt_sender.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// client talks to reply.url's origin; the path comes from there too. The client, the vault and the
// budget outlive the sender. Outcomes besides the provider's own: Refused "key_destroyed",
// "damaged", "reply_budget" (over budget, or a number that may not be answered), "not_allowed"
// (test mode). Errors (bad_request): the profile has no [sender], a placeholder of it is unknown,
// no secret, the URL is none.
routing::Result<std::unique_ptr<routing::MtSender>> make_mt_sender(
    const config::SenderTemplate& sender, const config::Reply& reply, HttpClient& client,
    routing::Vault& vault, ReplyBudget& budget);

}  // namespace tipwire::gateway
