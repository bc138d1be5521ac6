// SPDX-License-Identifier: Apache-2.0
// What the officer at the demonstration inbox types, and the report it stands for.
#pragma once

#include <string>
#include <string_view>

#include "routing/domain/result.hpp"

namespace tipwire::gateway {

struct InboxCommand {
    std::string reference;
    std::string state;   // "acknowledged"
    std::string report;  // the JSON of POST /v1/referrals/{reference}/updates

    InboxCommand() = default;
};

inline constexpr std::string_view inbox_help =
    "Commands:  ack REF | register REF NUMBER | check REF | decide REF DECISION | close REF\n"
    "Decisions: case_opened, refused, transferred, administrative, filed_without_check, "
    "already_known\n";

// One line as typed. Errors: bad_request, with what to type instead.
routing::Result<InboxCommand> parse_inbox_command(std::string_view line);

InboxCommand acknowledgement_of(std::string reference);

}  // namespace tipwire::gateway
