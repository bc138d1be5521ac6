// SPDX-License-Identifier: Apache-2.0
// The form of everything that is sealed, and the padding of bodies.
//
// scheme u8 = 1 | key epoch u32, big endian | nonce (12) | ciphertext | tag (16)
// Bound to it (AAD): scheme | key epoch | the tip's salt (16) | a column's name, for bodies.
#pragma once

#include <optional>
#include <string_view>

#include "gateway/crypto/aead.hpp"
#include "routing/domain/ids.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

inline constexpr std::uint8_t sealing_scheme = 1;
inline constexpr std::size_t sealed_head_size = 1 + 4;
inline constexpr std::size_t sealed_overhead =
    sealed_head_size + Aes256Gcm::nonce_size + Aes256Gcm::tag_size;
inline constexpr std::size_t column_name_max = 32;
inline constexpr std::size_t sealed_body_max =
    64 * 1024 * 1024;  // before padding; intake's own limits are lower

// What a sealed value belongs to: it opens nowhere else.
struct SealedPlace {
    const routing::TipSalt& salt;
    std::string_view column;
};

// Head and nonce, with zeroed room for plain_size bytes and the tag.
routing::Bytes start_sealed_value(std::uint32_t epoch, std::size_t plain_size,
                                  routing::Random& random);
std::span<std::uint8_t> plain_room(routing::Bytes& sealed);
void seal_in_place(Aes256Gcm& cipher, const SealedPlace& place, routing::Bytes& sealed);

// The epoch of the key that opens it; nullopt if this is no sealed value of our scheme.
std::optional<std::uint32_t> epoch_of_sealed(routing::ByteView sealed);
std::size_t plain_size_of(routing::ByteView sealed);  // of one that has an epoch
// plain has plain_size_of() bytes. False, and plain wiped, if it is not authentic in this place.
bool open_sealed(Aes256Gcm& cipher, const SealedPlace& place, routing::ByteView sealed,
                 std::span<std::uint8_t> plain);

// The size step that holds a body and its length: 256 B, 1 KiB, 4 KiB, 16 KiB and so on by four.
std::size_t padded_size(std::size_t body_size);

}  // namespace tipwire::gateway
