// SPDX-License-Identifier: Apache-2.0
// Names of things. Inside, a row is named by its sequence number (ordered keys keep the store
// fast); outside, by a PublicId, which is that number encrypted and so shows neither order nor
// time.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tipwire::routing {

template <class Tag>
struct Sequence {
    std::int64_t value = 0;  // from 1; 0 names nothing
    auto operator<=>(const Sequence&) const = default;
};
using TipSeq = Sequence<struct TipTag>;
using MessageSeq = Sequence<struct MessageTag>;
using DeliverySeq = Sequence<struct DeliveryTag>;
using PartSeq = Sequence<struct PartTag>;
using MediumSeq = Sequence<struct MediumTag>;

enum class IdKind : std::uint8_t { tip = 1, message = 2, delivery = 3, medium = 4 };

// 16 bytes, written as 32 hex digits. Made and undone by Vault::public_id / sequence_of.
struct PublicId {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const PublicId&) const = default;

    std::string text() const;
    static std::optional<PublicId> parse(std::string_view text);
};

// Random, drawn once for each tip: the name that sealed values and audit leaves are bound to.
struct TipSalt {
    std::array<std::uint8_t, 16> bytes{};
    auto operator<=>(const TipSalt&) const = default;
};

}  // namespace tipwire::routing
