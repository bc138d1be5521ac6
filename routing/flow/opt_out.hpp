// SPDX-License-Identifier: Apache-2.0
// Somebody told the provider that he wants nothing more from us.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "routing/domain/phone_number.hpp"
#include "routing/domain/result.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/tip_store.hpp"
#include "routing/port/vault.hpp"

namespace tipwire::routing {

// All references outlive it.   Runs on: reactor.
class OptOut {
public:
    OptOut(TipStore& store, Vault& vault, Clock& clock, Metrics& metrics, Duration time_precision)
        : store_(store),
          vault_(vault),
          clock_(clock),
          metrics_(metrics),
          time_precision_(time_precision) {}

    // Destroys every return address of the number and every reply that waits for it, as the command
    // STOP does, and answers nothing. Idempotent by (source, id); an empty id is drawn anew.
    // Errors: unavailable (nothing is destroyed yet).
    boost::asio::awaitable<Result<void>> forget(std::string source, SecretString id,
                                                PhoneNumber number);

private:
    TipStore& store_;
    Vault& vault_;
    Clock& clock_;
    Metrics& metrics_;
    Duration time_precision_;
};

}  // namespace tipwire::routing
