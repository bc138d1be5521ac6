// SPDX-License-Identifier: Apache-2.0
// FF1 as SP 800-38G, algorithms 7 and 8, with the names of the standard where they help: P, Q, b,
// d, u, v.
#include "gateway/crypto/ff1.hpp"

#include <algorithm>
#include <array>

#include "gateway/crypto/big_endian.hpp"
#include "gateway/crypto/evp.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

using Block = std::array<std::uint8_t, 16>;
using Half = Ff1Digits::Half;
using Halves = Ff1Digits::Halves;

constexpr std::uint8_t rounds = 10;
constexpr std::size_t code_length = 15;
constexpr std::uint64_t code_right = 100'000'000;  // the eight digits of the right half
constexpr std::uint64_t code_left = 10'000'000;

Half power_of_ten(std::size_t exponent) {
    Half power = 1;
    while (exponent-- > 0) power *= 10;
    return power;
}

// b: the bytes that hold any number of so many digits.
std::size_t bytes_for_digits(std::size_t digits) {
    std::size_t bytes = 0;
    for (Half rest = power_of_ten(digits) - 1; rest > 0; rest >>= 8) ++bytes;
    return bytes;
}

Half number_of(std::span<const std::uint8_t> bytes) {
    Half number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

Half digits_to_half(std::string_view digits) {
    Half number = 0;
    for (const char digit : digits) {
        TIPWIRE_ASSERT('0' <= digit && digit <= '9');
        number = number * 10 + static_cast<Half>(digit - '0');
    }
    return number;
}

void append_digits(std::string& text, Half number, std::size_t count) {
    text.append(count, '0');
    for (std::size_t i = text.size(); count > 0; --count, number /= 10)
        text[--i] = static_cast<char>('0' + static_cast<int>(number % 10));
}

void mix_into(Block& block, std::span<const std::uint8_t> bytes) {
    for (std::size_t i = 0; i < block.size(); ++i) block[i] ^= bytes[i];
}

}  // namespace

struct Ff1Digits::State {
    evp::CipherContext aes;
    std::size_t u = 0;  // digits of the left half
    std::size_t v = 0;  // and of the right one
    Half left_modulus = 0;
    Half right_modulus = 0;
    std::size_t b = 0;
    std::size_t d = 0;
    Block chained_p{};                 // AES(P): the same in every round
    std::array<std::uint8_t, 48> q{};  // tweak | zeros | round | half: the first parts never change
    std::size_t q_size = 0;

    // ECB keeps no state between blocks, so the context is keyed once.
    Block cipher(const Block& in) const {
        Block out;
        int size = 0;
        const int done =
            EVP_EncryptUpdate(aes.get(), out.data(), &size, in.data(), static_cast<int>(in.size()));
        evp::require(done == 1 && size == static_cast<int>(out.size()), "AES failed");
        return out;
    }
    Half modulus_of_round(std::uint8_t index) const {
        return index % 2 == 0 ? left_modulus : right_modulus;
    }
};

Ff1Digits::Ff1Digits(routing::ByteView key, routing::ByteView tweak, std::size_t length)
    : state_(std::make_unique<State>()) {
    TIPWIRE_ASSERT(digits_min <= length && length <= digits_max);
    TIPWIRE_ASSERT(tweak.size() <= tweak_size_max);
    State& state = *state_;
    state.aes = evp::new_cipher_context();
    const int keyed = EVP_EncryptInit_ex2(state.aes.get(), evp::aes_ecb(key.size()), key.data(),
                                          nullptr, nullptr);
    evp::require(keyed == 1 && EVP_CIPHER_CTX_set_padding(state.aes.get(), 0) == 1,
                 "AES takes no key");

    state.u = length / 2;
    state.v = length - state.u;
    state.left_modulus = power_of_ten(state.u);
    state.right_modulus = power_of_ten(state.v);
    state.b = bytes_for_digits(state.v);
    state.d = 4 * ((state.b + 3) / 4) + 4;
    TIPWIRE_ASSERT(state.d <= sizeof(Block));

    Block p{1, 2, 1, 0, 0, 10, rounds, static_cast<std::uint8_t>(state.u)};
    store_big_endian(static_cast<std::uint32_t>(length), std::span{p}.subspan<8, 4>());
    store_big_endian(static_cast<std::uint32_t>(tweak.size()), std::span{p}.subspan<12, 4>());
    state.chained_p = state.cipher(p);

    std::ranges::copy(tweak, state.q.begin());
    state.q_size = (tweak.size() + 1 + state.b + 15) / 16 * 16;
}

Ff1Digits::~Ff1Digits() = default;
Ff1Digits::Ff1Digits(Ff1Digits&&) noexcept = default;
Ff1Digits& Ff1Digits::operator=(Ff1Digits&&) noexcept = default;

// Steps 6 i to iv of the standard: y = NUM(first d bytes of CBC-MAC(P | Q)).
Half Ff1Digits::round(std::uint8_t index, Half half) const {
    State& state = *state_;
    std::size_t end = state.q_size;
    for (std::size_t i = 0; i < state.b; ++i, half >>= 8)
        state.q[--end] = static_cast<std::uint8_t>(half);
    state.q[--end] = index;

    Block block = state.chained_p;
    for (std::size_t at = 0; at < state.q_size; at += block.size()) {
        mix_into(block, std::span{state.q}.subspan(at, block.size()));
        block = state.cipher(block);
    }
    return number_of(std::span{block}.first(state.d));
}

Halves Ff1Digits::encrypt(Halves number) const {
    for (std::uint8_t i = 0; i < rounds; ++i) {
        const Half modulus = state_->modulus_of_round(i);
        const Half mixed = (number.left + round(i, number.right) % modulus) % modulus;
        number = Halves{number.right, mixed};
    }
    return number;
}

Halves Ff1Digits::decrypt(Halves number) const {
    for (std::uint8_t i = rounds; i-- > 0;) {
        const Half modulus = state_->modulus_of_round(i);
        const Half mixed = (number.right + modulus - round(i, number.left) % modulus) % modulus;
        number = Halves{mixed, number.left};
    }
    return number;
}

Halves Ff1Digits::parse(std::string_view digits) const {
    TIPWIRE_ASSERT(digits.size() == state_->u + state_->v);
    return {digits_to_half(digits.substr(0, state_->u)), digits_to_half(digits.substr(state_->u))};
}

std::string Ff1Digits::spell(const Halves& number) const {
    std::string text;
    append_digits(text, number.left, state_->u);
    append_digits(text, number.right, state_->v);
    return text;
}

std::string Ff1Digits::encrypt(std::string_view digits) const {
    return spell(encrypt(parse(digits)));
}
std::string Ff1Digits::decrypt(std::string_view digits) const {
    return spell(decrypt(parse(digits)));
}

Ff1::Ff1(const routing::SecretKey& key) : digits_(key.reveal(), {}, code_length) {}

std::uint64_t Ff1::encrypt(std::uint64_t number) const {
    TIPWIRE_ASSERT(number < code_left * code_right);
    const Halves code = digits_.encrypt(Halves{number / code_right, number % code_right});
    return static_cast<std::uint64_t>(code.left) * code_right +
           static_cast<std::uint64_t>(code.right);
}

std::uint64_t Ff1::decrypt(std::uint64_t number) const {
    TIPWIRE_ASSERT(number < code_left * code_right);
    const Halves code = digits_.decrypt(Halves{number / code_right, number % code_right});
    return static_cast<std::uint64_t>(code.left) * code_right +
           static_cast<std::uint64_t>(code.right);
}

}  // namespace tipwire::gateway
