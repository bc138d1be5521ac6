// SPDX-License-Identifier: Apache-2.0
// Laying out, binding and taking apart sealed values.
#include "gateway/crypto/sealed_value.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/big_endian.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t body_step_first = 256;
constexpr std::size_t body_step_factor = 4;
constexpr std::size_t body_length_size = 4;

// Small enough for the stack: the head, the salt and the column's name, one after the other.
class BoundBytes {
public:
    BoundBytes(routing::ByteView sealed, const SealedPlace& place) {
        TIPWIRE_ASSERT(place.column.size() <= column_name_max);
        append(sealed.first(sealed_head_size));
        append(place.salt.bytes);
        append(routing::as_bytes(place.column));
    }
    routing::ByteView view() const { return routing::ByteView{bytes_}.first(size_); }

private:
    void append(routing::ByteView part) {
        std::ranges::copy(part, bytes_.begin() + static_cast<std::ptrdiff_t>(size_));
        size_ += part.size();
    }
    std::array<std::uint8_t, sealed_head_size + 16 + column_name_max> bytes_;
    std::size_t size_ = 0;
};

template <class Byte>
auto nonce_part(std::span<Byte> sealed) {
    return sealed.template subspan<sealed_head_size, Aes256Gcm::nonce_size>();
}
template <class Byte>
auto text_part(std::span<Byte> sealed) {
    return sealed.subspan(sealed_head_size + Aes256Gcm::nonce_size,
                          sealed.size() - sealed_overhead);
}
template <class Byte>
auto tag_part(std::span<Byte> sealed) {
    return sealed.template last<Aes256Gcm::tag_size>();
}

}  // namespace

routing::Bytes start_sealed_value(std::uint32_t epoch, std::size_t plain_size,
                                  routing::Random& random) {
    routing::Bytes sealed(sealed_overhead + plain_size);
    const std::span<std::uint8_t> all{sealed};
    FieldWriter writer{all};
    writer.number(sealing_scheme);
    writer.number(epoch);
    random.fill(nonce_part(all));
    return sealed;
}

std::span<std::uint8_t> plain_room(routing::Bytes& sealed) {
    return text_part(std::span<std::uint8_t>{sealed});
}

void seal_in_place(Aes256Gcm& cipher, const SealedPlace& place, routing::Bytes& sealed) {
    const std::span<std::uint8_t> all{sealed};
    const BoundBytes bound{all, place};
    cipher.seal(nonce_part(all), bound.view(), text_part(all), tag_part(all));
}

std::optional<std::uint32_t> epoch_of_sealed(routing::ByteView sealed) {
    if (sealed.size() < sealed_overhead || sealed.front() != sealing_scheme) return std::nullopt;
    return load_big_endian<std::uint32_t>(sealed.subspan<1, 4>());
}

std::size_t plain_size_of(routing::ByteView sealed) { return sealed.size() - sealed_overhead; }

bool open_sealed(Aes256Gcm& cipher, const SealedPlace& place, routing::ByteView sealed,
                 std::span<std::uint8_t> plain) {
    const BoundBytes bound{sealed, place};
    return cipher.open(nonce_part(sealed), bound.view(), text_part(sealed), tag_part(sealed),
                       plain);
}

std::size_t padded_size(std::size_t body_size) {
    TIPWIRE_ASSERT(body_size <= sealed_body_max);
    std::size_t step = body_step_first;
    while (step < body_length_size + body_size) step *= body_step_factor;
    return step;
}

}  // namespace tipwire::gateway
