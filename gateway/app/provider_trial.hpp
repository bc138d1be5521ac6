// SPDX-License-Identifier: Apache-2.0
// What would come of one request: `tipwire providers try`. Nothing is stored or sent.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/http/message.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// What the configuration would say of the source. Without a secret or a public key the proof is not
// checked.
struct TrialSource {
    config::Secrets secret;
    std::string user, public_key, signature_hash;
    std::string public_url;
};

// {"profile", "status" (that the provider would get), "proof": {"state": "held" | "failed" |
//  "not_checked", "why"}, "problems": [...], "messages": [...], "receipts": n, "answer":
//  {"content_type", "body"}, "unread": [names of fields that the profile does not use]}. The sender
//  is only
//  {"digits", "begins"}, and masked in the text as the daemon masks it. A request whose proof fails
//  is read all the same.
boost::json::object try_profile(const config::ProviderProfile& profile, const Request& request,
                                const TrialSource& source, routing::Instant now);

// try_profile's result as lines for people.
std::string trial_in_words(const boost::json::object& result);

}  // namespace tipwire::gateway
