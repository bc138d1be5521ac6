// SPDX-License-Identifier: Apache-2.0
// Fetch, judge, clean, settle. Until it is settled, every step can be repeated: a crash between two
// of them costs a second fetch and nothing else.
#include "routing/flow/media_work.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"
#include "routing/flow/media_sealing.hpp"

namespace tipwire::routing {

MediaWork::MediaWork(TipStore& tips, MediumStore& media, ContentVault& vault, MediaFetcher& fetcher,
                     MediaCleaner& cleaner, Clock& clock, Random& random, EventLog& log,
                     MediaRules rules, Link link)
    : tips_(tips),
      media_(media),
      vault_(vault),
      fetcher_(fetcher),
      cleaner_(cleaner),
      clock_(clock),
      random_(random),
      log_(log),
      rules_(std::move(rules)),
      link_(std::move(link)) {}

// What came of a medium, before it is sealed.
struct MediaWork::Judged {
    MediumState state = MediumState::refused;
    std::string reason;
    MediumHead head;
    SecretBytes bytes;
    bool keeps_pieces = false;

    Judged() = default;
};

namespace {

DeliveryOutcome later(const Error& error) {
    return RetryAfter{std::chrono::seconds{0}, std::string(name(error.code))};
}

// What is damaged or whose key is gone stays so.
DeliveryOutcome outcome_of(const Error& error) {
    if (error.code == Errc::unavailable) return later(error);
    return Refused{std::string(name(error.code))};
}

}  // namespace

bool MediaWork::takes(std::string_view type) const {
    return std::any_of(rules_.types.begin(), rules_.types.end(),
                       [&](const std::string& pattern) { return type_matches(pattern, type); });
}

bool MediaWork::goes_on(MediumState state) const {
    return state == MediumState::cleaned ||
           (state == MediumState::uncleaned && rules_.forward_uncleaned);
}

boost::asio::awaitable<DeliveryOutcome> MediaWork::work(const Claim& claim) {
    TIPWIRE_ASSERT(claim.kind == DeliveryKind::media && claim.tip.has_value());
    const MediumSeq seq{claim.message.value};
    const auto stored = co_await media_.medium(seq);
    if (!stored) co_return outcome_of(stored.error());
    if (stored->state != MediumState::waiting) co_return Accepted{};
    const auto key = vault_.open_tip_key(claim.tip->key);
    if (!key) co_return outcome_of(key.error());
    auto head = open_head(vault_, *key, *stored);
    if (!head) co_return outcome_of(head.error());

    if (head->url.empty()) {
        auto bytes = open_pieces(vault_, *key, *head, *stored);
        if (!bytes) co_return outcome_of(bytes.error());
        co_return co_await judge(*key, seq, std::move(*head), std::move(*bytes));
    }
    auto fetched = co_await fetcher_.fetch(claim.tip->source, SecretString(head->url));
    if (auto* retry = std::get_if<RetryAfter>(&fetched)) co_return std::move(*retry);
    if (auto* refused = std::get_if<Refused>(&fetched)) co_return std::move(*refused);
    if (auto* bytes = std::get_if<SecretBytes>(&fetched)) {
        co_return co_await judge(*key, seq, std::move(*head), std::move(*bytes));
    }
    Judged judged;
    judged.reason = std::holds_alternative<Gone>(fetched) ? "gone" : "too_large";
    judged.head = std::move(*head);
    co_return co_await settle(*key, seq, std::move(judged));
}

boost::asio::awaitable<DeliveryOutcome> MediaWork::judge(const OpenTipKey& key, MediumSeq seq,
                                                         MediumHead head, SecretBytes bytes) {
    Judged judged;
    const bool inline_bytes = head.url.empty();
    judged.head = std::move(head);
    judged.head.type = type_by_magic(bytes.reveal());
    // What the sender gave into our hands stays for the operators, whatever it is.
    judged.keeps_pieces = inline_bytes;
    const std::string type = judged.head.type;
    if (bytes.reveal().size() > rules_.bytes_max) {
        judged.reason = "too_large";
    } else if (!takes(type)) {
        judged.reason = "type";
    } else if (!can_be_cleaned(type)) {
        judged.state = MediumState::uncleaned;
        judged.bytes = std::move(bytes);
    } else {
        SecretBytes given = bytes;
        auto cleaned = co_await cleaner_.clean(type, std::move(given));
        if (cleaned) {
            judged.state = MediumState::cleaned;
            judged.keeps_pieces = false;
            judged.bytes = std::move(*cleaned);
        } else if (cleaned.error().code == Errc::unavailable) {
            co_return later(cleaned.error());
        } else {
            judged.reason = "unreadable";
            judged.bytes = std::move(bytes);
        }
    }
    co_return co_await settle(key, seq, std::move(judged));
}

boost::asio::awaitable<DeliveryOutcome> MediaWork::settle(const OpenTipKey& key, MediumSeq seq,
                                                          Judged judged) {
    FinishedMedium finished;
    finished.seq = seq;
    finished.state = judged.state;
    finished.reason = judged.reason;
    finished.keeps_pieces = judged.keeps_pieces;
    finished.tell = true;
    finished.at = clock_.now();
    judged.head.url.clear();  // it names the sender at the provider, and has served
    if (!judged.keeps_pieces) {
        const auto& bytes = judged.bytes.reveal();
        random_.fill(judged.head.id);
        judged.head.size = bytes.size();
        finished.pieces = seal_pieces(vault_, key, judged.head.id, bytes);
    }
    finished.head = seal_head(vault_, key, judged.head);
    const auto kept = co_await media_.finish_medium(std::move(finished));
    if (!kept) co_return outcome_of(kept.error());
    log_.info("media.settled",
              {{"state", Label{name(judged.state)}}, {"why", Label{judged.reason}}});
    co_return Accepted{};
}

// ---- what is seen of it -------------------------------------------------------------------------

namespace {

MediumView view_of(ContentVault& vault, const Result<OpenTipKey>& key, const StoredMedium& stored) {
    MediumView view;
    view.id = vault.public_id(IdKind::medium, stored.seq.value);
    view.message_id = vault.public_id(IdKind::message, stored.message.value);
    view.seq = stored.seq;
    view.message = stored.message;
    view.state = stored.state;
    view.reason = stored.reason;
    if (!key) {
        view.problem = name(key.error().code);
        return view;
    }
    const auto head = open_head(vault, *key, stored);
    if (!head) {
        view.problem = name(head.error().code);
        return view;
    }
    view.type = head->type;
    view.size = head->size;
    return view;
}

// The messages that a delivery tells: the one, or, in a forward, all up to it.
bool is_told_by(const Claim& claim, MessageSeq message) {
    return claim.kind == DeliveryKind::tip_forwarded ? message <= claim.message
                                                     : message == claim.message;
}

}  // namespace

boost::asio::awaitable<std::vector<MediumView>> MediaWork::of(TipSeq tip, TipKey key) {
    std::vector<MediumView> views;
    const auto stored = co_await media_.media_of(tip);
    if (!stored) {
        log_.warning("media.unread", {{"error", stored.error().code}});
        co_return views;
    }
    const auto opened = vault_.open_tip_key(key);
    for (const auto& medium : *stored) views.push_back(view_of(vault_, opened, medium));
    co_return views;
}

boost::asio::awaitable<std::vector<NoticeMedium>> MediaWork::told(const Claim& claim) {
    const auto views = co_await of(claim.tip->seq, claim.tip->key);
    std::vector<NoticeMedium> told;
    for (const auto& view : views) {
        if (!is_told_by(claim, view.message)) continue;
        NoticeMedium& medium = told.emplace_back();
        medium.state = name(view.state);
        medium.cleaned = view.state == MediumState::cleaned;
        medium.type = view.type;
        medium.bytes = view.size;
        if (goes_on(view.state)) medium.url = link_(view.seq, claim.contact);
    }
    co_return told;
}

namespace {

TipSeq tip_of(MediumSeq medium) { return {medium.value >> 16}; }  // tip * 4096 * 16

Error no_such_medium() { return Error{Errc::not_found, "no such medium"}; }

bool has_referral_to(const StoredTip& tip, const std::string& contact) {
    return std::any_of(tip.referrals.begin(), tip.referrals.end(),
                       [&](const StoredReferral& referral) { return referral.contact == contact; });
}

}  // namespace

boost::asio::awaitable<Result<MediumContent>> MediaWork::content(MediumSeq seq,
                                                                 bool uncleaned_too) {
    const auto tip = co_await tips_.tip(tip_of(seq));
    if (!tip) co_return tip.error();
    const auto stored = co_await media_.medium(seq);
    if (!stored) co_return stored.error();
    if (stored->pieces.empty()) co_return no_such_medium();
    if (stored->state != MediumState::cleaned && !uncleaned_too) co_return no_such_medium();
    const auto key = vault_.open_tip_key(tip->key);
    if (!key) co_return key.error();
    const auto head = open_head(vault_, *key, *stored);
    if (!head) co_return head.error();
    auto bytes = open_pieces(vault_, *key, *head, *stored);
    if (!bytes) co_return bytes.error();
    MediumContent content;
    content.view = view_of(vault_, key, *stored);
    content.bytes = std::move(*bytes);
    co_return std::move(content);
}

boost::asio::awaitable<Result<MediumContent>> MediaWork::content_for(MediumSeq seq,
                                                                     std::string contact) {
    const auto tip = co_await tips_.tip(tip_of(seq));
    if (!tip) co_return tip.error();
    const bool open = tip->status != TipStatus::withdrawn && has_referral_to(*tip, contact);
    if (!open) co_return no_such_medium();
    auto found = co_await content(seq, rules_.forward_uncleaned);
    if (found && !goes_on(found->view.state)) co_return no_such_medium();
    co_return std::move(found);
}

}  // namespace tipwire::routing
