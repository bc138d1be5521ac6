// SPDX-License-Identifier: Apache-2.0
// The way of a medium: fetched, judged by its bytes, cleaned, stored; and what contacts and
// operators see of it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <vector>

#include "routing/domain/medium.hpp"
#include "routing/domain/notice.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/media_ports.hpp"
#include "routing/port/medium_store.hpp"
#include "routing/port/random.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::routing {

struct MediaRules {
    std::size_t bytes_max = 10 << 20;
    std::vector<std::string> types{"image/*", "audio/*", "video/*"};
    bool forward_uncleaned = false;
};

// A medium, opened but for its bytes.
struct MediumView {
    PublicId id;
    PublicId message_id;
    MediumSeq seq;
    MessageSeq message;
    MediumState state = MediumState::waiting;
    std::string reason;
    std::string problem;  // "" or why the head cannot be shown
    std::string type;
    std::uint64_t size = 0;

    MediumView() = default;
};
struct MediumContent {
    MediumView view;
    SecretBytes bytes;

    MediumContent() = default;
};

class MediaWork {
public:
    // A link for one contact, "https://..."; made anew for each delivery.
    using Link = std::function<std::string(MediumSeq medium, const std::string& contact)>;

    // All references outlive it.
    MediaWork(TipStore& tips, MediumStore& media, ContentVault& vault, MediaFetcher& fetcher,
              MediaCleaner& cleaner, Clock& clock, Random& random, EventLog& log, MediaRules rules,
              Link link);

    // One outbox entry of kind `media`. Accepted: nothing is left to do for it.   Runs on: reactor.
    boost::asio::awaitable<DeliveryOutcome> work(const Claim& claim);

    // What a contact is told of the media of the messages that the claim carries.
    boost::asio::awaitable<std::vector<NoticeMedium>> told(const Claim& claim);

    // Those of one tip, by number. A store that fails shows none.
    boost::asio::awaitable<std::vector<MediumView>> of(TipSeq tip, TipKey key);
    // Its bytes. Errors: not_found (no such medium, no bytes of it here, or they are not cleaned
    // and the caller does not want such), key_destroyed, damaged, unavailable.
    boost::asio::awaitable<Result<MediumContent>> content(MediumSeq seq, bool uncleaned_too);
    // The same through a contact's link: only what this contact was sent.
    boost::asio::awaitable<Result<MediumContent>> content_for(MediumSeq seq, std::string contact);

private:
    struct Judged;
    boost::asio::awaitable<DeliveryOutcome> settle(const OpenTipKey& key, MediumSeq seq,
                                                   Judged judged);
    boost::asio::awaitable<DeliveryOutcome> judge(const OpenTipKey& key, MediumSeq seq,
                                                  MediumHead head, SecretBytes bytes);
    bool takes(std::string_view type) const;
    bool goes_on(MediumState state) const;

    TipStore& tips_;
    MediumStore& media_;
    ContentVault& vault_;
    MediaFetcher& fetcher_;
    MediaCleaner& cleaner_;
    Clock& clock_;
    Random& random_;
    EventLog& log_;
    MediaRules rules_;
    Link link_;
};

}  // namespace tipwire::routing
