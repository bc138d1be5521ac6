// SPDX-License-Identifier: Apache-2.0
// Opening stored tips, page by page; a damaged message is shown as damaged and hides nothing else.
#include "routing/flow/tip_reader.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "routing/domain/text_search.hpp"

namespace tipwire::routing {

TipReader::TipReader(TipStore& store, ContentVault& vault, const FollowUp& follow_up)
    : store_(store), vault_(vault), follow_up_(follow_up) {}

namespace {

void open_message(ContentVault& vault, const Result<OpenTipKey>& key, const StoredMessage& stored,
                  MessageView& message) {
    if (!key) {
        message.problem = name(key.error().code);
        return;
    }
    const auto plain = vault.open(*key, "body", stored.body);
    if (!plain) {
        message.problem = name(plain.error().code);
        return;
    }
    auto body = decode_message_body(plain->reveal());
    if (body)
        message.body = std::move(*body);
    else
        message.problem = name(body.error().code);
}

ReferralDetails open_details(ContentVault& vault, const Result<OpenTipKey>& key,
                             const SealedBody& sealed) {
    if (!key || sealed.bytes.empty()) return {};
    const auto plain = vault.open(*key, "update", sealed);
    if (!plain) return {};
    auto details = decode_referral_details(plain->reveal());
    return details ? std::move(*details) : ReferralDetails{};
}

// Opens the texts and nothing else: naming a tip and its messages costs a search more than this.
bool holds_text(ContentVault& vault, const SealedTip& tip, TextSearch& words) {
    const auto key = vault.open_tip_key(tip.key);
    if (!key) return false;
    for (const auto& sealed : tip.bodies) {
        const auto plain = vault.open(*key, "body", sealed);
        if (!plain) continue;
        const auto body = decode_message_body(plain->reveal());
        if (body && words.finds_in(body->text.reveal())) return true;
    }
    return false;
}

// A coroutine, so that the next page can be read meanwhile. All arguments outlive it.
boost::asio::awaitable<std::vector<TipSeq>> open_texts(ContentVault& vault,
                                                       const std::vector<SealedTip>& tips,
                                                       TextSearch& words) {
    std::vector<TipSeq> hits;
    for (const auto& tip : tips) {
        if (holds_text(vault, tip, words)) hits.push_back(tip.seq);
    }
    co_return hits;
}

bool is_overdue(const TipView& tip) {
    for (const auto& referral : tip.referrals) {
        if (referral.view.overdue != Overdue::no) return true;
    }
    return false;
}

}  // namespace

std::vector<MessageView> TipReader::opened(const StoredTip& tip,
                                           const Result<OpenTipKey>& key) const {
    std::vector<MessageView> messages;
    for (const auto& stored : tip.messages) {
        MessageView& shown = messages.emplace_back();
        shown.kind = stored.kind;
        shown.direction = stored.direction;
        shown.at = stored.at;
        open_message(vault_, key, stored, shown);
    }
    return messages;
}

std::vector<MessageView> TipReader::open_messages(const StoredTip& tip) const {
    return opened(tip, vault_.open_tip_key(tip.key));
}

TipView TipReader::open(const StoredTip& stored) const {
    TipView view;
    view.id = vault_.public_id(IdKind::tip, stored.seq.value);
    view.code = vault_.code_of(stored.seq);
    view.stored = stored;
    const auto key = vault_.open_tip_key(stored.key);
    view.messages = opened(stored, key);
    for (std::size_t i = 0; i < view.messages.size(); ++i)
        view.messages[i].id = vault_.public_id(IdKind::message, stored.messages[i].seq.value);
    for (const auto& referral : stored.referrals) {
        TipReferral shown{follow_up_.view(referral, stored.urgent),
                          open_details(vault_, key, referral.last_update)};
        view.referrals.push_back(std::move(shown));
    }
    for (const auto& other : stored.related)
        view.related.push_back(vault_.public_id(IdKind::tip, other.value));
    view.stored.messages.clear();
    view.stored.referrals.clear();
    return view;
}

boost::asio::awaitable<Result<TipView>> TipReader::by_id(PublicId id) {
    const auto sequence = vault_.sequence_of(IdKind::tip, id);
    if (!sequence) {
        Error error{Errc::not_found, "no tip has this id"};
        co_return error;
    }
    const auto stored = co_await store_.tip(TipSeq{*sequence});
    if (!stored) co_return stored.error();
    co_return open(*stored);
}

boost::asio::awaitable<Result<TipView>> TipReader::by_code(TipCode code) {
    for (const auto sequence : vault_.sequences_of(code)) {
        const auto stored = co_await store_.tip(sequence);
        if (stored) co_return open(*stored);
        if (stored.error().code != Errc::not_found) co_return stored.error();
    }
    Error error{Errc::not_found, "no tip has this code"};
    co_return error;
}

boost::asio::awaitable<Result<TipPage>> TipReader::page(TipFilter filter) {
    if (!filter.text.empty()) co_return co_await search(std::move(filter));
    constexpr int store_page = 200;
    TipPage page;
    TipQuery query = filter.query;
    query.limit = filter.overdue ? store_page : filter.query.limit;
    for (int scanned = 0; scanned < scan_max;) {
        const auto stored = co_await store_.tips(query);
        if (!stored) co_return stored.error();
        for (const auto& tip : *stored) {
            query.before = tip.seq.value;
            ++scanned;
            add(page, tip, filter);
            if (is_full(page, filter)) break;
        }
        page.next = query.before;
        const bool end = stored->empty();  // a short page may only have lost damaged rows
        if (end && !is_full(page, filter)) page.next = 0;
        if (end || is_full(page, filter)) break;
    }
    co_return page;
}

bool TipReader::is_full(const TipPage& page, const TipFilter& filter) {
    return static_cast<int>(page.items.size()) >= filter.query.limit;
}

void TipReader::add(TipPage& page, const StoredTip& tip, const TipFilter& filter) const {
    TipView view = open(tip);
    if (!filter.overdue || is_overdue(view)) page.items.push_back(std::move(view));
}

// While one page of sealed texts is opened here, the storage thread reads the next.
boost::asio::awaitable<Result<TipPage>> TipReader::search(TipFilter filter) {
    using namespace boost::asio::experimental::awaitable_operators;
    TextSearch words(filter.text);
    TipPage page;
    TipQuery query = filter.query;
    query.limit = search_page;
    auto sealed = co_await store_.sealed_tips(query);
    for (int scanned = 0; sealed && !sealed->empty();) {
        query.before = sealed->back().seq.value;
        scanned += static_cast<int>(sealed->size());
        auto reading = store_.sealed_tips(query);
        auto opening = open_texts(vault_, *sealed, words);
        auto [next, hits] = co_await (std::move(reading) && std::move(opening));
        for (const auto hit : hits) {
            page.next = hit.value;
            const auto stored = co_await store_.tip(hit);
            if (!stored && stored.error().code != Errc::damaged) co_return stored.error();
            if (stored) add(page, *stored, filter);
            if (is_full(page, filter)) co_return page;
        }
        page.next = query.before;
        if (scanned >= scan_max) co_return page;
        sealed = std::move(next);
    }
    if (!sealed) co_return sealed.error();
    page.next = 0;
    co_return page;
}

namespace {

// Fields as tag (1), length (4, big endian), bytes, after a version byte: as in message_body.hpp.
enum class DetailTag : std::uint8_t {
    note = 1,
    question,
    register_number,
    register_date,
    register_desk
};

void put(Bytes& out, DetailTag tag, std::string_view text) {
    if (text.empty()) return;
    out.push_back(static_cast<std::uint8_t>(tag));
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(text.size() >> shift));
    out.insert(out.end(), text.begin(), text.end());
}

RegisterEntry& entry_of(ReferralDetails& details) {
    if (!details.entry) details.entry.emplace();
    return *details.entry;
}

void take(ReferralDetails& details, DetailTag tag, std::string text) {
    switch (tag) {
        case DetailTag::note: details.note = std::move(text); break;
        case DetailTag::question: details.question = std::move(text); break;
        case DetailTag::register_number: entry_of(details).number = std::move(text); break;
        case DetailTag::register_date: entry_of(details).date = std::move(text); break;
        case DetailTag::register_desk: entry_of(details).desk = std::move(text); break;
    }
}

}  // namespace

Secret<Bytes> encode(const ReferralDetails& details) {
    Bytes out{1};
    put(out, DetailTag::note, details.note);
    put(out, DetailTag::question, details.question);
    if (details.entry) {
        put(out, DetailTag::register_number, details.entry->number);
        put(out, DetailTag::register_date, details.entry->date);
        put(out, DetailTag::register_desk, details.entry->desk);
    }
    return Secret<Bytes>(std::move(out));
}

Result<ReferralDetails> decode_referral_details(ByteView bytes) {
    const Error damaged{Errc::damaged, "a report's details do not decode"};
    if (bytes.empty() || bytes[0] != 1) return damaged;
    ReferralDetails details;
    bytes = bytes.subspan(1);
    while (!bytes.empty()) {
        if (bytes.size() < 5) return damaged;
        std::size_t size = 0;
        for (int i = 1; i <= 4; ++i) size = size << 8 | bytes[i];
        if (bytes.size() - 5 < size) return damaged;
        take(details, static_cast<DetailTag>(bytes[0]),
             std::string(as_text(bytes.subspan(5, size))));
        bytes = bytes.subspan(5 + size);
    }
    return details;
}

}  // namespace tipwire::routing
