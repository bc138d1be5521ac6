// SPDX-License-Identifier: Apache-2.0
// What a contact is told, before a channel gives it a form (JSON, mail, page). No sender, no exact
// time of intake.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "routing/domain/clocks.hpp"
#include "routing/domain/delivery.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::routing {

enum class Direction : std::uint8_t { in = 1, out = 2 };
std::string_view name(Direction direction);

struct NoticeMessage {
    Direction direction = Direction::in;
    Instant at;  // rounded to time_precision
    TipText text;
    bool incomplete = false;  // parts of it never came
    bool has_media = false;

    NoticeMessage() = default;
};

// A picture, sound or film of the messages; there, or told without its bytes.
struct NoticeMedium {
    std::string_view state;   // "waiting", "cleaned", "uncleaned", "refused", "held"
    std::string type;         // as its bytes say, or, while it is not here, as the provider said
    std::uint64_t bytes = 0;  // 0 while it is not here
    bool cleaned = false;
    std::string url;  // for this contact, for a while; empty: it does not go on

    NoticeMedium() = default;
};

struct Notice {
    DeliveryKind kind = DeliveryKind::tip_forwarded;
    std::string id;     // the idempotency key: the same on every retry, no order or time in it
    Instant timestamp;  // of the attempt
    std::string reference;
    std::string category;
    std::string area;
    std::string language;
    bool urgent = false;
    Instant received_at;  // rounded to time_precision
    std::string channel;  // "sms", "pager", "voice", "web"
    std::vector<NoticeMessage> messages;
    std::vector<NoticeMedium> media;
    std::optional<Deadlines> deadlines;
    std::string alarm;    // alarm only: the alarm's name
    std::string summary;  // alarm and contact_test only: one line for people

    Notice() = default;
};

}  // namespace tipwire::routing
