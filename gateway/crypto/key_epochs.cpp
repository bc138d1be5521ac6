// SPDX-License-Identifier: Apache-2.0
// Lengths and ends of the epochs.
#include "gateway/crypto/key_epochs.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using std::chrono::days;

constexpr days address_window{7};
constexpr std::chrono::hours pseudonym_slack{1};  // for what is in hand when the epoch ends

days epoch_length(KeyPurpose purpose, const KeyLifetimes& lifetimes) {
    switch (purpose) {
        case KeyPurpose::pseudonym: return days{lifetimes.pseudonym_days};
        case KeyPurpose::return_address: return address_window;
        case KeyPurpose::idempotency: return days{lifetimes.idempotency_days};
        case KeyPurpose::content: return days{lifetimes.content_days};
        case KeyPurpose::checkpoint: return days{1};
        case KeyPurpose::tip_code:
        case KeyPurpose::public_id: break;
    }
    TIPWIRE_ASSERT(false);
}

}  // namespace

bool is_changed_by_hand(KeyPurpose purpose) {
    return purpose == KeyPurpose::tip_code || purpose == KeyPurpose::public_id;
}

std::uint32_t epoch_at(KeyPurpose purpose, const KeyLifetimes& lifetimes, routing::Instant now) {
    if (is_changed_by_hand(purpose)) return 1;
    const days length = epoch_length(purpose, lifetimes);
    TIPWIRE_ASSERT(length.count() > 0);
    const auto day = std::chrono::floor<days>(now).time_since_epoch();
    return static_cast<std::uint32_t>(std::max<std::int64_t>(day / length, 0));
}

routing::Instant death_of(KeyPurpose purpose, const KeyLifetimes& lifetimes, std::uint32_t epoch) {
    if (is_changed_by_hand(purpose)) return routing::Instant::max();
    const days length = epoch_length(purpose, lifetimes);
    const routing::Instant end{length * (static_cast<std::int64_t>(epoch) + 1)};
    switch (purpose) {
        // The previous key is needed for lookups during the whole of the following epoch.
        case KeyPurpose::pseudonym: return end + length + pseudonym_slack;
        case KeyPurpose::idempotency: return end + length;
        // The last address sealed in the window gets its full time.
        case KeyPurpose::return_address: return end + days{lifetimes.return_address_days};
        case KeyPurpose::content: return end + days{lifetimes.retention_days} + length;
        default: return end;
    }
}

}  // namespace tipwire::gateway
