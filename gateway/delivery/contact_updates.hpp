// SPDX-License-Identifier: Apache-2.0
// POST /v1/referrals/{reference}/updates on the public listener: a contact's report, signed with
// its secret.
#pragma once

#include <map>
#include <string>

#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/referral_json.hpp"
#include "gateway/http/router.hpp"
#include "routing/flow/follow_up.hpp"
#include "routing/port/clock.hpp"

namespace tipwire::gateway {

// The referral as the API shows it:
// {"reference","contact","state","decision","outcomes","clocks","overdue"}.
std::string referral_json(const routing::ReferralView& referral);

class ContactUpdates {
public:
    ContactUpdates(routing::FollowUp& follow_up, routing::Clock& clock);
    // prefix: the contact's reference_prefix, which says whose secret signs. Called at start-up.
    void add(std::string contact, std::string prefix, StandardWebhooks verifier);
    void register_routes(Router& router);

    // 200 with the referral; 403 for a bad signature, also where no such contact or referral is;
    // 404 for a reference that is not the signing contact's; 400 unreadable; 409 where the state
    // table forbids the move; 410 for a report with words about a tip that has been erased; 503
    // store.
    boost::asio::awaitable<Response> handle(const Request& request, const std::string& reference);

private:
    struct Contact {
        std::string name;
        StandardWebhooks verifier;
    };
    Contact* signer_of(std::string_view reference);

    routing::FollowUp& follow_up_;
    routing::Clock& clock_;
    std::map<std::string, Contact, std::less<>> by_prefix_;
    StandardWebhooks nobody_;  // verifies for unknown prefixes, so that they cost the same time
};

}  // namespace tipwire::gateway
