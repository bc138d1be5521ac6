// SPDX-License-Identifier: Apache-2.0
// A message as a modem daemon or a pager receiver handed it over, and the JSON line that the daemon
// takes.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "routing/domain/message_body.hpp"

namespace tipwire::gateway {

// What one message may bring, in any of the forms: 255 parts of 153 characters are 39 KB. With
// every byte escaped it still fits into one request to the daemon.
inline constexpr std::size_t handed_bytes_max = 128 * 1024;

// Holds the sender's number: never printed, and gone when the line is sent.
struct HandedMessage {
    std::string id;    // a hash: the same for the same message handed over again
    std::string from;  // empty: nobody who could be answered
    std::string to;
    std::string text;  // UTF-8
    routing::Part part;
};

// SHA-256 of the pieces in hex; each piece counts with its length, so that no two lists are alike.
std::string handed_id(std::initializer_list<std::string_view> pieces);

// {"id":"9f…","from":"+7…","to":"","text":"…","part":{"ref":7,"number":1,"total":3}}, no line end.
std::string to_ingest_line(const HandedMessage& message);

// Valid UTF-8 without control characters but line ends and tabs: somebody's words. What is not may
// be a picture notification of the network, which names the sender inside.
bool is_readable_text(std::string_view bytes);

}  // namespace tipwire::gateway
