// SPDX-License-Identifier: Apache-2.0
// Hashes and MACs over OpenSSL's EVP, with fetched algorithms and reused contexts (performance: x2
// to x5).
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {

using Digest256 = std::array<std::uint8_t, 32>;

Digest256 sha256(routing::ByteView data);  // thread-safe: a context for each thread
// Of the parts, one after the other. Only for providers that still sign with it; thread-safe.
std::array<std::uint8_t, 16> md5(std::initializer_list<std::string_view> parts);

// A keyed HMAC whose context is reused. Not thread-safe.
class Hmac {
public:
    enum class Hash : std::uint8_t { md5, sha1, sha256, sha384, sha512 };
    Hmac(Hash hash, routing::ByteView key);
    ~Hmac();
    Hmac(Hmac&&) noexcept;
    Hmac& operator=(Hmac&&) noexcept;

    // The MAC of the parts, one after the other, 16 to 64 bytes.
    routing::Bytes of(std::initializer_list<std::string_view> parts);
    routing::Bytes of(std::span<const std::string_view> parts);
    // The same into `out`, cut to its first out.size() bytes; allocates nothing. out is not longer
    // than the MAC.
    void write(std::initializer_list<std::string_view> parts, std::span<std::uint8_t> out);

private:
    struct State;
    void write(std::span<const std::string_view> parts, std::span<std::uint8_t> out);
    std::unique_ptr<State> state_;
};

// HKDF-SHA-256 (RFC 5869) with 32 bytes of output; the label is RFC 5869's info,
// "tipwire/v1/<purpose>".
Digest256 hkdf(routing::ByteView key, std::string_view label, routing::ByteView salt = {});
// The two halves of it, for who expands one key often: hkdf() = expand of extract.
Digest256 hkdf_extract(routing::ByteView key, routing::ByteView salt = {});
void hkdf_expand(Hmac& extracted, std::string_view label, std::string_view more,
                 std::span<std::uint8_t, 32> out);  // info = label | more

// Equal length and bytes, in constant time for equal lengths (CRYPTO_memcmp).
bool equal_constant_time(std::string_view left, std::string_view right);

std::string to_base64(routing::ByteView bytes);
// Standard alphabet, padding required, no blanks, unused bits zero. nullopt if malformed.
std::optional<routing::Bytes> from_base64(std::string_view text);
// As JSON Web Tokens write it (RFC 4648, section 5): "-" and "_", no padding. nullopt if malformed.
std::optional<routing::Bytes> from_base64url(std::string_view text);

}  // namespace tipwire::gateway
