// SPDX-License-Identifier: Apache-2.0
// JSON of strangers: read or refused; a contact's report that is taken holds to its limits.
#include "gateway/http/json.hpp"

#include "gateway/http/referral_json.hpp"
#include "gateway/sms/json_salvage.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto text = input.rest();
    const bool readable = gateway::parse_json(text).has_value();
    const auto salvaged = gateway::salvage_json(text);
    if (readable) require(gateway::parse_json(salvaged).has_value());

    const auto update = gateway::parse_referral_update(text);
    if (!update) return;
    require(readable);
    for (const auto& outcome : update->outcomes) require(is_valid_text(outcome.kind));
    if (routing::check(*update)) require(update->note.size() <= 4000);
}

}  // namespace tipwire::fuzz
