// SPDX-License-Identifier: Apache-2.0
// Looks at the escapes of a JSON text, one after the other, without parsing it.
#include "gateway/sms/json_salvage.hpp"

#include <charconv>
#include <optional>

#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t escape_size = 6;  // \uXXXX

// The UTF-16 unit of the "\uXXXX" that starts at `at`, if one does.
std::optional<unsigned> escaped_unit(std::string_view text, std::size_t at) {
    if (at + escape_size > text.size() || text[at] != '\\' || text[at + 1] != 'u')
        return std::nullopt;
    unsigned unit = 0;
    const char* const end = text.data() + at + escape_size;
    const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return unit;
}

bool escapes_high(std::optional<unsigned> unit) {
    return unit && *unit >= 0xD800 && *unit < 0xDC00;
}
bool escapes_low(std::optional<unsigned> unit) { return unit && *unit >= 0xDC00 && *unit < 0xE000; }

}  // namespace

std::string salvage_json(std::string_view text) {
    std::string salvaged = routing::to_valid_utf8(text);
    for (std::size_t at = salvaged.find('\\'); at < salvaged.size(); at = salvaged.find('\\', at)) {
        const auto unit = escaped_unit(salvaged, at);
        if (escapes_high(unit) && escapes_low(escaped_unit(salvaged, at + escape_size))) {
            at += 2 * escape_size;
        } else if (escapes_high(unit) || escapes_low(unit)) {
            salvaged.replace(at, escape_size, "\\ufffd");
            at += escape_size;
        } else {
            at += 2;  // any other escape, "\\" above all: its second backslash starts nothing
        }
    }
    return salvaged;
}

}  // namespace tipwire::gateway
