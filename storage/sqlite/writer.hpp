// SPDX-License-Identifier: Apache-2.0
// Every writing step of the store, as plain calls inside a transaction that somebody else begins
// and ends.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "routing/port/part_store.hpp"
#include "routing/port/tip_store.hpp"
#include "storage/sqlite/audit_log.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/leases.hpp"
#include "storage/sqlite/lookups.hpp"

namespace tipwire::storage {

// Owns the writing connection and all that is kept in memory beside it. What the calls mean and
// which errors they give is said in routing/port/tip_store.hpp; besides, each throws if SQLite
// does. A call may be made again after rollback().   Runs on: storage thread.
class Writer {
public:
    // Opens, migrates and reads the indices. Throws WrongSchema, DamagedRow, SQLite::Exception.
    Writer(const ConnectionOptions& options, routing::Duration conversation_window);

    void begin();
    void commit();
    void rollback() noexcept;  // also after a failed commit; memory is as it was at begin()

    // write_intake.cpp
    routing::Result<routing::RecordOutcome> record_tip(const routing::NewTip& tip);
    routing::Result<routing::AddOutcome> add_message(const routing::NewMessage& message);
    // owners: tips whose return address has one of the MACs, of all tips up to `until`
    // (address_owners()).
    using CommandOutcome = std::variant<routing::Recorded, routing::Duplicate>;
    routing::Result<CommandOutcome> record_command(const routing::NewCommand& command,
                                                   const std::vector<std::int64_t>& owners,
                                                   std::int64_t until);

    // write_quarantine.cpp
    routing::Result<int> release_held(std::optional<routing::TipSeq> one, routing::Instant now);
    static constexpr int release_batch = 1000;

    // write_parts.cpp
    routing::Result<routing::HoldOutcome> hold_part(const routing::NewPart& part);

    // write_claims.cpp, write_dispatch.cpp
    routing::Result<std::vector<routing::Claim>> claim_due(routing::Instant now,
                                                           routing::Duration lease, int limit,
                                                           const std::vector<std::string>& not_now);
    routing::Result<std::vector<routing::Claim>> open_referrals(
        const std::vector<routing::RouteDecision>& decisions, routing::Instant now,
        routing::Duration lease);
    routing::Result<void> record_attempt(const routing::AttemptRecord& record);
    routing::Result<void> release(const std::vector<routing::DeliverySeq>& leases);
    routing::Result<int> retry_dead(std::optional<routing::DeliverySeq> one, routing::Instant now);
    routing::Result<routing::DeliverySeq> enqueue_notice(routing::DeliveryKind kind,
                                                         const std::string& contact,
                                                         const std::string& alarm,
                                                         const std::string& summary,
                                                         routing::Instant now);

    // write_referrals.cpp
    routing::Result<routing::StoredReferral> apply_update(
        const std::string& reference, const std::string& contact,
        const routing::ReferralUpdate& update, const routing::SealedBody& details,
        const std::optional<routing::IdempotencyKey>& seen, routing::Instant now);

    // write_media.cpp
    routing::Result<void> finish_medium(const routing::FinishedMedium& medium);

    // write_upkeep.cpp
    routing::Result<void> note_start(const Hash& config_hash, routing::Instant now);
    routing::Result<void> probe();
    routing::Result<void> set_meta(const std::string& name, const routing::Bytes& value);
    // Forgets some rows of each kind; true while there may be more. The last call writes the audit
    // entry.
    routing::Result<bool> forget_some(std::uint32_t kp, std::uint32_t ki, std::uint32_t ka);
    static constexpr int forget_batch = 5000;

    Connection& connection() { return connection_; }
    std::size_t index_bytes() const { return lookups_.bytes(); }

private:
    struct TipHead {  // what a change of a tip must know
        routing::TipSeq seq;
        routing::TipStatus status = routing::TipStatus::received;
        std::int64_t messages = 0;
        routing::TipSalt salt;
        std::optional<std::uint32_t> sender_epoch;
    };
    struct ReferralHead {
        std::int64_t seq = 0;
        routing::TipSeq tip;
        std::string contact;
        routing::ReferralStatus status = routing::ReferralStatus::queued;
        bool sent = false;
        bool acknowledged = false;
    };
    struct DeliveryHead {
        routing::DeliverySeq seq;
        routing::DeliveryKind kind = routing::DeliveryKind::route;
        routing::DeliveryStatus status = routing::DeliveryStatus::waiting;
        std::optional<TipHead> tip;            // alarms have none
        std::optional<ReferralHead> referral;  // neither have what is routed and replies
        std::string contact;
    };
    struct Seen {
        routing::TipSeq tip;
        std::int64_t referral = 0;
    };
    struct Counters {  // the next numbers
        std::int64_t tip = 1;
        std::int64_t seen = 1;
        std::int64_t delivery = 1;
        std::int64_t delivery_reserved =
            1;                   // numbers below this are never given out after a restart
        std::int64_t swept = 0;  // of a walk of forget_senders() that is under way
        std::int64_t first_alive = 0;
    };

    struct ReferenceCounter {
        std::int64_t last = 0;
        bool changed = false;  // and not yet in its table
    };

    // writer.cpp
    std::int64_t highest(const char* sql);
    std::int64_t number(const std::string& name);
    void set_number(const std::string& name, std::int64_t value);
    routing::DeliverySeq next_delivery();
    std::uint32_t party(const std::string& contact);
    std::optional<TipHead> tip_head(routing::TipSeq tip);
    // Columns status, messages, salt, sender_epoch from that one on.
    static TipHead tip_head_at(Use& row, routing::TipSeq tip, int column);
    // Columns tip, contact, status, sent_at, acknowledged_at.
    static ReferralHead referral_head_at(Use& row, std::int64_t referral, int column);
    std::optional<ReferralHead> referral_head(std::int64_t referral);
    std::optional<DeliveryHead> delivery_head(routing::DeliverySeq delivery);
    std::vector<ReferralHead> referrals_of(routing::TipSeq tip);
    void set_status(TipHead& tip, routing::TipStatus status);
    void set_status(ReferralHead& referral, routing::ReferralStatus status);
    bool move(TipHead& tip, routing::TipStatus to);  // if the table allows it
    bool move(ReferralHead& referral, routing::ReferralStatus to);
    void note_end(const TipHead& tip, routing::Instant at);
    AuditNote note(AuditEvent event, const TipHead& tip, routing::Instant at);
    void enqueue_for(const ReferralHead& referral, routing::DeliveryKind kind,
                     std::optional<routing::MessageSeq> message, routing::Instant created_at,
                     routing::DeliverySeq seq);
    void cancel_waiting(const std::string& lane, routing::TipSeq tip);

    // write_intake.cpp
    std::optional<Seen> first_of(const routing::IdempotencyKey& key);
    std::optional<Seen> stored_seen(const routing::KeyedMac& mac, std::uint32_t row);
    void remember(const routing::IdempotencyKey& key, const Seen& what);
    std::optional<routing::BelongsTo> conversation_of(const routing::NewTip& tip);
    std::optional<routing::BelongsTo> joinable(routing::TipSeq tip, const routing::KeyedMac& sender,
                                               const routing::NewTip& joining);
    routing::Recorded insert_tip(const routing::NewTip& tip);
    void insert_tip_row(routing::TipSeq seq, const routing::NewTip& tip);
    void insert_message(routing::MessageSeq seq, routing::MessageKind kind, routing::Instant at,
                        const routing::SealedBody& body, std::int64_t audit);
    void insert_reply(const routing::NewReply& reply, std::optional<routing::TipSeq> tip,
                      routing::Instant created_at);
    void tell_contacts(const TipHead& tip, routing::MessageSeq message, routing::Instant at);
    void withdraw(TipHead& tip, routing::MessageSeq message, routing::Instant at);

    // write_quarantine.cpp
    void hold(routing::TipSeq tip, routing::HeldBecause why);
    void link(routing::TipSeq one, routing::TipSeq other);
    std::vector<routing::TipSeq> held_tips(std::optional<routing::TipSeq> one);
    void enqueue_route(routing::TipSeq tip, routing::Instant created_at);

    // write_parts.cpp
    std::optional<std::int64_t> group_lacking(const routing::NewPart& part,
                                              const routing::KeyedMac& sender);
    std::int64_t insert_part(const routing::NewPart& part, std::optional<std::int64_t> group);
    bool has_all_parts(routing::PartSeq group);
    bool take_parts(const std::vector<routing::PartSeq>& parts);
    void forget_part_addresses(const std::vector<routing::KeyedMac>& macs);
    void forget_replies_to(const std::vector<routing::KeyedMac>& addresses);
    void forget_part_senders(std::uint32_t pseudonyms, std::uint32_t addresses);

    // write_claims.cpp
    std::vector<std::optional<std::string>> lanes(const std::vector<std::string>& not_now);
    std::vector<std::int64_t> due_in(const std::optional<std::string>& lane, routing::Instant now,
                                     int limit);
    bool must_wait(std::int64_t delivery);
    std::optional<routing::Claim> load_claim(std::int64_t delivery);
    void fill_told(routing::Claim& claim, std::int64_t referral);
    void fill_address(routing::Claim& claim);
    void set_aside(std::int64_t delivery);

    // write_dispatch.cpp
    void route(const routing::RouteDecision& decision, routing::Instant now,
               routing::Duration lease, std::vector<routing::Claim>& claims);
    routing::Claim open_referral(TipHead& tip, const routing::NewReferral& referral,
                                 routing::Instant now);
    void fill_forwards(std::span<routing::Claim> claims, const TipHead& head);
    void delay(routing::DeliverySeq delivery, routing::Instant until);
    std::int64_t next_reference(const std::string& prefix);
    void write_references();
    void succeed(const DeliveryHead& delivery, routing::Instant at);
    void bury(const DeliveryHead& delivery, routing::Instant at, const std::string& why);
    void try_again(const routing::AttemptRecord& record, const std::string& why);
    void forwarded(const DeliveryHead& delivery, TipHead tip, routing::Instant at);
    bool retry(const DeliveryHead& delivery, routing::Instant now);
    void tell_rest(const ReferralHead& referral, routing::DeliverySeq forward, routing::Instant at);

    // write_referrals.cpp
    routing::Result<void> report(ReferralHead& referral, const routing::ReferralUpdate& update,
                                 routing::Instant now);
    void tell_what_was_held_back(const ReferralHead& referral, routing::Instant now);
    void tell_of_withdrawal(const ReferralHead& referral, routing::Instant at);
    void add_outcomes(std::int64_t referral, const std::vector<routing::Outcome>& outcomes);
    void close_if_all_closed(TipHead& tip, routing::Instant now);

    // write_media.cpp
    void insert_media(routing::MessageSeq message, const std::vector<routing::NewMedium>& media,
                      routing::Instant at);
    void insert_pieces(routing::MediumSeq medium, const std::vector<routing::SealedBody>& pieces);
    bool will_carry(std::int64_t referral, const std::string& contact, routing::MessageSeq message,
                    routing::Instant now);
    void tell_ready(const TipHead& tip, routing::MessageSeq message, routing::Instant at);

    // write_upkeep.cpp
    bool forget_seen(std::uint32_t epoch);
    bool forget_senders(std::uint32_t epoch);
    bool forget_addresses(std::uint32_t epoch);

    Connection connection_;
    AuditLog audit_;
    Lookups lookups_;
    Leases leases_;
    Counters next_;
    Counters kept_;
    std::map<std::string, std::uint32_t> parties_;
    std::map<std::string, ReferenceCounter> references_;  // by prefix; empty after rollback()
};

// Tips whose return address has one of these MACs, and the last tip that was looked at. A walk over
// all addresses that live, so it is made on the reading connection: STOP must not hold up the
// intake.
struct AddressOwners {
    std::vector<std::int64_t> tips;
    std::int64_t until = 0;
};
AddressOwners address_owners(Connection& connection, const std::vector<routing::KeyedMac>& macs,
                             std::int64_t after = 0);

}  // namespace tipwire::storage
