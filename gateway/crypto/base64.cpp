// SPDX-License-Identifier: Apache-2.0
// Base64 (RFC 4648, section 4), strict: OpenSSL's decoder skips blanks and forgives padding, ours
// does not.
#include <openssl/evp.h>

#include <algorithm>
#include <climits>

#include "gateway/crypto/evp.hpp"
#include "gateway/crypto/mac.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {
namespace {

constexpr std::size_t base64_text_max = INT_MAX / 2;  // EVP_DecodeBlock counts in int

std::size_t padding_of(std::string_view text) {
    if (text.ends_with("==")) return 2;
    return text.ends_with('=') ? 1 : 0;
}

// There is one spelling for each byte string: what does not come back the same was another one.
bool is_spelling_of(std::string_view text, routing::ByteView bytes) {
    std::string spelled = to_base64(bytes);
    const bool same = spelled == text;
    routing::wipe(spelled);  // secrets pass here
    return same;
}

}  // namespace

std::string to_base64(routing::ByteView bytes) {
    if (bytes.empty()) return {};
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock ends with a NUL
    const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                     static_cast<int>(bytes.size()));
    evp::require(size >= 0, "base64 failed");
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::optional<routing::Bytes> from_base64(std::string_view text) {
    if (text.empty()) return routing::Bytes{};
    if (text.size() % 4 != 0 || text.size() > base64_text_max) return std::nullopt;
    routing::Bytes bytes(text.size() / 4 * 3);
    const int size = EVP_DecodeBlock(bytes.data(), routing::as_bytes(text).data(),
                                     static_cast<int>(text.size()));
    if (size != static_cast<int>(bytes.size())) {
        evp::clear_errors();
        return std::nullopt;
    }
    bytes.resize(bytes.size() - padding_of(text));
    if (!is_spelling_of(text, bytes)) return std::nullopt;
    return bytes;
}

std::optional<routing::Bytes> from_base64url(std::string_view text) {
    if (text.find_first_of("+/=") != text.npos) return std::nullopt;
    std::string standard(text);
    std::replace(standard.begin(), standard.end(), '-', '+');
    std::replace(standard.begin(), standard.end(), '_', '/');
    standard.append((4 - standard.size() % 4) % 4, '=');
    return from_base64(standard);
}

}  // namespace tipwire::gateway
