// SPDX-License-Identifier: Apache-2.0
// What the outbox holds, and what came of trying it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace tipwire::routing {

// The numbers are stored: never renumber.
enum class DeliveryKind : std::uint8_t {
    route = 1,          // a new tip that waits to be given to its contacts
    tip_forwarded = 2,  // to a contact
    tip_message = 3,    // to a contact: the sender added something
    tip_withdrawn = 4,  // to a contact
    receipt = 5,        // to the sender: the neutral word and the code
    answer = 6,         // to the sender: the status, or "no such code"
    alarm = 7,          // to the administrator's contact
    contact_test = 8,   // to a contact, from `tipwire contacts test`
    media = 9,          // a picture or sound that waits to be fetched or cleaned
    media_ready = 10,   // to a contact: that it is there now; told as a tip.message
};
std::string_view name(
    DeliveryKind kind);  // "tip.forwarded", as the webhook's "type"; "route", "receipt", "answer"
bool is_reply(DeliveryKind kind);  // goes to the sender

// Where entries of kind `media` stand among the contacts of the outbox; no contact can have this
// name.
inline constexpr std::string_view media_lane = ":media";

enum class DeliveryStatus : std::uint8_t { waiting = 1, delivered = 2, dead = 3, cancelled = 4 };
std::string_view name(DeliveryStatus status);

// The failure itself knows whether to retry.
struct Accepted {
    std::string receipt;
};
struct RetryAfter {
    std::chrono::seconds delay{0};  // 0: the retry policy decides
    std::string why;                // an error class for operators: no URL, no body
};
struct Refused {
    std::string why;
    bool channel_gone =
        false;  // 410: no further delivery on this channel until the daemon is told otherwise
};
using DeliveryOutcome = std::variant<Accepted, RetryAfter, Refused>;

}  // namespace tipwire::routing
