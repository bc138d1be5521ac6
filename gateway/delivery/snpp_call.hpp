// SPDX-License-Identifier: Apache-2.0
// One page sent by SNPP, as a machine without a socket: replies in, commands out (RFC 1861).
//
//   S: 220 gw ready
//   C: PAGE 5551234
//   S: 250 Pager ID Accepted
//   C: MESS EKB-000123 new, acknowledge by 2026-11-22T23:44Z
//   S: 250 Message OK
//   C: SEND
//   S: 250 Message Sent Successfully        or 860, or 960 11 123456: queued, with tag and pass
//   code C: QUIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/delivery.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

struct SnppPage {
    std::string pager;
    std::string line;
    std::string user;  // of LOGI; "": none is sent
    routing::SecretString password;

    SnppPage() = default;
};

// What a terminal that only queued the page is asked about it by (MSTA), by people.
struct SnppTicket {
    std::int64_t tag = 0;
    std::int64_t pass_code = 0;
};

class SnppCall {
public:
    struct Step {
        std::string send;                                 // a command with its end, "" for none
        std::optional<routing::DeliveryOutcome> outcome;  // what came of it: the call is over
    };

    explicit SnppCall(SnppPage page) : page_(std::move(page)) {}

    // A line of the server without its end. Every refusal is worth another try: a pager that the
    // terminal does not know yet, a wrong password and a full queue are all repaired by people.
    Step on_reply(std::string_view line);
    // After Accepted, where the terminal gave one.
    const std::optional<SnppTicket>& ticket() const { return ticket_; }

private:
    enum class Stage { greeting, login, page, message, send };
    Step next();
    Step command(Stage stage, std::string text);

    SnppPage page_;
    std::optional<SnppTicket> ticket_;
    Stage stage_ = Stage::greeting;
};

}  // namespace tipwire::gateway
