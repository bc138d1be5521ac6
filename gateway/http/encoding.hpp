// SPDX-License-Identifier: Apache-2.0
// Percent-coding and form fields: decoded once, leniently where providers are sloppy, never losing
// bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipwire::gateway {

using FormFields = std::vector<std::pair<std::string, std::string>>;  // in order; names may repeat

// application/x-www-form-urlencoded (WHATWG URL, section 5.1): "+" is a blank, "%XY" in either
// case; a stray "%" stays as it is; unescaped bytes are taken as they are. nullopt above fields_max
// fields.
inline constexpr std::size_t form_fields_max = 256;
std::optional<FormFields> parse_form(std::string_view encoded);
// The first field of that name, or nullptr.
const std::string* find(const FormFields& fields, std::string_view name);

std::string form_encode(std::string_view text);     // for one name or value
std::string percent_decode(std::string_view text);  // "+" stays "+"
std::string form_body(const FormFields& fields);

}  // namespace tipwire::gateway
