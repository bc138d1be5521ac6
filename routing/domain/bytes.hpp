// SPDX-License-Identifier: Apache-2.0
// Byte strings, and hex for the few of them that people read.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tipwire::routing {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(ByteView bytes);                      // lower case
std::optional<Bytes> from_hex(std::string_view digits);  // either case; nullopt if odd or not hex

}  // namespace tipwire::routing
