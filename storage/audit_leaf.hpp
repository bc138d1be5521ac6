// SPDX-License-Identifier: Apache-2.0
// One entry of the audit chain, its bytes and its hashes. The format is final: old chains must
// verify for ever.
//
// canonical: version 1 (1) | seq (8) | hour since 1970 (4) | event (1) | commitment (32) | actor
// (4) | detail (2),
//            numbers big endian, 52 bytes.
// commitment: HMAC-SHA-256(tip's salt, "tipwire/v1/audit-tip" | tip seq (8) | event (1) | content
// (32)), where
//            content is SHA-256 of the sealed body for events that bring a message, else zeros.
//            Entries that concern no tip carry zeros, `started` the hash of the configuration.
// leaf:      SHA-256(0x00 | canonical), as RFC 9162 section 2.1.1, so the same leaves serve a
// Merkle tree. head:      head(i) = SHA-256(0x02 | head(i-1) | leaf(i)), head(0) = 32 zero bytes.
// An entry holds no pseudonym, no number and no free text: the chain lives for ever while keys die.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string_view>

#include "routing/domain/bytes.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::storage {

using Hash = std::array<std::uint8_t, 32>;

// The numbers are in the chain: never renumber.
enum class AuditEvent : std::uint8_t {
    received = 1,       // a tip with its first message
    message_added = 2,  // detail: the message kind
    withdrawn = 3,      // the message that withdrew the tip
    routed = 4,         // a referral was made; actor: its contact
    delivered = 5,      // detail: the delivery kind; actor: the contact
    undeliverable = 6,  // a dead letter; detail and actor as above
    retried = 7,        // a dead letter was sent back to the outbox
    updated = 8,        // a contact's report; detail: state * 256 + decision; actor: the contact
    closed = 9,         // the tip was closed
    addresses_forgotten = 10,  // STOP
    epochs_forgotten = 11,     // MACs and addresses of dead keys were deleted
    started = 12,              // the daemon started; commitment: the configuration's hash
    released = 14,             // a held tip goes the usual way
    part_held = 15,            // a part of a long message waits for the others; concerns no tip yet
    medium_settled = 13,  // a picture or sound was fetched, cleaned or refused; detail: its state
};
std::string_view name(AuditEvent event);
bool brings_message(AuditEvent event);  // its commitment covers a message's sealed body

// Who did it. Contacts have numbers of their own from contact_first up (table `party`).
struct Actor {
    static constexpr std::uint32_t system = 0;
    static constexpr std::uint32_t sender = 1;
    static constexpr std::uint32_t operator_ = 2;
    static constexpr std::uint32_t contact_first = 16;
};

struct AuditEntry {
    std::uint64_t seq = 0;  // from 1, without gaps
    std::uint32_t hour = 0;
    AuditEvent event = AuditEvent::started;
    Hash commitment{};
    std::uint32_t actor = Actor::system;
    std::uint16_t detail = 0;
    bool operator==(const AuditEntry&) const = default;
};

constexpr std::size_t canonical_size = 52;
using Canonical = std::array<std::uint8_t, canonical_size>;
Canonical canonical(const AuditEntry& entry);
std::optional<AuditEntry> parse_canonical(
    routing::ByteView bytes);  // nullopt: no entry of version 1
std::uint32_t unix_hour(routing::Instant at);

// The hashes above, over fetched algorithms and reused contexts (half the time of the one-shot
// calls). Not thread-safe: one for each thread.
class AuditHasher {
public:
    AuditHasher();
    ~AuditHasher();
    AuditHasher(const AuditHasher&) = delete;
    AuditHasher& operator=(const AuditHasher&) = delete;

    Hash sha256(std::initializer_list<routing::ByteView> parts);
    Hash commitment(const routing::TipSalt& salt, routing::TipSeq tip, AuditEvent event,
                    const Hash& content);
    Hash leaf(const Canonical& entry);
    Hash head(const Hash& previous, const Hash& leaf);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::storage
