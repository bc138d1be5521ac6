// SPDX-License-Identifier: Apache-2.0
// How many short messages a text takes on its way to a phone.
#pragma once

#include <string_view>

namespace tipwire::routing {

// 3GPP TS 23.038 and 23.040: a text of the GSM alphabet has 160 characters in one message and 153
// in each of several, any other text 70 and 67 UTF-16 units. No pair that belongs together (escape
// and character, two surrogates) is parted. 0 for an empty text.
int segments(std::string_view text);

// Whether every character of the text is in the GSM default alphabet or its extension table.
bool is_gsm_text(std::string_view text);

}  // namespace tipwire::routing
