// SPDX-License-Identifier: Apache-2.0
// A ContentVault without secrets, for tests that are about something else: sealing marks the
// column, ids are the number behind a pattern that tampering breaks.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "routing/port/content_vault.hpp"

namespace tipwire::testing {

class PlainVault : public routing::ContentVault {
public:
    routing::IdempotencyKey idempotency_key(std::string_view source, std::string_view id) override {
        routing::IdempotencyKey key;
        const auto hash = std::hash<std::string>{}(std::string(source) + '\0' + std::string(id));
        for (int i = 0; i < 8; ++i) {
            key.current.bytes[i] = static_cast<std::uint8_t>(hash >> (8 * i));
        }
        return key;
    }
    routing::OpenTipKey new_tip_key() override { return {}; }
    routing::Result<routing::OpenTipKey> open_tip_key(const routing::TipKey& stored) override {
        routing::OpenTipKey key;
        key.stored = stored;
        return key;
    }
    routing::SealedBody seal(const routing::OpenTipKey&, std::string_view column,
                             routing::ByteView plain) override {
        routing::SealedBody sealed;
        sealed.bytes.assign(column.begin(), column.end());
        sealed.bytes.insert(sealed.bytes.end(), plain.begin(), plain.end());
        return sealed;
    }
    routing::Result<routing::Secret<routing::Bytes>> open(
        const routing::OpenTipKey&, std::string_view column,
        const routing::SealedBody& sealed) override {
        const auto bytes = routing::as_text(sealed.bytes);
        if (!bytes.starts_with(column)) {
            return routing::Error{routing::Errc::damaged, "another column's value"};
        }
        const auto plain = routing::as_bytes(bytes.substr(column.size()));
        return routing::Secret<routing::Bytes>(routing::Bytes(plain.begin(), plain.end()));
    }
    routing::TipCode code_of(routing::TipSeq tip) override {
        return routing::TipCode(static_cast<std::uint64_t>(tip.value));
    }
    std::vector<routing::TipSeq> sequences_of(const routing::TipCode& code) override {
        return {routing::TipSeq{static_cast<std::int64_t>(code.number())}};
    }
    routing::PublicId public_id(routing::IdKind kind, std::int64_t sequence) override {
        routing::PublicId id;
        id.bytes.fill(0xA0);
        id.bytes[0] = static_cast<std::uint8_t>(kind);
        for (int i = 0; i < 8; ++i) {
            id.bytes[15 - i] = static_cast<std::uint8_t>(sequence >> (8 * i));
        }
        return id;
    }
    std::optional<std::int64_t> sequence_of(routing::IdKind kind,
                                            const routing::PublicId& id) override {
        std::int64_t sequence = 0;
        for (int i = 8; i < 16; ++i) sequence = sequence << 8 | id.bytes[i];
        if (id != public_id(kind, sequence)) return std::nullopt;
        return sequence;
    }
};

}  // namespace tipwire::testing
