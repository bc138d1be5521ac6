// SPDX-License-Identifier: Apache-2.0
// One tip as operators get it. No member holds a sender, nor a provider's URL of a medium, which
// would name one.
#include "gateway/console/admin_api.hpp"
#include "gateway/http/json_writer.hpp"
#include "gateway/http/referral_json.hpp"

namespace tipwire::gateway {
namespace {

using routing::MediumView;
using routing::MessageKind;
using routing::MessageView;
using routing::TipView;

std::string_view kind_name(MessageKind kind) {
    switch (kind) {
        case MessageKind::text: return "text";
        case MessageKind::correction: return "correction";
        case MessageKind::withdrawal: return "withdrawal";
    }
    return "unknown";
}

void write_part(JsonWriter& json, const routing::Part& part) {
    if (part.total <= 1) return;
    json.key("part")
        .open_object()
        .member("ref", part.reference)
        .member("number", part.number)
        .member("total", part.total)
        .close_object()
        .member("incomplete", true);
}

void write_message(JsonWriter& json, const MessageView& message) {
    json.open_object()
        .member("id", message.id.text())
        .member("direction", name(message.direction))
        .member("kind", kind_name(message.kind))
        .member("at", routing::to_rfc3339(message.at));
    if (message.problem.empty()) {
        json.member("text", message.body.text.reveal()).member("to", message.body.recipient);
        write_part(json, message.body.part);
    } else {
        json.key("text").null().member("problem", message.problem);
    }
    json.close_object();
}

void write_medium(JsonWriter& json, const MediumView& medium) {
    json.open_object()
        .member("id", medium.id.text())
        .member("message", medium.message_id.text())
        .member("state", name(medium.state))
        .member("cleaned", medium.state == routing::MediumState::cleaned)
        .member("type", medium.type)
        .member("bytes", medium.size);
    if (!medium.reason.empty()) json.member("reason", medium.reason);
    if (!medium.problem.empty()) json.member("problem", medium.problem);
    json.close_object();
}

// Of a message that was stored before media had rows of their own.
void write_media_in_body(JsonWriter& json, const MessageView& message) {
    for (const auto& medium : message.body.media) {
        const bool held = !medium.url.empty();
        json.open_object()
            .key("id")
            .null()
            .member("message", message.id.text())
            .member("state", held ? "held" : "uncleaned")
            .member("cleaned", false)
            .member("type", medium.type)
            .member("bytes", medium.data.size())
            .close_object();
    }
}

void write_media(JsonWriter& json, const TipView& tip, const std::vector<MediumView>& media) {
    json.key("media").open_array();
    for (const auto& medium : media) write_medium(json, medium);
    for (const auto& message : tip.messages) {
        if (media.empty()) write_media_in_body(json, message);
    }
    json.close_array();
}

void write_details(JsonWriter& json, const routing::ReferralDetails& details) {
    if (details.entry) {
        json.key("register")
            .open_object()
            .member("number", details.entry->number)
            .member("date", details.entry->date)
            .member("desk", details.entry->desk)
            .close_object();
    }
    if (!details.note.empty()) json.member("note", details.note);
    if (!details.question.empty()) json.member("question", details.question);
}

void write_referrals(JsonWriter& json, const TipView& tip) {
    json.key("referrals").open_array();
    for (const auto& referral : tip.referrals) {
        const auto& view = referral.view;
        json.open_object();
        write_referral_members(json, view.stored, view.deadlines, view.overdue);
        write_details(json, referral.details);
        json.close_object();
    }
    json.close_array();
}

}  // namespace

std::string tip_json(const TipView& tip, const std::vector<MediumView>& media) {
    const auto& stored = tip.stored;
    JsonWriter json;
    json.open_object().member("id", tip.id.text()).key("code");
    if (tip.code)
        json.string(tip.code->digits());
    else
        json.null();
    json.member("state", name(stored.status))
        .member("category", stored.category)
        .member("area", stored.area)
        .member("language", stored.language)
        .member("urgent", stored.urgent)
        .member("source", stored.source)
        .member("channel", stored.channel)
        .member("received_at", routing::to_rfc3339(stored.received_at));
    json.key("messages").open_array();
    for (const auto& message : tip.messages) write_message(json, message);
    json.close_array();
    write_referrals(json, tip);
    write_media(json, tip, media);
    if (stored.held_because) json.member("held_because", name(*stored.held_because));
    json.key("related").open_array();
    for (const auto& id : tip.related) json.string(id.text());
    json.close_array().close_object();
    return std::move(json).text();
}

}  // namespace tipwire::gateway
