// SPDX-License-Identifier: Apache-2.0
// What a provider's answer to an MT request means, by the rules of its profile.
//
// 200 {"message-count":"1","messages":[{"status":"1","error-text":"Throughput Rate Exceeded"}]}
#pragma once

#include <cstdint>
#include <string_view>

#include "config/provider_profile.hpp"

namespace tipwire::gateway {

enum class MtVerdict : std::uint8_t {
    accepted,
    later,      // throttled, or out of order
    refused,    // by its status
    not_taken,  // the status is good, the rest is not
    opted_out,  // the phone wants nothing from us
};

// A body that is not JSON matches no rule.
MtVerdict judge_answer(const config::SenderTemplate& rules, int status, std::string_view body);

}  // namespace tipwire::gateway
