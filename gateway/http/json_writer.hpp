// SPDX-License-Identifier: Apache-2.0
// Writing JSON: a string that grows, with commas and escapes in the right places. No Boost.JSON
// needed.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace tipwire::gateway {

// Appends a quoted JSON string. Control characters, U+2028/9 and bidi controls are escaped (they
// could re-arrange what an operator reads); bytes that are not UTF-8 become U+FFFD, so the output
// is always JSON.
void append_json_string(std::string& out, std::string_view text);
std::string json_string(std::string_view text);

// JsonWriter json;
// json.open_object().member("state",
// "new").key("items").open_array().number(1).close_array().close_object(); return
// std::move(json).text();
class JsonWriter {
public:
    JsonWriter() { out_.reserve(512); }  // most texts fit, and none grows step by step

    JsonWriter& open_object() { return open('{'); }
    JsonWriter& close_object() { return close('}'); }
    JsonWriter& open_array() { return open('['); }
    JsonWriter& close_array() { return close(']'); }

    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view text);
    JsonWriter& number(std::int64_t value);
    JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonWriter& null() { return raw("null"); }
    // A piece that is JSON already.
    JsonWriter& raw(std::string_view json);

    JsonWriter& member(std::string_view name, std::string_view text) {
        return key(name).string(text);
    }
    // Without this overload a literal would become a bool.
    JsonWriter& member(std::string_view name, const char* text) { return key(name).string(text); }
    template <std::integral T>
    JsonWriter& member(std::string_view name, T value) {
        key(name);
        if constexpr (std::same_as<T, bool>) return boolean(value);
        return number(static_cast<std::int64_t>(value));
    }

    const std::string& text() const& { return out_; }
    std::string text() && { return std::move(out_); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string out_;
    bool comma_ = false;  // the next value or key needs one before it
};

}  // namespace tipwire::gateway
