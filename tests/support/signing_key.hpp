// SPDX-License-Identifier: Apache-2.0
// A Standard Webhooks key from its secret.
#pragma once

#include <string>

#include "gateway/crypto/standard_webhooks.hpp"

namespace tipwire::testing {

inline gateway::StandardWebhooks signing_key(std::string secret) {
    gateway::SecretList secrets;
    secrets.emplace_back(std::move(secret));
    return gateway::StandardWebhooks::create(secrets).value();
}

}  // namespace tipwire::testing
