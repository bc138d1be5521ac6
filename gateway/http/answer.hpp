// SPDX-License-Identifier: Apache-2.0
// Answers as bytes: one string, one write. Beast's serialiser costs more than the rest of a small
// answer.
#pragma once

#include <string>
#include <string_view>

#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// "Not Found" for 404; "Error" for what is not in the table.
std::string_view reason_phrase(int status);

// Appends head and body. without_body: the answer to HEAD, whose Content-Length is the one of GET.
// Control characters in header values become blanks: no handler can split an answer.
void append_answer(std::string& out, const Response& response, bool close, bool without_body);

// What the server itself says to a request that no handler saw.
Response refusal(int status);

}  // namespace tipwire::gateway
