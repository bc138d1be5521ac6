// SPDX-License-Identifier: Apache-2.0
// A picture, sound or film that came with a message: its states, the sealed head that describes it,
// and what its first bytes say it is.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "routing/domain/bytes.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::routing {

// The numbers are stored: never renumber.
enum class MediumState : std::uint8_t {
    waiting = 1,    // to be fetched or cleaned
    cleaned = 2,    // encoded anew, without metadata
    uncleaned = 3,  // here, sealed as it came: of a kind that cannot be cleaned
    refused = 4,    // too large, of a kind that is not taken, unreadable: the reason is beside it
    held = 5,       // with the provider: only its address is kept, and it is not to be fetched
};
std::string_view name(MediumState state);
bool is_final(MediumState state);  // nothing more will be done with it by itself

using MediumId = std::array<std::uint8_t, 16>;

// Sealed beside the pieces. The address names the sender at the provider: it is dropped once the
// bytes are here.
struct MediumHead {
    MediumId id{};           // random; the pieces are bound to it
    std::string type;        // as the provider said; of what was read, what its bytes say
    std::string url;         // empty: it came inline or was fetched
    std::uint64_t size = 0;  // of the pieces together

    MediumHead() = default;
};

// 1 | id (16) | size (8) | length of the type (2) | type | address; numbers big endian.
Secret<Bytes> encode(const MediumHead& head);
// Errors: Errc::damaged.
Result<MediumHead> decode_medium_head(ByteView bytes);

// "image/jpeg", "image/png", "image/gif", "audio/amr", "video/mp4" and the like, by the first
// bytes; "application/octet-stream" for what is not known.
std::string_view type_by_magic(ByteView bytes);
bool can_be_cleaned(std::string_view type);  // JPEG and PNG
// Whether a list of types takes this one: "image/jpeg", "image/*" or "*".
bool type_matches(std::string_view pattern, std::string_view type);

}  // namespace tipwire::routing
