// SPDX-License-Identifier: Apache-2.0
// Tips as operators read them: opened, with what is computed. Used by the console API and the
// command line.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "routing/domain/message_body.hpp"
#include "routing/flow/follow_up.hpp"
#include "routing/port/content_vault.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::routing {

struct MessageView {
    PublicId id;
    MessageKind kind = MessageKind::text;
    Direction direction = Direction::in;
    Instant at;
    std::string problem;  // "" or why the text cannot be shown ("key_destroyed", "damaged")
    MessageBody body;

    MessageView() = default;
};
struct ReferralDetails {  // what a contact reported in words; sealed in the store
    std::string note;
    std::string question;
    std::optional<RegisterEntry> entry;
};
struct TipReferral {
    ReferralView view;
    ReferralDetails details;
};
struct TipView {
    PublicId id;
    std::optional<TipCode> code;
    StoredTip stored;  // its messages and referrals are empty: they are below
    std::vector<MessageView> messages;
    std::vector<TipReferral> referrals;
    std::vector<PublicId> related;

    TipView() = default;
};
struct TipPage {
    std::vector<TipView> items;
    std::int64_t next = 0;  // the cursor for the page after this; 0: there is none
};
struct TipFilter {
    TipQuery query;
    bool overdue = false;  // only tips with a referral whose clock has run out
    std::string
        text;  // only tips with this in a message (case-folded for ASCII and Cyrillic); "" for any
};

class TipReader {
public:
    TipReader(TipStore& store, ContentVault& vault, const FollowUp& follow_up);

    // A damaged message is shown as such; it hides nothing else. Errors: not_found, unavailable.
    boost::asio::awaitable<Result<TipView>> by_id(PublicId id);
    boost::asio::awaitable<Result<TipView>> by_code(TipCode code);
    // Newest first. Filters by overdue and text are applied while reading, in pages of the store: a
    // page may take several of them, and looks at scan_max tips at most or a few more (then items
    // may be few, with a cursor). A search gives way to others after every search_page tips, or
    // after the mebibyte where TipStore::sealed_tips() ends: about once in a millisecond.
    boost::asio::awaitable<Result<TipPage>> page(TipFilter filter);
    static constexpr int scan_max = 20'000;
    static constexpr int search_page = 500;

    TipView open(const StoredTip& stored) const;
    // Its messages alone, in their order and without ids.
    std::vector<MessageView> open_messages(const StoredTip& tip) const;
    const FollowUp& follow_up() const { return follow_up_; }

private:
    boost::asio::awaitable<Result<TipPage>> search(TipFilter filter);
    void add(TipPage& page, const StoredTip& tip, const TipFilter& filter) const;
    std::vector<MessageView> opened(const StoredTip& tip, const Result<OpenTipKey>& key) const;
    static bool is_full(const TipPage& page, const TipFilter& filter);

    TipStore& store_;
    ContentVault& vault_;
    const FollowUp& follow_up_;
};

// The sealed form of a report's words (column "update"), and back.
Secret<Bytes> encode(const ReferralDetails& details);
Result<ReferralDetails> decode_referral_details(ByteView bytes);

}  // namespace tipwire::routing
