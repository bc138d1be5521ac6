// SPDX-License-Identifier: Apache-2.0
// Names of what the outbox holds.
#include "routing/domain/delivery.hpp"

namespace tipwire::routing {

std::string_view name(DeliveryKind kind) {
    switch (kind) {
        case DeliveryKind::route: return "route";
        case DeliveryKind::tip_forwarded: return "tip.forwarded";
        case DeliveryKind::tip_message: return "tip.message";
        case DeliveryKind::tip_withdrawn: return "tip.withdrawn";
        case DeliveryKind::receipt: return "receipt";
        case DeliveryKind::answer: return "answer";
        case DeliveryKind::alarm: return "alarm.raised";
        case DeliveryKind::contact_test: return "contact.test";
        case DeliveryKind::media: return "media";
        case DeliveryKind::media_ready: return "tip.message";
    }
    return "unknown";
}

bool is_reply(DeliveryKind kind) {
    return kind == DeliveryKind::receipt || kind == DeliveryKind::answer;
}

std::string_view name(DeliveryStatus status) {
    switch (status) {
        case DeliveryStatus::waiting: return "waiting";
        case DeliveryStatus::delivered: return "delivered";
        case DeliveryStatus::dead: return "dead";
        case DeliveryStatus::cancelled: return "cancelled";
    }
    return "unknown";
}

}  // namespace tipwire::routing
