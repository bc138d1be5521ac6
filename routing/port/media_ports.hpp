// SPDX-License-Identifier: Apache-2.0
// The seams for fetching what a provider holds, and for freeing pictures of what is hidden in them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "routing/domain/bytes.hpp"
#include "routing/domain/delivery.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::routing {

using SecretBytes = Secret<Bytes>;

struct TooLarge {};  // more bytes than are taken: final
struct Gone {};      // the provider has it no longer: final
// RetryAfter: later perhaps. Refused: not as things are configured; a dead letter until somebody
// changes that.
using FetchOutcome = std::variant<SecretBytes, TooLarge, Gone, RetryAfter, Refused>;

class MediaFetcher {
public:
    virtual ~MediaFetcher() = default;
    // Asks the host that the source's profile lists, and no other; bounded in bytes and time. Never
    // throws for a failing peer.   Runs on: reactor.
    virtual boost::asio::awaitable<FetchOutcome> fetch(std::string source, SecretString url) = 0;
};

class MediaCleaner {
public:
    virtual ~MediaCleaner() = default;
    // A picture of that type, encoded anew and without anything but its pixels. Errors:
    // unreadable_body (no picture, damaged, over a limit: it stays so), unavailable (the helper
    // cannot run now).   Runs on: reactor; the work is done in a process of its own.
    virtual boost::asio::awaitable<Result<SecretBytes>> clean(std::string_view type,
                                                              SecretBytes picture) = 0;
};

}  // namespace tipwire::routing
