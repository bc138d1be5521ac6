// SPDX-License-Identifier: Apache-2.0
// Few words for each kind of notice.
#include "gateway/delivery/page_line.hpp"

namespace tipwire::gateway {

namespace {

using routing::DeliveryKind;
using routing::Notice;

// To the minute: "2026-11-22T23:44Z".
std::string minute(routing::Instant at) { return routing::to_rfc3339(at).substr(0, 16) + "Z"; }

std::string news(const Notice& notice) {
    std::string line = notice.reference + (notice.urgent ? " new, URGENT" : " new");
    if (notice.deadlines) line += ", acknowledge by " + minute(notice.deadlines->acknowledge_by);
    return line;
}

std::string words(const Notice& notice) {
    switch (notice.kind) {
        case DeliveryKind::tip_forwarded: return news(notice);
        case DeliveryKind::tip_message: return notice.reference + " has an addition";
        case DeliveryKind::media_ready: return notice.reference + " has a picture or sound";
        case DeliveryKind::tip_withdrawn: return notice.reference + " withdrawn";
        case DeliveryKind::alarm: return notice.summary.empty() ? notice.alarm : notice.summary;
        case DeliveryKind::contact_test: return "Test, nothing need be done";
        default: return notice.reference + " news";
    }
}

}  // namespace

std::string page_line(const Notice& notice) {
    std::string line = words(notice).substr(0, page_line_max);
    for (char& c : line) {
        if (c < ' ' || c > '~') c = '?';
    }
    return line;
}

}  // namespace tipwire::gateway
