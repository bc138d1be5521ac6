// SPDX-License-Identifier: Apache-2.0
// A TipStore with what only the daemon needs of it: small named values, the hourly wiping of the
// log, and the end.
#pragma once

#include <optional>
#include <string>

#include "routing/port/medium_store.hpp"
#include "routing/port/part_store.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::storage {

class Store : public routing::TipStore, public routing::PartStore, public routing::MediumStore {
public:
    // The wrapped data key of the oldest tip that is open, or ended at or after `since`: its key
    // epoch and all younger ones are still needed. nullopt: none is.
    virtual boost::asio::awaitable<routing::Result<std::optional<routing::WrappedKey>>>
    oldest_needed_key(routing::Instant since) = 0;

    // Named values of the instance, such as the check value of the root key. nullopt: never set.
    virtual boost::asio::awaitable<routing::Result<std::optional<routing::Bytes>>> get_meta(
        std::string name) = 0;
    virtual boost::asio::awaitable<routing::Result<void>> set_meta(std::string name,
                                                                   routing::Bytes value) = 0;
    // Empties the write-ahead log, so that deleted rows are gone from the disk. To be called
    // hourly. Errors: unavailable (a long read was in the way; the next call will do).
    virtual boost::asio::awaitable<routing::Result<void>> checkpoint_truncate() = 0;

    // Finishes what is queued, closes the database and ends the threads; blocks for a few commits.
    // Waiting calls are answered through the reactor; later ones get Errc::unavailable. Idempotent.
    virtual void stop() = 0;
};

}  // namespace tipwire::storage
