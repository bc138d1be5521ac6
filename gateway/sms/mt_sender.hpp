// SPDX-License-Identifier: Apache-2.0
// Sends MT messages as a profile's [sender] template says. The one place where a return address is opened.
#pragma once

#include <memory>
#include <string>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/http/client.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/mt_sender.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::gateway {

// How many replies may go out (SMS pumping): per number, per prefix of five digits, and in all, each in a
// rolling day, in memory. Only allowed prefixes; never a number shorter than eight digits.
class ReplyBudget {
public:
    ReplyBudget(config::Replies limits, routing::Clock& clock);
    ~ReplyBudget();
    // True and counted, or false. Keeps keyed hashes of numbers only, drawn anew at each start.
    bool take(const routing::PhoneNumber& number);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// client talks to reply.url. All references outlive the sender. Errors (bad_request): the profile has no
// [sender], or a placeholder of it is unknown.
routing::Result<std::unique_ptr<routing::MtSender>> make_mt_sender(
    const config::SenderTemplate& sender, const config::Reply& reply, HttpClient& client,
    routing::Vault& vault, ReplyBudget& budget);

}  // namespace tipwire::gateway
