// SPDX-License-Identifier: Apache-2.0
// The JSON of a referral, both ways: a report coming in, the referral going out. Shared by the
// contact's listener and the admin API, so that both speak the same.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/http/json_writer.hpp"
#include "routing/domain/clocks.hpp"
#include "routing/domain/referral.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::gateway {

// {"state","decision","register":{"number","date","desk"},"outcomes":[{"kind","count","substance","grams","detail"}],
// "note","question"}. Unknown members are ignored. Errors: unreadable_body (not a JSON object),
// bad_request (names the member by its JSON pointer, and never quotes its value).
routing::Result<routing::ReferralUpdate> parse_referral_update(std::string_view json);

// The members of {"reference","contact","state","decision","outcomes","clocks","overdue"}, into an
// object that the caller has opened and closes. decision and overdue are null for none, clocks {}
// before the referral was sent.
void write_referral_members(JsonWriter& json, const routing::StoredReferral& referral,
                            const std::optional<routing::Deadlines>& deadlines,
                            routing::Overdue overdue);

// {"acknowledge_by","register_by","decide_by"}, or {}.
void write_clocks(JsonWriter& json, const std::optional<routing::Deadlines>& deadlines);

}  // namespace tipwire::gateway
