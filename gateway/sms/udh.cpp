// SPDX-License-Identifier: Apache-2.0
// Walks the information elements of a user data header; every length is checked against what is
// there.
#include "gateway/sms/udh.hpp"

#include <algorithm>

#include "gateway/http/encoding.hpp"
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

// As X-Kannel-UDH has it: "%05%00%03%C7%03%02", a blank as "+". Its zero bytes are always escaped,
// so without a percent sign it is not this form, and a "+" is a plus.
std::string form_decode(std::string_view text) {
    if (text.find('%') == text.npos) return {};
    std::string blanks(text);
    std::replace(blanks.begin(), blanks.end(), '+', ' ');
    return percent_decode(blanks);
}

}  // namespace

bool is_part(const Part& part) {
    return part.total >= 1 && part.total <= 255 && part.number >= 1 && part.number <= part.total;
}

std::size_t udh_in_front(std::string_view bytes) {
    const auto header = routing::as_bytes(bytes);
    if (header.size() < 3 || header.size() < header[0] + 1U) return 0;
    const bool concatenation = (header[1] == concatenation_8_bit && header[2] == 3) ||
                               (header[1] == concatenation_16_bit && header[2] == 4);
    const std::size_t size = header[0] + 1U;
    return concatenation && part_of_elements(header.subspan(1, size - 1)) ? size : 0;
}

std::optional<Part> part_of_udh(std::string_view udh) {
    // Written forms first: a raw header that looked like one would be 38 bytes or longer.
    const auto hex = routing::from_hex(udh);
    if (hex && length_holds(*hex)) return part_of_elements(ByteView(*hex).subspan(1));
    const std::string decoded = form_decode(udh);
    if (length_holds(routing::as_bytes(decoded)))
        return part_of_elements(routing::as_bytes(decoded).subspan(1));
    if (!length_holds(routing::as_bytes(udh))) return std::nullopt;
    return part_of_elements(routing::as_bytes(udh).subspan(1));
}

}  // namespace tipwire::gateway
