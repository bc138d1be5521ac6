// SPDX-License-Identifier: Apache-2.0
// A tip on paper:
//
// == EKB-000123 ================================================ tip.forwarded
//    received    2026-11-21T20:00:00Z by sms, language ru
//    area        ekaterinburg/kirovsky
//    acknowledge by 2026-11-22T20:39:00Z
//    | Закладки за гаражами, …
#include "gateway/app/inbox_paper.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "gateway/app/console_output.hpp"
#include "gateway/http/json_writer.hpp"

namespace tipwire::gateway {
namespace {

using boost::json::object;

std::string shown(const object& from, std::string_view name) {
    return safe_for_terminal(text_of(from, name));
}

const object& object_of(const object& from, std::string_view name) {
    static const object none;
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::string headline(const object& data, std::string_view type) {
    constexpr std::size_t width = 76;
    const auto reference = shown(data, "reference");
    std::string line = "== ";
    if (!reference.empty()) line += reference + " ";
    const auto used = line.size() + 1 + type.size();
    line.append(used < width ? width - used : 2, '=');
    return line.append(" ").append(type).append("\n");
}

void append_row(std::string& out, std::string_view name, const std::string& value) {
    if (value.empty()) return;
    out.append("   ").append(name);
    out.append(name.size() < 12 ? 12 - name.size() : 1, ' ');
    out.append(value).append("\n");
}

// Every line behind a bar, so that a text cannot look like a line of ours.
void append_text(std::string& out, std::string_view text) {
    const std::string safe = safe_for_terminal(text, true);
    for (std::size_t at = 0; at <= safe.size();) {
        const auto end = std::min(safe.find('\n', at), safe.size());
        out.append("   | ").append(safe, at, end - at).append("\n");
        at = end + 1;
    }
}

void append_messages(std::string& out, const object& data) {
    const auto* messages = data.if_contains("messages");
    if (messages == nullptr || !messages->is_array()) return;
    for (const auto& item : messages->get_array()) {
        if (!item.is_object()) continue;
        append_text(out, text_of(item.get_object(), "text"));
    }
}

// One line a medium: what it is, and the link while there is one.
void append_media(std::string& out, const object& data) {
    const auto* media = data.if_contains("media");
    if (media == nullptr || !media->is_array()) return;
    for (const auto& item : media->get_array()) {
        if (!item.is_object()) continue;
        const auto& medium = item.get_object();
        std::string row = shown(medium, "type") + ", " + shown(medium, "state");
        const auto link = shown(medium, "url");
        if (!link.empty()) row += ": " + link;
        append_row(out, "medium", row);
    }
}

std::string received_row(const object& data) {
    std::string row = shown(data, "received_at");
    if (row.empty()) return row;
    row += " by " + shown(data, "channel") + ", language " + shown(data, "language");
    const auto* urgent = data.if_contains("urgent");
    if (urgent != nullptr && urgent->is_bool() && urgent->get_bool()) row += ", URGENT";
    return row;
}

// JSON holds raw line ends only between its tokens.
std::string on_one_line(std::string_view json) {
    std::string line(json);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return line;
}

}  // namespace

std::string delivery_in_words(const object& notice) {
    const object& data = object_of(notice, "data");
    std::string out = headline(data, shown(notice, "type"));
    append_row(out, "received", received_row(data));
    append_row(out, "category", shown(data, "category"));
    append_row(out, "area", shown(data, "area"));
    append_row(out, "acknowledge by", shown(object_of(data, "clocks"), "acknowledge_by"));
    append_row(out, "alarm", shown(data, "alarm"));
    append_row(out, "summary", shown(data, "summary"));
    append_messages(out, data);
    append_media(out, data);
    return out;
}

std::string delivery_as_json(std::string_view id, bool repeat, std::string_view raw) {
    JsonWriter json;
    json.open_object().member("event", "delivery").member("id", id).member("repeat", repeat);
    json.key("notice").raw(on_one_line(raw)).close_object();
    return std::move(json).text() + "\n";
}

}  // namespace tipwire::gateway
