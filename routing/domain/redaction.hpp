// SPDX-License-Identifier: Apache-2.0
// Masks what identifies the sender in the sender's own words: here, the number the message came
// from.
#pragma once

#include <string>
#include <string_view>

#include "routing/domain/phone_number.hpp"

namespace tipwire::routing {

inline constexpr std::string_view mask = "[***]";

// Every spelling of the sender's own number becomes the mask: with or without "+", "00" and country
// code, with "8" or "0" in front, with blanks (also U+00A0, U+202F, U+2009, a line end), dashes
// (also U+2010 to U+2015), dots, slashes or brackets between the digits, full-width or Arabic-Indic
// digits. Other numbers stay: they are the suspect's.
//  - The whole number with its country code is masked wherever it stands, even inside a longer
//  string of digits.
//  - Its last nine or more digits are masked if they stand as groups of their own, whatever stands
//  beside them; but
//    "+1 926 000 00 01" of another country stays.
//  - Its last seven or eight digits are masked if nothing but a trunk digit stands in front of
//  them.
// Linear in the text.
std::string mask_own_number(std::string_view text, const PhoneNumber& sender);

}  // namespace tipwire::routing
