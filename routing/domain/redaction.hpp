// SPDX-License-Identifier: Apache-2.0
// Masks what identifies the sender in the sender's own words: here, the number the message came from.
#pragma once

#include <string>
#include <string_view>

#include "routing/domain/phone_number.hpp"

namespace tipwire::routing {

inline constexpr std::string_view mask = "[***]";

// Every spelling of the sender's own number becomes the mask: with or without "+" and country code, with "8" or "0"
// in front, with blanks (also U+00A0, U+202F, U+2009), dashes (also U+2010 to U+2015), dots, slashes or brackets between the digits, full-width
// or Arabic-Indic digits. A match is a run of such digits that ends with at least the last seven digits of the number and
// has nothing in front of them but its own further digits or a trunk prefix. Other numbers stay: they are the suspect's.
std::string mask_own_number(std::string_view text, const PhoneNumber& sender);

}  // namespace tipwire::routing
