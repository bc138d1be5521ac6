// SPDX-License-Identifier: Apache-2.0
// The clocks a contact runs against. Deadlines and "overdue" are computed from stored moments,
// never stored.
#pragma once

#include <optional>

#include "routing/domain/referral.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::routing {

// How long a contact may take, from the moment of sending.
struct ClockLimits {
    Duration acknowledge = std::chrono::hours{24};
    Duration acknowledge_urgent = std::chrono::hours{4};
    Duration register_ = std::chrono::hours{24};
    Duration decide = std::chrono::hours{72};
};

struct Deadlines {
    Instant acknowledge_by;
    Instant register_by;
    Instant decide_by;
};
Deadlines deadlines(Instant sent_at, bool urgent, const ClockLimits& limits);

enum class Overdue : std::uint8_t { no, acknowledgement, registration, decision };
std::string_view name(Overdue overdue);  // "" for no

// The first clock that has run out for a referral in this state at this moment.
Overdue overdue(ReferralStatus status, const Deadlines& deadlines, Instant now);

}  // namespace tipwire::routing
