// SPDX-License-Identifier: Apache-2.0
// The seam for storage: every durable step of a tip's way, each one transaction. See
// docs/ARCHITECTURE.md.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "routing/domain/delivery.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/notice.hpp"
#include "routing/domain/referral.hpp"
#include "routing/domain/result.hpp"
#include "routing/domain/sealed.hpp"
#include "routing/domain/time.hpp"
#include "routing/domain/tip_status.hpp"
#include "routing/port/medium_store.hpp"

namespace tipwire::routing {

// ---- intake -------------------------------------------------------------------------------------

// A reply to a sender that waits in the outbox. Its words are made when it is sent.
struct NewReply {
    DeliveryKind kind = DeliveryKind::receipt;  // receipt or answer
    std::string source;                         // whose sender template carries it
    std::string language;                       // of its words
    std::string text_key;  // the catalogue's key, "receipt", "status.under_check", "code.unknown"
    Instant give_up_at;    // after this it is dropped, not dead-lettered
    // For a sender without a tip of his own (STATUS from any phone). Empty: the tip's return
    // address is used.
    TipSalt salt;
    std::optional<SealedAddress> address;
    std::optional<KeyedMac> address_mac;  // of that copy, so that STOP finds it

    NewReply() = default;
};

struct NewTip {
    IdempotencyKey seen;
    std::optional<Pseudonym> sender;  // empty: no identity, never joins, never is joined
    Instant joins_since;  // an open tip of this sender whose last message is at or after
                          // this takes the message; max() for "always a new tip" (NEW)
    TipKey key;
    SealedBody body;
    std::optional<ReturnAddress> reply_to;
    std::optional<NewReply> receipt;
    Instant received_at;  // already rounded
    std::string source;
    std::string channel;
    std::string area;
    std::string language;
    std::string category;
    bool urgent = false;
    std::vector<NewMedium> media;
    std::vector<PartSeq> joined_of;  // parts that go with it; where one is gone: Duplicate
    // Kept from the contacts until release_held(). It joins only what is held, and is joined only
    // by what is to be held.
    std::optional<HeldBecause> held;
    std::optional<TipSeq> copy_of;  // linked to this tip, in both directions

    NewTip() = default;
};

struct Recorded {
    TipSeq tip;
    MessageSeq message;
};
struct Duplicate {  // the same provider id before: nothing was written; answer as the first time
    TipSeq tip;     // 0 if the first was a command
};
struct BelongsTo {  // nothing was written: an open tip of this sender takes it. Seal for it, call
                    // add_message
    TipSeq tip;
    TipKey key;
};
using RecordOutcome = std::variant<Recorded, Duplicate, BelongsTo>;

enum class MessageKind : std::uint8_t { text = 1, correction = 2, withdrawal = 3 };

struct NewMessage {
    IdempotencyKey seen;
    TipSeq tip;
    MessageKind kind = MessageKind::text;
    SealedBody body;
    Instant received_at;  // already rounded
    std::optional<NewReply> reply;
    std::vector<NewMedium> media;
    std::vector<PartSeq> joined_of;  // as in NewTip

    NewMessage() = default;
};
struct TipFull {};  // messages_per_tip_max is reached, or the tip takes no more: start a new tip
using AddOutcome = std::variant<Recorded, Duplicate, TipFull>;

// A command that opens no tip (STATUS, STOP), recorded so that a repeat does nothing.
struct NewCommand {
    IdempotencyKey seen;
    Instant received_at;
    std::optional<NewReply> reply;
    std::vector<KeyedMac> forget_addresses;  // STOP: every return address with one of these MACs
                                             // goes, and every reply that waits with a copy of one
    std::vector<PartSeq> joined_of;          // as in NewTip

    NewCommand() = default;
};

inline constexpr int messages_per_tip_max = 4095;  // a MessageSeq is tip * 4096 + number

// ---- what is read -------------------------------------------------------------------------------

struct StoredMessage {
    MessageSeq seq;
    MessageKind kind = MessageKind::text;
    Direction direction = Direction::in;
    Instant at;
    SealedBody body;
};
struct StoredReferral {
    std::string reference;
    std::string contact;
    ReferralStatus status = ReferralStatus::queued;
    std::optional<Decision> decision;
    std::vector<Outcome> outcomes;
    std::optional<Instant> sent_at;  // exact: the clocks start here
    std::optional<Instant> acknowledged_at;
    SealedBody last_update;  // note, question, register entry; empty if none (column "update")
};
struct StoredTip {
    TipSeq seq;
    TipKey key;
    TipStatus status = TipStatus::received;
    std::string source, channel, area, language, category;
    bool urgent = false;
    Instant received_at;
    bool has_return_address = false;
    std::optional<HeldBecause> held_because;  // while it is held
    std::vector<TipSeq> related;              // of the same words
    std::vector<StoredMessage> messages;      // oldest first
    std::vector<StoredReferral> referrals;    // oldest first

    StoredTip() = default;
};

// What a search opens of a tip: its key and the texts under it.
struct SealedTip {
    TipSeq seq;
    TipKey key;
    std::vector<SealedBody> bodies;

    SealedTip() = default;
};

struct TipQuery {
    std::optional<TipStatus> status;
    std::string contact;           // has a referral to it; empty: any
    std::string area;              // this area or below it ("a" matches "a/b"); empty: any
    std::optional<Instant> since;  // received at or after
    std::int64_t before = 0;       // cursor: seq below this; 0: from the newest
    int limit = 50;
};

struct StoredDelivery {
    DeliverySeq seq;
    DeliveryKind kind = DeliveryKind::route;
    DeliveryStatus status = DeliveryStatus::waiting;
    TipSeq tip;
    std::string contact;    // empty for replies
    std::string reference;  // empty for replies and alarms
    int attempts = 0;
    Instant created_at;       // rounded for what intake made
    Instant next_attempt_at;  // epoch: at once
    std::string last_error;   // an error class
};
struct DeliveryQuery {
    std::optional<DeliveryStatus> status;
    std::int64_t before = 0;
    int limit = 50;
};

struct StoreCounts {
    std::map<std::string, std::int64_t> tips_by_status;
    std::map<std::string, std::int64_t> referrals_by_status;
    std::map<std::string, std::int64_t> referrals_by_decision;
    std::map<std::string, std::int64_t> outcomes;  // by kind, counts added up
    std::map<std::string, std::int64_t> deliveries_by_status;
    std::int64_t audit_entries = 0;
};

// ---- dispatch -----------------------------------------------------------------------------------

// One leased outbox entry with all that is needed to send it.
struct Claim {
    DeliverySeq seq;
    DeliveryKind kind = DeliveryKind::route;
    int attempts = 0;     // before this one
    Instant first_tried;  // of the first attempt; epoch if there was none
    std::string contact;
    std::string reference;
    MessageSeq message;  // tip_message, media_ready: which one; a forward: the last one; media: the
                         // MediumSeq
    std::string alarm;   // alarm and contact_test: name
    std::string summary;            // alarm and contact_test: one line
    std::optional<NewReply> reply;  // replies only; its address filled from the tip if need be
    // Whenever the entry belongs to one: its row alone, which is what routing and replies need. An
    // entry for a contact also has the messages that it tells (a forward: all up to `message`) and
    // the one referral that it is about.
    std::optional<StoredTip> tip;
    Claim() = default;
};

// What the routing table says: one referral for each.
struct NewReferral {
    std::string contact;
    std::string reference_prefix;  // "EKB": the reference is EKB-000123, gap-free for each contact
    Instant not_before;            // later than now: not returned, but due then (random delay)

    NewReferral() = default;
};

// The `route` entry that this ends.
struct RouteDecision {
    DeliverySeq route;
    std::vector<NewReferral> referrals;  // at least one

    RouteDecision() = default;
};

struct AttemptRecord {
    DeliverySeq seq;
    Instant at;  // exact; becomes the referral's sent_at on the first success
    DeliveryOutcome outcome;
    bool dead = false;  // no further attempt: dead letter (or dropped, for replies)
    Instant next_attempt_at;

    AttemptRecord() = default;
};

class TipStore {
public:
    virtual ~TipStore() = default;

    // All calls: Runs on: reactor (hops to the storage thread inside; the answer comes after the
    // commit). Throws if the database cannot be used; a full disk is Errc::unavailable. A cancelled
    // wait does not undo the work. Every write adds its audit entry in the same transaction.

    // Records a tip once: tip, first message, a `route` outbox entry, the receipt if any, audit
    // "received".
    virtual boost::asio::awaitable<Result<RecordOutcome>> record_tip(NewTip tip) = 0;
    // Adds to a tip; makes a tip_message (or tip_withdrawn) entry for each contact that has a
    // referral. A withdrawal moves the tip to withdrawn and cancels what still waits for its
    // contacts.
    virtual boost::asio::awaitable<Result<AddOutcome>> add_message(NewMessage message) = 0;
    virtual boost::asio::awaitable<Result<std::variant<Recorded, Duplicate>>> record_command(
        NewCommand command) = 0;

    // Leases up to `limit` due entries until now + lease; a lease that runs out makes the entry due
    // again. Contacts in `not_now` (open breaker, busy) are left alone.
    virtual boost::asio::awaitable<Result<std::vector<Claim>>> claim_due(
        Instant now, Duration lease, int limit, std::vector<std::string> not_now) = 0;
    // Ends `route` entries, all or none: makes the referrals with their references and a
    // tip_forwarded entry each (leased until now + lease and returned, so they are sent at once);
    // the tips become screened. Entries that no longer wait (another turn took them) are passed
    // over.
    virtual boost::asio::awaitable<Result<std::vector<Claim>>> open_referrals(
        std::vector<RouteDecision> decisions, Instant now, Duration lease) = 0;
    // Ends a lease with what came of it. Success moves the referral to delivered (sent_at = at if
    // unset) and the tip to forwarded; a dead tip_forwarded makes the referral undeliverable.
    // Replies vanish once sent or dead, and with them the copied address.
    virtual boost::asio::awaitable<Result<void>> record_attempt(AttemptRecord record) = 0;
    // The same for many entries in one transaction; unknown ones are skipped.
    virtual boost::asio::awaitable<Result<void>> release(
        std::vector<DeliverySeq> leases) = 0;  // give back untried
    virtual boost::asio::awaitable<Result<int>> retry_dead(std::optional<DeliverySeq> one,
                                                           Instant now) = 0;  // how many
    // Lets a held tip (or all of them, a thousand at a time) go the usual way. How many; 0 where it
    // is not held.
    virtual boost::asio::awaitable<Result<int>> release_held(std::optional<TipSeq> one,
                                                             Instant now) = 0;
    virtual boost::asio::awaitable<Result<DeliverySeq>> enqueue_notice(DeliveryKind kind,
                                                                       std::string contact,
                                                                       std::string alarm,
                                                                       std::string summary,
                                                                       Instant now) = 0;

    // One report of a contact. `seen` makes a repeat harmless (the first answer is given again).
    // Errors: not_found (also another contact's reference), conflict (state table).
    virtual boost::asio::awaitable<Result<StoredReferral>> apply_update(
        std::string reference, std::string contact, ReferralUpdate update, SealedBody details,
        std::optional<IdempotencyKey> seen, Instant now) = 0;

    // Reads: on a snapshot, never in the way of intake.
    virtual boost::asio::awaitable<Result<StoredTip>> tip(TipSeq seq) = 0;
    virtual boost::asio::awaitable<Result<StoredTip>> tip_of_reference(std::string reference) = 0;
    virtual boost::asio::awaitable<Result<std::vector<StoredTip>>> tips(TipQuery query) = 0;
    // The same tips, read in one walk. Whatever the limit, it ends after the tip that makes the
    // bodies a mebibyte, so that opening a page takes no long; an empty one is the end.
    virtual boost::asio::awaitable<Result<std::vector<SealedTip>>> sealed_tips(TipQuery query) = 0;
    virtual boost::asio::awaitable<Result<std::vector<StoredDelivery>>> deliveries(
        DeliveryQuery query) = 0;
    virtual boost::asio::awaitable<Result<StoreCounts>> counts() = 0;
    // The oldest entry that waits for a contact, for the backlog alarm; nullopt if none waits.
    virtual boost::asio::awaitable<Result<std::optional<Instant>>> oldest_waiting() = 0;
    // Proves the store can commit: a durable write of one row. For readyz.
    virtual boost::asio::awaitable<Result<void>> probe() = 0;

    virtual boost::asio::awaitable<Result<void>> note_start(
        std::array<std::uint8_t, 32> config_hash, Instant now) = 0;
    // Forgets MACs and addresses whose key epoch is gone: pseudonyms below kp, idempotency below
    // ki, addresses below ka.
    virtual boost::asio::awaitable<Result<void>> forget_epochs(std::uint32_t kp, std::uint32_t ki,
                                                               std::uint32_t ka) = 0;
};

}  // namespace tipwire::routing
