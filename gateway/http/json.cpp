// SPDX-License-Identifier: Apache-2.0
// The field reader over Boost.JSON. Its own value_to refuses unknown members and names no field.
#include "gateway/http/json.hpp"

#include <boost/json/parse.hpp>
#include <cmath>

namespace tipwire::gateway {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;
using routing::Errc;
using routing::Error;
using routing::Result;

Error unreadable(std::string detail) { return Error{Errc::unreadable_body, std::move(detail)}; }

Error wrong(std::string_view pointer, std::string_view name, std::string_view what) {
    std::string detail = json_pointer(pointer, name);
    detail += ": ";
    detail += what;
    return Error{Errc::bad_request, std::move(detail)};
}

// Boost.JSON 1.81 reads 1e400 as infinity and would write it back as "Infinity", which is not JSON.
// The recursion is bounded by the parser's depth limit.
bool all_finite(const value& node) {
    if (const double* number = node.if_double()) return std::isfinite(*number);
    if (const array* items = node.if_array()) {
        for (const value& item : *items) {
            if (!all_finite(item)) return false;
        }
    }
    if (const object* members = node.if_object()) {
        for (const auto& member : *members) {
            if (!all_finite(member.value())) return false;
        }
    }
    return true;
}

const value* present(const object& from, std::string_view name) {
    const value* found = from.if_contains(name);
    return found != nullptr && !found->is_null() ? found : nullptr;
}

}  // namespace

Result<value> parse_json(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = json_depth_max;
    boost::system::error_code ec;
    value parsed = boost::json::parse(text, ec, {}, options);
    if (ec == boost::json::error::too_deep) return unreadable("JSON is nested too deep");
    if (ec) return unreadable("not JSON");
    if (!all_finite(parsed)) return unreadable("a JSON number is out of range");
    return parsed;
}

Result<object> parse_json_object(std::string_view text) {
    Result<value> parsed = parse_json(text);
    if (!parsed) return parsed.error();
    object* root = parsed->if_object();
    if (root == nullptr) return unreadable("expected a JSON object");
    return std::move(*root);
}

std::string json_pointer(std::string_view parent, std::string_view name) {
    std::string pointer(parent);
    pointer += '/';
    for (const char c : name) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

std::string json_pointer(std::string_view parent, std::size_t index) {
    return json_pointer(parent, std::to_string(index));
}

Result<std::optional<std::string>> string_at(const object& from, std::string_view name,
                                             std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return std::optional<std::string>{};
    const boost::json::string* text = found->if_string();
    if (text == nullptr) return wrong(pointer, name, "expected a string");
    return std::optional<std::string>(std::in_place, text->data(), text->size());
}

Result<std::optional<std::int64_t>> integer_at(const object& from, std::string_view name,
                                               std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return std::optional<std::int64_t>{};
    // Boost.JSON uses uint64 only for what int64 cannot hold.
    const std::int64_t* number = found->if_int64();
    if (number == nullptr) return wrong(pointer, name, "expected a whole number");
    return std::optional<std::int64_t>(*number);
}

Result<std::optional<double>> number_at(const object& from, std::string_view name,
                                        std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return std::optional<double>{};
    if (!found->is_number()) return wrong(pointer, name, "expected a number");
    return std::optional<double>(found->to_number<double>());
}

Result<std::optional<bool>> boolean_at(const object& from, std::string_view name,
                                       std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return std::optional<bool>{};
    const bool* truth = found->if_bool();
    if (truth == nullptr) return wrong(pointer, name, "expected true or false");
    return std::optional<bool>(*truth);
}

Result<const array*> array_at(const object& from, std::string_view name, std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return static_cast<const array*>(nullptr);
    const array* items = found->if_array();
    if (items == nullptr) return wrong(pointer, name, "expected an array");
    return items;
}

Result<const object*> object_at(const object& from, std::string_view name,
                                std::string_view pointer) {
    const value* found = present(from, name);
    if (found == nullptr) return static_cast<const object*>(nullptr);
    const object* members = found->if_object();
    if (members == nullptr) return wrong(pointer, name, "expected an object");
    return members;
}

Result<std::string> required_string_at(const object& from, std::string_view name,
                                       std::string_view pointer) {
    auto text = string_at(from, name, pointer);
    if (!text) return text.error();
    if (!text->has_value()) return wrong(pointer, name, "missing");
    return std::move(**text);
}

Result<const object*> object_at(const array& from, std::size_t index, std::string_view pointer) {
    const object* members = index < from.size() ? from[index].if_object() : nullptr;
    if (members == nullptr) return wrong(pointer, std::to_string(index), "expected an object");
    return members;
}

}  // namespace tipwire::gateway
