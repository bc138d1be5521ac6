// SPDX-License-Identifier: Apache-2.0
// The user data header of a short message, of which only the numbering of parts is wanted.
//
// 05 00 03 C7 03 02          length 5; element 00 (8 bit reference), 3 bytes: reference C7, of 3
// parts the 2nd 06 08 04 12 C7 03 02       length 6; element 08 (16 bit reference), 4 bytes:
// reference 12C7, the same
#pragma once

#include <optional>
#include <string_view>

#include "routing/domain/message_body.hpp"

namespace tipwire::gateway {

// udh: raw bytes, or the same as hex digits or form-encoded (Kannel has a header and a query field
// for it, each in its own spelling); the length byte included (3GPP TS 23.040, section 9.2.3.24).
// nullopt if it names no part or does not hold together: then the message counts
// as whole.
std::optional<routing::Part> part_of_udh(std::string_view udh);

// The size of the header that these bytes begin with, if it is one and names a part, else 0. No
// text begins with one by chance: 05 00 03 is "é@¥" in GSM 03.38, and no letters in UTF-16.
std::size_t udh_in_front(std::string_view bytes);

// number 1 to total, total up to 255 (the header's own limit).
bool is_part(const routing::Part& part);

}  // namespace tipwire::gateway
