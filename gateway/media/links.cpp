// SPDX-License-Identifier: Apache-2.0
// Sealing and opening of link tokens.
#include "gateway/media/links.hpp"

#include <algorithm>

#include "gateway/crypto/big_endian.hpp"
#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

using routing::Bytes;
using routing::ByteView;

constexpr std::size_t fixed_size = 8 + 4;
constexpr std::size_t token_size_max = 512;
constexpr std::string_view place = "/m/";  // bound to it: a token is good for nothing else

std::int64_t hours_of(routing::Instant at) {
    return std::chrono::duration_cast<std::chrono::hours>(at.time_since_epoch()).count();
}

std::string to_url_alphabet(std::string text) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

std::optional<Bytes> from_url_alphabet(std::string text) {
    if (text.find_first_of("+/=") != text.npos) return std::nullopt;  // one spelling only
    std::replace(text.begin(), text.end(), '-', '+');
    std::replace(text.begin(), text.end(), '_', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return from_base64(text);
}

Digest256 link_key(const routing::SecretKey& root) {
    return hkdf(root.reveal(), "tipwire/v1/media-link");
}

}  // namespace

MediaLinks::MediaLinks(const routing::SecretKey& root, routing::Random& random,
                       routing::Duration life)
    : random_(random), life_(life) {
    Digest256 key = link_key(root);
    cipher_.set_key(key);
    routing::wipe(key);
}

std::string MediaLinks::token(routing::MediumSeq medium, std::string_view contact,
                              routing::Instant now) {
    constexpr auto head = Aes256Gcm::nonce_size;
    Bytes bytes(head + fixed_size + contact.size() + Aes256Gcm::tag_size);
    const std::span all(bytes);
    random_.fill(all.first<head>());
    const auto text = all.subspan(head, fixed_size + contact.size());
    FieldWriter writer{text};
    writer.number(static_cast<std::uint64_t>(medium.value));
    writer.number(static_cast<std::uint32_t>(hours_of(now + life_) + 1));  // the hour's end
    writer.bytes(routing::as_bytes(contact));
    cipher_.seal(ByteView(bytes).first<head>(), routing::as_bytes(place), text,
                 all.last<Aes256Gcm::tag_size>());
    return to_url_alphabet(to_base64(bytes));
}

std::optional<OpenedLink> MediaLinks::open(std::string_view token, routing::Instant now) {
    constexpr auto head = Aes256Gcm::nonce_size;
    constexpr auto least = head + fixed_size + Aes256Gcm::tag_size;
    if (token.size() > token_size_max) return std::nullopt;
    const auto bytes = from_url_alphabet(std::string(token));
    if (!bytes || bytes->size() < least) return std::nullopt;
    const ByteView all(*bytes);
    const auto sealed = all.subspan(head, all.size() - head - Aes256Gcm::tag_size);
    Bytes plain(sealed.size());
    const bool authentic = cipher_.open(all.first<head>(), routing::as_bytes(place), sealed,
                                        all.last<Aes256Gcm::tag_size>(), plain);
    if (!authentic) return std::nullopt;
    const ByteView text(plain);
    const auto end = load_big_endian<std::uint32_t>(text.subspan(8).first<4>());
    if (hours_of(now) >= static_cast<std::int64_t>(end)) return std::nullopt;
    OpenedLink link;
    link.medium.value = static_cast<std::int64_t>(load_big_endian<std::uint64_t>(text.first<8>()));
    link.contact = routing::as_text(text.subspan(fixed_size));
    return link;
}

}  // namespace tipwire::gateway
