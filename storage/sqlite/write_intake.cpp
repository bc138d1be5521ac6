// SPDX-License-Identifier: Apache-2.0
// What comes in: new tips, further messages, commands. One transaction each, repeats change
// nothing.
#include "routing/domain/assert.hpp"
#include "storage/sqlite/tip_rows.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;

namespace {

// Numbers of rows in the indices in memory are 32 bits wide.
std::uint32_t row_number(std::int64_t seq) {
    TIPWIRE_ASSERT(seq > 0 && seq <= UINT32_MAX);
    return static_cast<std::uint32_t>(seq);
}

template <class Found>
std::optional<Found> under_either(const EpochMacs& macs, auto find) {
    if (std::optional<Found> found = find(macs.current)) return found;
    if (macs.previous) return find(*macs.previous);
    return std::nullopt;
}

bool takes_messages(TipStatus status) {
    return status != TipStatus::withdrawn && status != TipStatus::rejected &&
           status != TipStatus::expired;
}

// A contact that closed its referral still hears of what the sender adds; one that never got it
// does not.
bool is_told(ReferralStatus status) {
    return status != ReferralStatus::rerouted && status != ReferralStatus::undeliverable;
}

AuditEvent event_of(MessageKind kind) {
    return kind == MessageKind::withdrawal ? AuditEvent::withdrawn : AuditEvent::message_added;
}

}  // namespace

// ---- repeats ------------------------------------------------------------------------------------

std::optional<Writer::Seen> Writer::stored_seen(const KeyedMac& mac, std::uint32_t row) {
    Use stored(connection_,
               "SELECT epoch, mac, coalesce(tip, 0), coalesce(referral, 0) FROM seen WHERE seq = ?",
               row);
    if (!stored.step()) return std::nullopt;
    if (stored.integer(0) != mac.epoch || stored.array<16>(1) != mac.bytes) return std::nullopt;
    return Seen{{stored.integer(2)}, stored.integer(3)};
}

std::optional<Writer::Seen> Writer::first_of(const IdempotencyKey& key) {
    return under_either<Seen>(key, [&](const KeyedMac& mac) -> std::optional<Seen> {
        for (const auto row : lookups_.seen(mac)) {
            if (auto seen = stored_seen(mac, row)) return seen;
        }
        return std::nullopt;
    });
}

void Writer::remember(const IdempotencyKey& key, const Seen& what) {
    const auto seq = next_.seen++;
    const auto tip = what.tip.value ? std::optional(what.tip.value) : std::nullopt;
    const auto referral = what.referral ? std::optional(what.referral) : std::nullopt;
    Use(connection_, "INSERT INTO seen VALUES (?, ?, ?, ?, ?)", seq, key.current.epoch,
        key.current.bytes, tip, referral)
        .run();
    lookups_.add_seen(key.current, row_number(seq));
}

// ---- new tips -----------------------------------------------------------------------------------

Result<RecordOutcome> Writer::record_tip(const NewTip& tip) {
    if (const auto first = first_of(tip.seen)) return RecordOutcome{Duplicate{first->tip}};
    if (auto open = conversation_of(tip)) return RecordOutcome{std::move(*open)};
    if (!take_parts(tip.joined_of)) return RecordOutcome{Duplicate{}};
    return RecordOutcome{insert_tip(tip)};
}

std::optional<BelongsTo> Writer::conversation_of(const NewTip& tip) {
    if (!tip.sender || tip.joins_since == Instant::max()) return std::nullopt;
    return under_either<BelongsTo>(*tip.sender,
                                   [&](const KeyedMac& sender) -> std::optional<BelongsTo> {
                                       for (const auto row : lookups_.conversations(sender)) {
                                           if (auto found = joinable({row}, sender, tip))
                                               return found;
                                       }
                                       return std::nullopt;
                                   });
}

std::optional<BelongsTo> Writer::joinable(TipSeq tip, const KeyedMac& sender,
                                          const NewTip& joining) {
    Use row(connection_,
            "SELECT status, messages, last_message_at, sender_epoch, sender_mac, salt, wrapped_key"
            " FROM tip WHERE seq = ?",
            tip.value);
    if (!row.step() || row.null(4)) return std::nullopt;
    if (row.integer(3) != sender.epoch || row.array<16>(4) != sender.bytes) return std::nullopt;
    const auto status = tip_status(row.integer(0));
    if (!is_open(status) || (status == TipStatus::held) != joining.held.has_value())
        return std::nullopt;
    if (row.integer(1) >= messages_per_tip_max || row.time(2) < joining.joins_since)
        return std::nullopt;
    BelongsTo found;
    found.tip = tip;
    found.key.salt.bytes = row.array<16>(5);
    found.key.wrapped.bytes = row.bytes(6);
    return found;
}

Recorded Writer::insert_tip(const NewTip& tip) {
    const TipSeq seq{next_.tip++};
    const MessageSeq message = first_message(seq);
    insert_tip_row(seq, tip);

    AuditNote received;
    received.event = AuditEvent::received;
    received.at = tip.received_at;
    received.tip = seq;
    received.salt = tip.key.salt;
    received.message = message;
    received.content = tip.body.bytes;
    received.actor = Actor::sender;
    const auto audit = audit_.append(received);

    insert_message(message, MessageKind::text, tip.received_at, tip.body, audit);
    remember(tip.seen, {seq, 0});
    if (tip.sender)
        lookups_.add_conversation(tip.sender->current, row_number(seq.value), tip.received_at);
    if (tip.held)
        hold(seq, *tip.held);
    else
        enqueue_route(seq, tip.received_at);
    if (tip.copy_of) link(seq, *tip.copy_of);
    insert_media(message, tip.media, tip.received_at);
    if (tip.receipt) insert_reply(*tip.receipt, seq, tip.received_at);
    return {seq, message};
}

void Writer::insert_tip_row(TipSeq seq, const NewTip& tip) {
    const auto epoch = tip.sender ? std::optional(tip.sender->current.epoch) : std::nullopt;
    const auto mac = tip.sender ? std::optional(tip.sender->current.bytes) : std::nullopt;
    Use(connection_, "INSERT INTO tip VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        seq.value, tip.held ? TipStatus::held : TipStatus::received, tip.received_at,
        tip.received_at, tip.urgent, epoch, mac, tip.key.salt.bytes, tip.key.wrapped.bytes,
        tip.source, tip.channel, tip.area, tip.language, tip.category)
        .run();
    if (!tip.reply_to) return;
    Use(connection_, "INSERT INTO return_address VALUES (?, ?, ?, ?)", seq.value,
        tip.reply_to->mac.epoch, tip.reply_to->mac.bytes, tip.reply_to->sealed.bytes)
        .run();
}

void Writer::insert_message(MessageSeq seq, MessageKind kind, Instant at, const SealedBody& body,
                            std::int64_t audit) {
    Use(connection_, "INSERT INTO message VALUES (?, ?, ?, ?, ?, ?)", seq.value, kind,
        Direction::in, at, audit, body.bytes)
        .run();
}

void Writer::insert_reply(const NewReply& reply, std::optional<TipSeq> tip, Instant created_at) {
    const auto number = tip ? std::optional(tip->value) : std::nullopt;
    const auto address =
        reply.address ? std::optional(ByteView(reply.address->bytes)) : std::nullopt;
    const auto& mac = reply.address_mac;
    const auto epoch = mac ? std::optional(mac->epoch) : std::nullopt;
    const auto mac_bytes = mac ? std::optional(mac->bytes) : std::nullopt;
    Use(connection_,
        "INSERT INTO delivery (seq, kind, status, next_attempt_at, tip, created_at, reply_source,"
        " reply_language, reply_text_key, give_up_at, reply_salt, reply_address, reply_mac_epoch,"
        " reply_mac) VALUES (?, ?, 1, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        next_delivery().value, reply.kind, number, created_at, reply.source, reply.language,
        reply.text_key, reply.give_up_at, reply.salt.bytes, address, epoch, mac_bytes)
        .run();
}

// ---- further messages ---------------------------------------------------------------------------

Result<AddOutcome> Writer::add_message(const NewMessage& message) {
    if (const auto first = first_of(message.seen)) return AddOutcome{Duplicate{first->tip}};
    auto tip = tip_head(message.tip);
    if (!tip) return Error{Errc::not_found, "no such tip"};
    if (!takes_messages(tip->status) || tip->messages >= messages_per_tip_max) {
        return AddOutcome{TipFull{}};
    }
    if (!take_parts(message.joined_of)) return AddOutcome{Duplicate{tip->seq}};

    const MessageSeq seq{first_message(tip->seq).value + tip->messages};
    AuditNote added = note(event_of(message.kind), *tip, message.received_at);
    added.message = seq;
    added.content = message.body.bytes;
    added.actor = Actor::sender;
    added.detail = static_cast<std::uint16_t>(message.kind);
    const auto audit = audit_.append(added);

    insert_message(seq, message.kind, message.received_at, message.body, audit);
    Use(connection_,
        "UPDATE tip SET messages = messages + 1, last_message_at = max(last_message_at, ?)"
        " WHERE seq = ?",
        message.received_at, tip->seq.value)
        .run();
    if (tip->sender_epoch) lookups_.touch_conversation(*tip->sender_epoch, message.received_at);
    remember(message.seen, {tip->seq, 0});
    if (message.kind == MessageKind::withdrawal) {
        withdraw(*tip, seq, message.received_at);
    } else {
        tell_contacts(*tip, seq, message.received_at);
    }
    insert_media(seq, message.media, message.received_at);
    if (message.reply) insert_reply(*message.reply, tip->seq, message.received_at);
    return AddOutcome{Recorded{tip->seq, seq}};
}

// While only `route` waits there is no referral yet, and the forward will carry every message of
// then. Its bytes are the same on every attempt, so what comes later is told by itself.
void Writer::tell_contacts(const TipHead& tip, MessageSeq message, Instant at) {
    for (const auto& referral : referrals_of(tip.seq)) {
        if (!is_told(referral.status)) continue;
        enqueue_for(referral, DeliveryKind::tip_message, message, at, next_delivery());
    }
}

// A contact that has the tip is told; one that has not never hears of it. Its number stays used.
void Writer::withdraw(TipHead& tip, MessageSeq message, Instant at) {
    if (!move(tip, TipStatus::withdrawn)) return tell_contacts(tip, message, at);
    note_end(tip, at);
    cancel_waiting("", tip.seq);
    cancel_waiting(std::string(media_lane), tip.seq);
    for (auto& referral : referrals_of(tip.seq)) {
        cancel_waiting(referral.contact, tip.seq);
        if (referral.status == ReferralStatus::queued) {
            move(referral, ReferralStatus::undeliverable);
        } else if (is_told(referral.status)) {
            enqueue_for(referral, DeliveryKind::tip_withdrawn, message, at, next_delivery());
        }
    }
}

// ---- commands -----------------------------------------------------------------------------------

AddressOwners address_owners(Connection& connection, const std::vector<KeyedMac>& macs,
                             std::int64_t after) {
    AddressOwners owners;
    owners.until = after;
    Use rows(connection, "SELECT tip, epoch, mac FROM return_address WHERE tip > ? ORDER BY tip",
             after);
    while (rows.step()) {
        owners.until = rows.integer(0);
        for (const auto& mac : macs) {
            if (rows.integer(1) == mac.epoch && rows.array<16>(2) == mac.bytes) {
                owners.tips.push_back(owners.until);
            }
        }
    }
    return owners;
}

// Replies wait with contact NULL; one that was set aside as damaged has its copy still.
void Writer::forget_replies_to(const std::vector<KeyedMac>& addresses) {
    for (const auto& mac : addresses) {
        Use(connection_,
            "DELETE FROM delivery WHERE status = 1 AND contact IS NULL AND reply_mac_epoch = ?"
            " AND reply_mac = ?",
            mac.epoch, mac.bytes)
            .run();
        Use(connection_,
            "DELETE FROM delivery WHERE status = 3 AND reply_mac_epoch = ? AND reply_mac = ?",
            mac.epoch, mac.bytes)
            .run();
    }
}

// The audit entry names no tip: entries side by side would show which tips have one sender.
Result<Writer::CommandOutcome> Writer::record_command(const NewCommand& command,
                                                      const std::vector<std::int64_t>& owners,
                                                      std::int64_t until) {
    if (first_of(command.seen) || !take_parts(command.joined_of))
        return CommandOutcome{Duplicate{}};
    remember(command.seen, {});
    if (!command.forget_addresses.empty()) {
        auto all = owners;
        const auto since = address_owners(connection_, command.forget_addresses, until);
        all.insert(all.end(), since.tips.begin(), since.tips.end());
        for (const auto tip : all) {
            Use(connection_, "DELETE FROM return_address WHERE tip = ?", tip).run();
        }
        forget_part_addresses(command.forget_addresses);
        forget_replies_to(command.forget_addresses);
        AuditNote forgotten;
        forgotten.event = AuditEvent::addresses_forgotten;
        forgotten.at = command.received_at;
        forgotten.actor = Actor::sender;
        audit_.append(forgotten);
    }
    if (command.reply) insert_reply(*command.reply, std::nullopt, command.received_at);
    return CommandOutcome{Recorded{}};
}

}  // namespace tipwire::storage
