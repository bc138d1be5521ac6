// SPDX-License-Identifier: Apache-2.0
// Walks the information elements of a user data header; every length is checked against what is
// there.
#include "gateway/sms/udh.hpp"

#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {
namespace {

using routing::ByteView;
using routing::Part;

constexpr std::uint8_t concatenation_8_bit = 0x00;
constexpr std::uint8_t concatenation_16_bit = 0x08;

bool length_holds(ByteView header) { return !header.empty() && header[0] + 1U == header.size(); }

std::optional<Part> part_of_element(std::uint8_t id, ByteView data) {
    if (id == concatenation_8_bit && data.size() == 3) return Part{data[0], data[2], data[1]};
    if (id == concatenation_16_bit && data.size() == 4)
        return Part{static_cast<std::uint32_t>(data[0]) << 8 | data[1], data[3], data[2]};
    return std::nullopt;
}

std::optional<Part> part_of_elements(ByteView elements) {
    while (elements.size() >= 2) {
        const std::size_t length = elements[1];
        if (elements.size() < 2 + length) return std::nullopt;
        const auto part = part_of_element(elements[0], elements.subspan(2, length));
        if (part) return is_part(*part) ? part : std::nullopt;
        elements = elements.subspan(2 + length);
    }
    return std::nullopt;
}

}  // namespace

bool is_part(const Part& part) {
    return part.total >= 1 && part.total <= 255 && part.number >= 1 && part.number <= part.total;
}

std::optional<Part> part_of_udh(std::string_view udh) {
    // Hex is tried first: a raw header whose bytes are all hex digits would be 49 bytes or longer.
    const auto bytes = routing::from_hex(udh);
    if (bytes && length_holds(*bytes)) return part_of_elements(ByteView(*bytes).subspan(1));
    const ByteView raw = routing::as_bytes(udh);
    if (!length_holds(raw)) return std::nullopt;
    return part_of_elements(raw.subspan(1));
}

}  // namespace tipwire::gateway
