// SPDX-License-Identifier: Apache-2.0
// The signed webhook to a contact (Standard Webhooks). 2xx delivered; 410 disables; 429 and 503
// honour Retry-After.
#pragma once

#include <memory>
#include <string>

#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/client.hpp"
#include "routing/port/delivery_channel.hpp"

namespace tipwire::gateway {

// The JSON of the contract: {"type","timestamp","data"}. updates_url: "" or the public URL of
// /v1/referrals, for data.links.
std::string notice_json(const routing::Notice& notice, std::string_view updates_url);

// target: path and query of the contact's URL. The client outlives the channel.
std::unique_ptr<routing::DeliveryChannel> make_webhook_channel(HttpClient& client,
                                                               std::string target,
                                                               StandardWebhooks signer,
                                                               std::string updates_url);

}  // namespace tipwire::gateway
