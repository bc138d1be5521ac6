// SPDX-License-Identifier: Apache-2.0
// Standard Webhooks signatures (standardwebhooks.com, version 1.0.0), both ways.
//
// webhook-id: msg_2KWPBgLlAfxdpx2AI54pPJ85f4W
// webhook-timestamp: 1674087231
// webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=   (several, separated by
// blanks)
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/crypto/mac.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/secret.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

// Current and previous secret, "whsec_" + base64 or raw text.
using SecretList = std::vector<routing::SecretString>;

struct WebhookHeaders {
    std::string_view id;
    std::string_view timestamp;
    std::string_view signature;
};

class StandardWebhooks {
public:
    static constexpr std::chrono::seconds tolerance{300};

    // Errors: bad_request if the list is empty, or a secret does not decode or is shorter than 16
    // bytes.
    static routing::Result<StandardWebhooks> create(const SecretList& secrets);

    // The header's value, one "v1,…" for each secret.
    std::string sign(std::string_view id, std::int64_t unix_seconds, std::string_view body);
    // Errors: bad_signature, always with the same detail.
    routing::Result<void> verify(const WebhookHeaders& headers, std::string_view body,
                                 routing::Instant now);

private:
    explicit StandardWebhooks(std::vector<Hmac> keys);
    std::vector<Hmac> keys_;
};

}  // namespace tipwire::gateway
