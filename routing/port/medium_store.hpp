// SPDX-License-Identifier: Apache-2.0
// The seam for what is stored of pictures, sound and films. They come in with NewTip and NewMessage
// (tip_store.hpp), in the transaction of their message.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

#include "routing/domain/ids.hpp"
#include "routing/domain/medium.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::routing {

inline constexpr int media_per_message_max = 16;  // a MediumSeq is message * 16 + number
inline constexpr int pieces_per_medium_max = 256;

struct NewMedium {
    MediumState state = MediumState::waiting;  // waiting: an outbox entry of kind `media` is made
    std::string reason;                        // refused only: an error class
    SealedBody head;
    std::vector<SealedBody> pieces;  // of what came inline

    NewMedium() = default;
};

struct StoredMedium {
    MediumSeq seq;
    MessageSeq message;
    MediumState state = MediumState::waiting;
    std::string reason;
    SealedBody head;
    std::vector<SealedBody> pieces;  // by medium() only

    StoredMedium() = default;
};

struct FinishedMedium {
    MediumSeq seq;
    MediumState state = MediumState::cleaned;
    std::string reason;
    SealedBody head;
    std::vector<SealedBody> pieces;
    bool keeps_pieces = false;  // those that are stored stay as they are
    bool tell = false;          // the contacts that have the message are told
    Instant at;

    FinishedMedium() = default;
};

// All calls: Runs on: reactor; as TipStore's.
class MediumStore {
public:
    virtual ~MediumStore() = default;

    // Those of a tip, by number, without their pieces; empty if it has none.
    virtual boost::asio::awaitable<Result<std::vector<StoredMedium>>> media_of(TipSeq tip) = 0;
    // One with its pieces. Errors: not_found, damaged.
    virtual boost::asio::awaitable<Result<StoredMedium>> medium(MediumSeq seq) = 0;
    // Replaces what is stored of a waiting medium, with an audit entry; contacts that have the
    // message, or are about to get it without this, get an entry of kind `media_ready`. One that
    // does not wait is left as it is.
    virtual boost::asio::awaitable<Result<void>> finish_medium(FinishedMedium medium) = 0;
};

}  // namespace tipwire::routing
