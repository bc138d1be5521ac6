// SPDX-License-Identifier: Apache-2.0
// Bytes and hashes of the audit chain, over OpenSSL's EVP.
#include "storage/audit_leaf.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <stdexcept>

namespace tipwire::storage {

namespace {

using routing::ByteView;

constexpr std::uint8_t version = 1;
constexpr std::uint8_t leaf_prefix = 0x00;   // RFC 9162 section 2.1.1
constexpr std::uint8_t chain_prefix = 0x02;  // 0x01 is the Merkle tree's node prefix
constexpr std::string_view commitment_label = "tipwire/v1/audit-tip";

void need(bool worked) {
    if (!worked) throw std::runtime_error("OpenSSL cannot hash");
}

template <class Number>
std::uint8_t* put(std::uint8_t* at, Number number) {
    for (int shift = static_cast<int>(sizeof number) * 8 - 8; shift >= 0; shift -= 8) {
        *at++ = static_cast<std::uint8_t>(number >> shift);
    }
    return at;
}

template <class Number>
Number take(const std::uint8_t*& at) {
    Number number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        number = static_cast<Number>(number << 8 | *at++);
    }
    return number;
}

}  // namespace

std::string_view name(AuditEvent event) {
    switch (event) {
        case AuditEvent::received: return "received";
        case AuditEvent::message_added: return "message_added";
        case AuditEvent::withdrawn: return "withdrawn";
        case AuditEvent::routed: return "routed";
        case AuditEvent::delivered: return "delivered";
        case AuditEvent::undeliverable: return "undeliverable";
        case AuditEvent::retried: return "retried";
        case AuditEvent::updated: return "updated";
        case AuditEvent::closed: return "closed";
        case AuditEvent::addresses_forgotten: return "addresses_forgotten";
        case AuditEvent::epochs_forgotten: return "epochs_forgotten";
        case AuditEvent::started: return "started";
        case AuditEvent::released: return "released";
        case AuditEvent::part_held: return "part_held";
        case AuditEvent::medium_settled: return "medium_settled";
    }
    return "unknown";
}

bool brings_message(AuditEvent event) {
    return event == AuditEvent::received || event == AuditEvent::message_added ||
           event == AuditEvent::withdrawn;
}

Canonical canonical(const AuditEntry& entry) {
    Canonical bytes;
    std::uint8_t* at = put(bytes.data(), version);
    at = put(at, entry.seq);
    at = put(at, entry.hour);
    at = put(at, static_cast<std::uint8_t>(entry.event));
    at = std::copy(entry.commitment.begin(), entry.commitment.end(), at);
    at = put(at, entry.actor);
    put(at, entry.detail);
    return bytes;
}

std::optional<AuditEntry> parse_canonical(ByteView bytes) {
    if (bytes.size() != canonical_size || bytes[0] != version) return std::nullopt;
    const std::uint8_t* at = bytes.data() + 1;
    AuditEntry entry;
    entry.seq = take<std::uint64_t>(at);
    entry.hour = take<std::uint32_t>(at);
    entry.event = static_cast<AuditEvent>(*at++);
    std::copy_n(at, entry.commitment.size(), entry.commitment.begin());
    at += entry.commitment.size();
    entry.actor = take<std::uint32_t>(at);
    entry.detail = take<std::uint16_t>(at);
    return entry;
}

std::uint32_t unix_hour(routing::Instant at) {
    const auto hours = std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count();
    return static_cast<std::uint32_t>(std::clamp<std::int64_t>(hours, 0, UINT32_MAX));
}

struct AuditHasher::State {
    EVP_MD* digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    EVP_MD_CTX* digesting = EVP_MD_CTX_new();
    EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    EVP_MAC_CTX* macing = mac ? EVP_MAC_CTX_new(mac) : nullptr;

    State() {
        need(digest && digesting && macing);
        char algorithm[] = "SHA256";
        const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, algorithm, 0),
            OSSL_PARAM_construct_end()};
        need(EVP_MAC_CTX_set_params(macing, parameters) == 1);
    }
    ~State() {
        EVP_MAC_CTX_free(macing);
        EVP_MAC_free(mac);
        EVP_MD_CTX_free(digesting);
        EVP_MD_free(digest);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;
};

AuditHasher::AuditHasher() : state_(std::make_unique<State>()) {}
AuditHasher::~AuditHasher() = default;

Hash AuditHasher::sha256(std::initializer_list<ByteView> parts) {
    need(EVP_DigestInit_ex2(state_->digesting, state_->digest, nullptr) == 1);
    for (const auto& part : parts) {
        need(EVP_DigestUpdate(state_->digesting, part.data(), part.size()) == 1);
    }
    Hash hash;
    need(EVP_DigestFinal_ex(state_->digesting, hash.data(), nullptr) == 1);
    return hash;
}

Hash AuditHasher::commitment(const routing::TipSalt& salt, routing::TipSeq tip, AuditEvent event,
                             const Hash& content) {
    std::array<std::uint8_t, commitment_label.size() + 8 + 1 + 32> message;
    std::uint8_t* at = std::copy(commitment_label.begin(), commitment_label.end(), message.begin());
    at = put(at, static_cast<std::uint64_t>(tip.value));
    at = put(at, static_cast<std::uint8_t>(event));
    std::copy(content.begin(), content.end(), at);

    need(EVP_MAC_init(state_->macing, salt.bytes.data(), salt.bytes.size(), nullptr) == 1);
    need(EVP_MAC_update(state_->macing, message.data(), message.size()) == 1);
    Hash hash;
    std::size_t size = 0;
    need(EVP_MAC_final(state_->macing, hash.data(), &size, hash.size()) == 1);
    return hash;
}

Hash AuditHasher::leaf(const Canonical& entry) {
    return sha256({ByteView(&leaf_prefix, 1), entry});
}

Hash AuditHasher::head(const Hash& previous, const Hash& leaf) {
    return sha256({ByteView(&chain_prefix, 1), previous, leaf});
}

}  // namespace tipwire::storage
