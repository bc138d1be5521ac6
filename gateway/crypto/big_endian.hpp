// SPDX-License-Identifier: Apache-2.0
// Whole numbers in network order, for the folder's file and value formats.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace tipwire::gateway {

template <class Number>
void store_big_endian(Number value, std::span<std::uint8_t, sizeof(Number)> out) {
    auto rest = static_cast<std::uint64_t>(value);
    for (std::size_t i = sizeof(Number); i-- > 0; rest >>= 8)
        out[i] = static_cast<std::uint8_t>(rest);
}

template <class Number>
Number load_big_endian(std::span<const std::uint8_t, sizeof(Number)> bytes) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) value = value << 8 | byte;
    return static_cast<Number>(value);
}

// Writes one field after the other into room that is large enough.
class FieldWriter {
public:
    explicit FieldWriter(std::span<std::uint8_t> room) : room_(room) {}

    template <class Number>
    void number(Number value) {
        store_big_endian<Number>(value, room_.first<sizeof(Number)>());
        room_ = room_.subspan(sizeof(Number));
    }
    void bytes(std::span<const std::uint8_t> bytes) {
        std::copy(bytes.begin(), bytes.end(), room_.begin());
        room_ = room_.subspan(bytes.size());
    }

private:
    std::span<std::uint8_t> room_;
};

// Reads them back; the caller has checked the size.
class FieldReader {
public:
    explicit FieldReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    template <class Number>
    Number number() {
        return load_big_endian<Number>(take(sizeof(Number)).template first<sizeof(Number)>());
    }
    std::span<const std::uint8_t> take(std::size_t size) {
        const auto taken = bytes_.first(size);
        bytes_ = bytes_.subspan(size);
        return taken;
    }

private:
    std::span<const std::uint8_t> bytes_;
};

}  // namespace tipwire::gateway
