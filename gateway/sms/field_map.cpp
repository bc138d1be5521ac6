// SPDX-License-Identifier: Apache-2.0
// Field paths over forms, queries, headers and JSON.
#include "gateway/sms/field_map.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/http/json.hpp"
#include "gateway/sms/json_salvage.hpp"

namespace tipwire::gateway {
namespace {

namespace json = boost::json;
using config::BodyKind;
using routing::Errc;
using routing::Error;
using routing::Result;
constexpr std::size_t lines_max = 64;  // of a text that comes in pieces
using Values = std::vector<std::optional<std::string>>;

Error unreadable(std::string detail) { return Error{Errc::unreadable_body, std::move(detail)}; }

// What follows "query:" in "query:id".
std::optional<std::string_view> after(std::string_view prefix, std::string_view path) {
    if (!path.starts_with(prefix)) return std::nullopt;
    return path.substr(prefix.size());
}

std::optional<std::string> copy_of(const std::string* value) {
    return value != nullptr ? std::optional<std::string>(*value) : std::nullopt;
}

std::optional<std::string> unless_empty(std::string_view value) {
    return value.empty() ? std::nullopt : std::optional<std::string>(value);
}

std::optional<std::string> scalar(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string: return std::string(value.get_string());
        case json::kind::null:
        case json::kind::object:
        case json::kind::array: return std::nullopt;
        default:
            return json::serialize(value);  // a number or a boolean, as it was written or nearly so
    }
}

const json::value* member(const json::value& of, std::string_view name) {
    const auto* object = of.if_object();
    return object != nullptr ? object->if_contains(name) : nullptr;
}

// "message[contentType=text/plain]": the name, and what a member of an element must say.
struct Step {
    std::string_view name, filter_name, filter_value;
    bool each = false;
};

Step read_step(std::string_view written) {
    Step step;
    const auto open = written.find('[');
    step.name = written.substr(0, open);
    if (open == written.npos) return step;
    step.each = true;
    std::string_view filter = written.substr(open + 1);
    if (filter.ends_with(']')) filter.remove_suffix(1);
    const auto equals = filter.find('=');
    step.filter_name = filter.substr(0, equals);
    if (equals != filter.npos) step.filter_value = filter.substr(equals + 1);
    return step;
}

bool passes(const json::value& element, const Step& step) {
    if (step.filter_name.empty()) return true;
    const auto* const value = member(element, step.filter_name);
    return value != nullptr && scalar(*value) == step.filter_value;
}

// Calls visit for every place that the path names below `at`, with nullptr where there is nothing.
// The recursion is as deep as the path, which is the profile's.
template <class Visit>
void walk(const json::value* at, std::string_view path, const Visit& visit) {
    while (at != nullptr && !path.empty()) {
        auto dot = path.find('.');
        if (path.find('[') < dot) dot = path.find('.', path.find(']'));
        const Step step = read_step(path.substr(0, dot));
        path = dot == path.npos ? std::string_view{} : path.substr(dot + 1);
        if (!step.name.empty()) at = member(*at, step.name);
        if (!step.each) continue;

        const auto* items = at != nullptr ? at->if_array() : nullptr;
        if (items == nullptr) return;
        for (const auto& item : *items) {
            if (passes(item, step)) walk(&item, path, visit);
        }
        return;
    }
    visit(at);
}

template <class Find>
std::optional<std::string> first_of(const config::FieldPaths& paths, const Find& find) {
    std::optional<std::string> found;
    for (const auto& path : paths) {
        auto here = find(path);
        if (here && !here->empty()) return here;
        if (here) found = std::move(here);
    }
    return found;
}

BodyKind kind_of(const HookRequest& request, BodyKind kind) {
    if (kind != BodyKind::automatic) return kind;
    if (request->method == "GET") return BodyKind::form;
    const std::string type = request->media_type();
    return type == "application/json" || type.ends_with("+json") ? BodyKind::json : BodyKind::form;
}

}  // namespace

// ---- the request --------------------------------------------------------------------------------

Result<RequestFields> RequestFields::read(const HookRequest& request, BodyKind kind) {
    kind = kind_of(request, kind);
    RequestFields fields(request, kind);
    fields.query_ = request.query();
    if (fields.query_ == nullptr) return unreadable("too many fields in the query");

    if (kind == BodyKind::form) {
        fields.form_ = request->method == "GET" ? fields.query_ : request.form();
        if (fields.form_ == nullptr) return unreadable("too many form fields");
    }
    if (kind == BodyKind::json) {
        auto parsed = parse_json(request->body);
        if (!parsed) parsed = parse_json(salvage_json(request->body));
        if (!parsed) return parsed.error();
        fields.json_ = std::move(*parsed);
    }
    return fields;
}

// ---- JSON ---------------------------------------------------------------------------------------

std::optional<std::string> json_value(const json::value& root, std::string_view path) {
    std::optional<std::string> found;
    walk(&root, path, [&found](const json::value* at) {
        if (at != nullptr && !found) found = scalar(*at);
    });
    return found;
}

// ---- one message of it --------------------------------------------------------------------------

std::optional<std::string> MessageFields::value(std::string_view path) const {
    const HookRequest& request = *request_.request_;
    if (const auto name = after("query:", path)) return copy_of(find(*request_.query_, *name));
    if (const auto name = after("header:", path)) return unless_empty(request->header(*name));
    if (path == "path:token") return unless_empty(request.path_token());
    if (const auto inner = path.find("{}"); inner != path.npos)
        return value_inside(path.substr(0, inner), path.substr(inner + 2));
    if (request_.kind_ == BodyKind::form) {
        if (path.ends_with("[]")) path.remove_suffix(2);
        return copy_of(find(*request_.form_, path));
    }
    if (request_.kind_ == BodyKind::raw)
        return path == "body" ? std::optional<std::string>(request->body) : std::nullopt;

    return element_ != nullptr ? json_value(*element_, path) : std::nullopt;
}

std::optional<std::string> MessageFields::first(const config::FieldPaths& paths) const {
    return first_of(paths, [this](std::string_view path) { return value(path); });
}

std::optional<std::string> MessageFields::text(const config::FieldPaths& paths) const {
    return first_of(paths, [this](std::string_view path) {
        return path.find('[') == path.npos ? value(path) : lines(path);
    });
}

// JSON as the text of a field: "tlv_params{}.sar_msg_ref_num".
std::optional<std::string> MessageFields::value_inside(std::string_view outer,
                                                       std::string_view rest) const {
    const auto text = value(outer);
    if (!text) return std::nullopt;
    const auto parsed = parse_json(*text);
    if (!parsed) return std::nullopt;
    if (rest.starts_with('.')) rest.remove_prefix(1);
    return json_value(*parsed, rest);
}

std::optional<std::string> MessageFields::lines(std::string_view path) const {
    std::optional<std::string> joined;
    for (const auto& one : every(path, lines_max)) {
        if (!one) continue;
        joined = joined ? *joined + '\n' + *one : *one;
    }
    return joined;
}

Values MessageFields::counted(std::string_view path, std::size_t most) const {
    const auto at = path.find("{n}");
    Values found;
    while (found.size() <= most) {
        std::string name(path);
        name.replace(at, 3, std::to_string(found.size()));
        auto here = value(name);
        if (!here) break;
        found.push_back(std::move(here));
    }
    return found;
}

Values MessageFields::repeated(std::string_view name, std::size_t most) const {
    Values found;
    for (const auto& [key, value] : *request_.form_) {
        if (key == name && found.size() <= most) found.emplace_back(value);
    }
    return found;
}

Values MessageFields::every(std::string_view path, std::size_t most) const {
    if (path.find("{n}") != path.npos) return counted(path, most);
    Values found;
    if (request_.kind_ == BodyKind::json && path.find(':') == path.npos) {
        walk(element_, path, [&found, most](const json::value* at) {
            if (found.size() <= most) found.push_back(at != nullptr ? scalar(*at) : std::nullopt);
        });
    } else if (request_.kind_ == BodyKind::form && path.ends_with("[]")) {
        found = repeated(path.substr(0, path.size() - 2), most);
    } else if (auto one = value(path)) {
        found.push_back(std::move(one));
    }
    return found;
}

Values MessageFields::all(const config::FieldPaths& paths, std::size_t most) const {
    Values found;
    for (const auto& path : paths) {
        auto here = every(path, most);
        const bool any =
            std::any_of(here.begin(), here.end(), [](const auto& one) { return one.has_value(); });
        for (auto& one : here) {
            if (any && found.size() <= most) found.push_back(std::move(one));
        }
    }
    return found;
}

bool MessageFields::is_compound(const config::FieldPaths& paths) const {
    bool compound = false;
    for (const auto& path : paths) {
        // "body.message" beside "body": the object is expected.
        const auto goes_on = [&path](const auto& other) { return other.starts_with(path + "."); };
        if (std::any_of(paths.begin(), paths.end(), goes_on)) continue;
        walk(element_, path, [&compound](const json::value* at) {
            compound = compound || (at != nullptr && (at->is_object() || at->is_array()));
        });
    }
    return compound;
}

// ---- all of them --------------------------------------------------------------------------------

Result<std::vector<MessageFields>> messages_of(const RequestFields& request,
                                               std::string_view list_root, std::size_t most) {
    std::vector<MessageFields> messages;
    if (list_root.empty()) {
        if (request.json() != nullptr && !request.json()->is_object())
            return unreadable("the JSON is not an object");
        messages.emplace_back(request, request.json());
        return messages;
    }
    if (list_root.ends_with("[]")) list_root.remove_suffix(2);
    const json::value* list = nullptr;
    walk(request.json(), list_root, [&list](const json::value* at) { list = at; });
    if (list == nullptr || !list->is_array()) return unreadable("no array of messages");
    if (list->get_array().size() > most) return Error{Errc::too_large, "too many messages"};
    for (const auto& item : list->get_array()) {
        if (!item.is_object()) return unreadable("a message is not an object");
        messages.emplace_back(request, &item);
    }
    return messages;
}

}  // namespace tipwire::gateway
