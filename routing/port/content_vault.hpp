// SPDX-License-Identifier: Apache-2.0
// The seam for keys of contents: sealing, opening, tip codes and public ids. Names no sender.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "routing/domain/ids.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/secret.hpp"
#include "routing/domain/tip_code.hpp"

namespace tipwire::routing {

// A tip's data key while it is in use, and what is stored of it.
struct OpenTipKey {
    TipKey stored;
    SecretKey data_key;

    OpenTipKey() = default;
};

// All calls are pure CPU (microseconds), never block, never log.   Runs on: reactor.
class ContentVault {
public:
    virtual ~ContentVault() = default;

    // HMAC(KI, source || 0 || id), under the current and the previous key. For provider ids and
    // webhook ids.
    virtual IdempotencyKey idempotency_key(std::string_view source, std::string_view id) = 0;

    virtual OpenTipKey new_tip_key() = 0;
    // Errors: key_destroyed, damaged.
    virtual Result<OpenTipKey> open_tip_key(const TipKey& stored) = 0;
    // column ("body", "update") is bound into the value. Padded to 256 B, 1, 4, 16, 64 KiB ...
    // steps.
    virtual SealedBody seal(const OpenTipKey& key, std::string_view column, ByteView plain) = 0;
    // Errors: damaged (also for another tip's or another column's value).
    virtual Result<Secret<Bytes>> open(const OpenTipKey& key, std::string_view column,
                                       const SealedBody& sealed) = 0;

    virtual TipCode code_of(TipSeq tip) = 0;
    // The sequence numbers a code may stand for (current and previous KC). Whether such a tip
    // exists is the store's to say; the same work is done for every code.
    virtual std::vector<TipSeq> sequences_of(const TipCode& code) = 0;

    virtual PublicId public_id(IdKind kind, std::int64_t sequence) = 0;
    // nullopt if the id was not made here or names another kind.
    virtual std::optional<std::int64_t> sequence_of(IdKind kind, const PublicId& id) = 0;
};

}  // namespace tipwire::routing
