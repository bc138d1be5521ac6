// SPDX-License-Identifier: Apache-2.0
// FF1 (NIST SP 800-38G): a keyed permutation of decimal numbers of a fixed length. Makes tip codes
// of sequence numbers.
//
// NIST's sample 7, AES-256 with an empty tweak: "0123456789" <-> "6657667009".
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "routing/domain/bytes.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

// FF1 with radix 10 as the standard has it. Not thread-safe: the AES context is reused.
class Ff1Digits {
public:
    static constexpr std::size_t digits_min = 6;   // a domain of 10^6, SP 800-38G rev. 1
    static constexpr std::size_t digits_max = 56;  // halves of 28 digits: one AES block a round
    static constexpr std::size_t tweak_size_max = 16;

    using Half = unsigned __int128;
    struct Halves {  // the number's first floor(n/2) digits, and the others
        Half left;
        Half right;
    };

    // key: 16, 24 or 32 bytes. length: how many digits every number has. Limits are assertions.
    Ff1Digits(routing::ByteView key, routing::ByteView tweak, std::size_t length);
    ~Ff1Digits();
    Ff1Digits(Ff1Digits&&) noexcept;
    Ff1Digits& operator=(Ff1Digits&&) noexcept;

    Halves encrypt(Halves number) const;
    Halves decrypt(Halves number) const;
    // The same with ASCII digits, as many as length.
    std::string encrypt(std::string_view digits) const;
    std::string decrypt(std::string_view digits) const;

private:
    struct State;
    Half round(std::uint8_t index, Half half) const;
    Halves parse(std::string_view digits) const;
    std::string spell(const Halves& number) const;
    std::unique_ptr<State> state_;
};

// FF1 over fifteen digits with AES-256 and an empty tweak.
class Ff1 {
public:
    explicit Ff1(const routing::SecretKey& key);

    std::uint64_t encrypt(std::uint64_t number) const;  // number < 10^15, so is the result
    std::uint64_t decrypt(std::uint64_t number) const;

private:
    Ff1Digits digits_;
};

}  // namespace tipwire::gateway
