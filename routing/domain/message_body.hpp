// SPDX-License-Identifier: Apache-2.0
// What is sealed for one message, and its encoding: a length-prefixed list of fields (final
// format).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "routing/domain/bytes.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/tip_text.hpp"

namespace tipwire::routing {

// One part of a concatenated message, as the network numbers it.
struct Part {
    std::uint32_t reference = 0;
    std::uint32_t number = 1;
    std::uint32_t total = 1;
    bool operator==(const Part&) const = default;
};

// A picture or sound the provider holds, or that came inline. The URL names the sender at the
// provider, so it is kept sealed only.
struct Media {
    std::string type;  // "image/jpeg"
    std::string url;   // empty if inline
    Bytes data;
    bool operator==(const Media&) const = default;
};

struct MessageBody {
    TipText text;
    std::string recipient;
    Part part;
    std::vector<Media> media;

    MessageBody() = default;
};

// Version 1: byte 1, then fields as tag (1), length (4, big endian), bytes. Unknown tags are
// skipped, so a later version may add some.
Secret<Bytes> encode(const MessageBody& body);
// Errors: Errc::damaged.
Result<MessageBody> decode_message_body(ByteView bytes);

}  // namespace tipwire::routing
