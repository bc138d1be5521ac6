// SPDX-License-Identifier: Apache-2.0
// A part in, sealed and without its sender's number; the parts of a message out, in their order.
#include "routing/flow/part_joiner.hpp"

#include <algorithm>
#include <utility>

#include "routing/domain/normalise.hpp"
#include "routing/domain/redaction.hpp"

namespace tipwire::routing {

PartJoiner::PartJoiner(PartStore& store, Vault& vault, Clock& clock, Metrics& metrics,
                       PartRules rules)
    : store_(store),
      vault_(vault),
      clock_(clock),
      metrics_(metrics),
      rules_(rules),
      lately_began_(clock.monotonic()) {}

// ---- in -----------------------------------------------------------------------------------------

// An SMS centre that missed an answer delivers a part once more, and gateways give it a new id. It
// is known by its words, for handsets count their references on, and goes under the id of the
// first.
IdempotencyKey PartJoiner::seen_of(const InboundMessage& part, const Pseudonym& sender) {
    const auto own = vault_.idempotency_key(part.source, part.provider_id.reveal());
    if (!part.media.empty()) return own;
    std::string words = to_hex(sender.current.bytes);
    for (const auto number : {part.part.reference, part.part.number, part.part.total})
        words.append(" ").append(std::to_string(number));
    words.append(" ").append(part.text.reveal());
    const KeyedMac name = vault_.idempotency_key("part of " + part.source, words).current;
    wipe(words);

    forget_old();
    for (const auto* some : {&lately_, &earlier_}) {
        const auto first = some->find(name);
        if (first != some->end()) return first->second;
    }
    if (lately_.size() < lately_max) lately_.emplace(name, own);
    return own;
}

void PartJoiner::forget_old() {
    const Duration age = clock_.monotonic() - lately_began_;
    if (age < rules_.wait) return;
    earlier_ = std::exchange(lately_, {});
    if (age >= 2 * rules_.wait) earlier_.clear();
    lately_began_ = clock_.monotonic();
}

// The number is masked here already: an incomplete message may have no sender to mask by.
NewPart PartJoiner::anonymise(InboundMessage& part, const std::string& channel) {
    NewPart kept;
    const OpenTipKey key = vault_.new_tip_key();
    kept.source = part.source;
    kept.sender = vault_.pseudonym(channel, *part.sender);
    kept.seen = seen_of(part, kept.sender);
    kept.part = part.part;
    kept.key = key.stored;
    kept.received_at = round_down(clock_.now(), rules_.time_precision);
    if (rules_.keep_address) kept.address = vault_.seal_address(key.stored.salt, *part.sender);

    MessageBody body;
    body.text = TipText(mask_own_number(to_valid_utf8(part.text.reveal()), *part.sender));
    body.recipient = std::move(part.recipient);
    body.media = std::move(part.media);
    const auto plain = encode(body);
    kept.body = vault_.seal(key, "part", plain.reveal());
    return kept;
}

boost::asio::awaitable<Result<PartJoiner::Outcome>> PartJoiner::hold(InboundMessage part,
                                                                     std::string channel) {
    NewPart kept = anonymise(part, channel);
    const auto held = co_await store_.hold_part(std::move(kept));
    if (!held) co_return held.error();
    Outcome outcome;
    outcome.what = Held::repeated;
    if (const auto* group = std::get_if<PartGroup>(&*held)) {
        // Until finish() a complete one stays on the list: if it cannot be recorded now, it is
        // later.
        const Duration until = clock_.monotonic() + (group->complete ? Duration{0} : rules_.wait);
        const auto [place, fresh] = deadlines_.emplace(group->name, until);
        if (!fresh) place->second = std::min(place->second, until);
        outcome.what = group->complete ? Held::complete : Held::waiting;
        outcome.group = group->name;
        metrics_.add(Metric::message_parts_held);
    }
    co_return outcome;
}

// ---- out ----------------------------------------------------------------------------------------

Result<MessageBody> PartJoiner::open(const StoredPart& part) {
    const auto key = vault_.open_tip_key(part.key);
    if (!key) return key.error();
    const auto plain = vault_.open(*key, "part", part.body);
    if (!plain) return plain.error();
    return decode_message_body(plain->reveal());
}

boost::asio::awaitable<Result<InboundMessage>> PartJoiner::join(PartSeq group) {
    const auto parts = co_await store_.parts_of(group);
    if (!parts) co_return parts.error();
    if (parts->empty()) co_return Error{Errc::not_found, "the parts are gone"};

    InboundMessage message;
    std::string text;
    std::uint32_t expected = 1, came = 0;
    for (const auto& part : *parts) {
        if (part.part.number != expected) text += missing_part;
        expected = part.part.number + 1;
        message.joined_of.push_back(part.seq);
        auto body = open(part);
        if (!body) {  // damaged, or its key is gone: the others go on without it
            text += missing_part;
            continue;
        }
        ++came;
        text += body->text.reveal();
        if (message.recipient.empty()) message.recipient = std::move(body->recipient);
        for (auto& media : body->media) message.media.push_back(std::move(media));
        if (!message.sender && part.address) {
            auto number = vault_.open_address(part.key.salt, *part.address);
            if (number) message.sender = std::move(*number);
        }
    }
    const StoredPart& first = parts->front();
    if (expected <= first.part.total) text += missing_part;
    message.source = first.source;
    // Of the lowest part, whose row goes with the message: no two joined messages share it.
    message.provider_id = SecretString("joined " + to_hex(first.seen.bytes));
    message.text = TipText(std::move(text));
    if (came < first.part.total) {
        message.part = Part{first.part.reference, came, first.part.total};
        metrics_.add(Metric::messages_incomplete);
    }
    co_return message;
}

boost::asio::awaitable<Result<void>> PartJoiner::finish(PartSeq group) {
    const auto left = co_await store_.parts_of(group);
    if (!left) co_return left.error();
    if (left->empty())
        deadlines_.erase(group);
    else
        deadlines_.insert_or_assign(group, clock_.monotonic() + rules_.wait);
    co_return Result<void>{};
}

// ---- time ---------------------------------------------------------------------------------------

boost::asio::awaitable<Result<void>> PartJoiner::recover() {
    const auto groups = co_await store_.waiting_parts();
    if (!groups) co_return groups.error();
    for (const auto& group : *groups) {
        const Duration wait = group.complete ? Duration{0} : rules_.wait;
        deadlines_.emplace(group.name, clock_.monotonic() + wait);
    }
    co_return Result<void>{};
}

std::vector<PartSeq> PartJoiner::due() const {
    std::vector<PartSeq> groups;
    for (const auto& [group, deadline] : deadlines_) {
        if (deadline <= clock_.monotonic()) groups.push_back(group);
    }
    return groups;
}

}  // namespace tipwire::routing
