// SPDX-License-Identifier: Apache-2.0
// What the contacts make of their referrals: reports in, clocks and "overdue" out.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <string>

#include "routing/domain/clocks.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::routing {

// A referral with what is computed of it at one moment.
struct ReferralView {
    StoredReferral stored;
    bool urgent = false;
    std::optional<Deadlines> deadlines;  // once it was sent
    Overdue overdue = Overdue::no;
};

using ClockTable = std::map<std::string, ClockLimits, std::less<>>;  // by contact

class FollowUp {
public:
    FollowUp(TipStore& store, ContentVault& vault, Clock& clock, EventLog& log, Metrics& metrics,
             ClockTable clocks);

    // One report. contact: who proved to be the sender of it; "" for an operator, who may speak for
    // any. request_id makes a repeat harmless; "" for none. Errors: bad_request, not_found,
    // conflict, unavailable.   Runs on: reactor.
    boost::asio::awaitable<Result<ReferralView>> apply(std::string reference, std::string contact,
                                                       ReferralUpdate update,
                                                       std::string request_id);
    // Pure: no store.
    ReferralView view(const StoredReferral& referral, bool urgent) const;
    Deadlines deadlines_of(const std::string& contact, Instant sent_at, bool urgent) const;
    // "status.under_check" and so on: what the citizen hears of a tip.
    static std::string_view status_text_key(const StoredTip& tip);

private:
    TipStore& store_;
    ContentVault& vault_;
    Clock& clock_;
    EventLog& log_;
    Metrics& metrics_;
    ClockTable clocks_;
};

}  // namespace tipwire::routing
