// SPDX-License-Identifier: Apache-2.0
// How many replies may go out, so that nobody earns money or fills a stranger's phone by writing to
// us.
#pragma once

#include <memory>

#include "config/settings.hpp"
#include "routing/domain/phone_number.hpp"
#include "routing/port/clock.hpp"

namespace tipwire::gateway {

// Per number, per prefix of five digits, and in all, each in a rolling day of the monotonic clock,
// in memory: at most limits.per_day entries. Only allowed prefixes; never a number shorter than
// eight digits.   Runs on: reactor.
class ReplyBudget {
public:
    ReplyBudget(config::Replies limits, routing::Clock& clock);
    ~ReplyBudget();
    // True and counted, or false. Keeps keyed hashes of numbers only; the key is drawn anew at each
    // start.
    bool take(const routing::PhoneNumber& number);
    // Undoes the last take() of this number: the provider certainly sent nothing. Without it the
    // retries of an outage would use up what belongs to the tipster.
    void give_back(const routing::PhoneNumber& number);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
