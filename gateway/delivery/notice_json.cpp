// SPDX-License-Identifier: Apache-2.0
// The webhook's body. What a contact gets of a tip is decided here, member by member.
//
// {"type":"tip.forwarded","timestamp":"2026-11-21T20:39:00Z","data":{"reference":"EKB-000123",...}}
#include "gateway/delivery/webhook.hpp"
#include "gateway/http/json_writer.hpp"
#include "gateway/http/referral_json.hpp"
#include "routing/domain/assert.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {
namespace {

using routing::DeliveryKind;
using routing::Notice;

void write_messages(JsonWriter& json, const Notice& notice) {
    json.key("messages").open_array();
    for (const auto& message : notice.messages) {
        json.open_object()
            .member("direction", name(message.direction))
            .member("at", routing::to_rfc3339(message.at))
            .member("text", message.text.reveal());
        if (message.incomplete) json.member("incomplete", true);
        json.close_object();
    }
    json.close_array();
}

void write_media(JsonWriter& json, const Notice& notice) {
    json.key("media").open_array();
    for (const auto& medium : notice.media) {
        json.open_object()
            .member("type", medium.type)
            .member("bytes", medium.bytes)
            .member("cleaned", medium.cleaned)
            .member("state", medium.state)
            .key("url");
        if (medium.url.empty())
            json.null();
        else
            json.string(medium.url);
        json.close_object();
    }
    json.close_array();
}

void write_links(JsonWriter& json, const Notice& notice, std::string_view updates_url) {
    json.key("links").open_object();
    if (!updates_url.empty()) {
        json.member("updates", std::string(updates_url) + "/" + notice.reference + "/updates");
    }
    json.close_object();
}

void write_forwarded(JsonWriter& json, const Notice& notice, std::string_view updates_url) {
    json.member("reference", notice.reference)
        .member("category", notice.category)
        .member("area", notice.area)
        .member("language", notice.language)
        .member("urgent", notice.urgent)
        .member("received_at", routing::to_rfc3339(notice.received_at))
        .member("channel", notice.channel);
    write_messages(json, notice);
    write_media(json, notice);
    json.key("clocks");
    write_clocks(json, notice.deadlines);
    write_links(json, notice, updates_url);
}

void write_data(JsonWriter& json, const Notice& notice, std::string_view updates_url) {
    switch (notice.kind) {
        case DeliveryKind::tip_forwarded: return write_forwarded(json, notice, updates_url);
        case DeliveryKind::tip_message:
        case DeliveryKind::media_ready:
            json.member("reference", notice.reference);
            write_messages(json, notice);
            return write_media(json, notice);
        case DeliveryKind::tip_withdrawn: json.member("reference", notice.reference); return;
        case DeliveryKind::alarm:
            json.member("alarm", notice.alarm).member("summary", notice.summary);
            return;
        case DeliveryKind::contact_test: json.member("summary", notice.summary); return;
        case DeliveryKind::route:
        case DeliveryKind::media:
        case DeliveryKind::receipt:
        case DeliveryKind::answer: break;
    }
    TIPWIRE_ASSERT(false);  // the dispatcher keeps these from the contacts' channels
}

}  // namespace

std::string notice_json(const Notice& notice, std::string_view updates_url) {
    JsonWriter json;
    json.open_object()
        .member("type", name(notice.kind))
        .member("timestamp", routing::to_rfc3339(notice.timestamp))
        .key("data")
        .open_object();
    write_data(json, notice, updates_url);
    json.close_object().close_object();
    return std::move(json).text();
}

}  // namespace tipwire::gateway
