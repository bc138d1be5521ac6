// SPDX-License-Identifier: Apache-2.0
// What the simulated world knows for certain: who wrote what, who was told what, and what must
// never happen. It outlives every life of the switchboard.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "routing/domain/delivery.hpp"
#include "routing/domain/ids.hpp"
#include "routing/domain/referral.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::sim {

using routing::Duration;

// All times here are the world's own: never set back, going on while the switchboard is down.
inline constexpr Duration never{-1};

enum class Wish { report, add, correct, withdraw, status, help, stop };

// One message as the provider keeps it until it is acknowledged.
struct Sent {
    std::string id;
    std::size_t citizen = 0;
    bool anonymous = false;  // from a sender without a number
    Wish wish = Wish::report;
    std::string text;
    std::string token;       // unique; empty for what leaves no text
    std::int64_t about = 0;  // the tip its code names; 0: none
    int phrase = -1;         // which of the phrases that many send; it has no token then

    // A part of a long message; total 1: a whole one.
    std::int64_t long_message = 0;  // which
    std::uint32_t reference = 0, number = 1, total = 1;

    bool under_way = false;
    int attempts = 0;
    Duration next_push{0};
    Duration acknowledged_at = never;
    int acknowledged_in_life = 0;
    bool at_once = false;        // acknowledged when it was sent the first time
    std::int64_t stored_in = 0;  // the tip, as acknowledged; 0 for commands and waiting parts
};

struct AllowedReply {
    std::string text;
    Duration at;
};

struct Citizen {
    std::string number;
    std::string source;
    std::vector<std::string> codes;            // from receipts
    std::map<std::string, std::int64_t> tips;  // of those codes
    std::vector<AllowedReply> allowed;
    Duration stopped_at = never;
    std::vector<Duration> pushed;  // lately
};

// What a contact holds of one webhook id.
struct Received {
    routing::DeliveryKind kind = routing::DeliveryKind::tip_forwarded;
    std::string reference;
    std::vector<std::string> texts;
    Duration accepted_at = never;  // when we were last told that it has it
    int accepted_in_life = 0;
};

struct Report {
    routing::ReferralUpdate update;
    std::string request;
};

// A referral as its contact sees it.
struct Case {
    std::string reference;
    std::optional<routing::ReferralStatus> state;  // as the contact last reported it
    std::optional<routing::Decision> decision;
    std::optional<Report> pending;  // until it is answered
    std::optional<Report> last;     // taken before: a repeat must be harmless
    bool under_way = false;
    bool forwarded = false;
    bool told_of_withdrawal = false;
};

struct Contact {
    std::string name;
    std::string prefix;
    std::map<std::string, Received> received;  // by webhook id
    std::map<std::string, std::string> id_of_token;
    std::map<std::string, std::unique_ptr<Case>> cases;  // by reference
    Duration dead_until{0};
};

struct Figures {
    std::int64_t messages = 0, pushes = 0, repeats = 0, answers_lost = 0, tips = 0, replies = 0;
    std::int64_t deliveries = 0, deliveries_failed = 0, deliveries_repeated = 0, channels_gone = 0;
    std::int64_t reports = 0, conflicts = 0, dead_letters_retried = 0;
    std::int64_t lives = 0, starts_failed = 0, crashes = 0, disk_errors = 0, full_disks = 0;
    std::int64_t clock_jumps = 0, contact_outages = 0, rotations = 0;
    // The contact has it, we cannot know, and the citizen withdrew: nobody tells the contact.
    std::int64_t withdrawn_untold = 0;
    std::int64_t long_messages = 0, long_whole = 0, parts = 0, parts_missing = 0;
    std::int64_t floods = 0, held = 0, released = 0, phrases = 0, helped = 0;

    std::int64_t faults() const {
        return crashes + disk_errors + full_disks + clock_jumps + contact_outages +
               deliveries_failed + answers_lost + channels_gone;
    }
    void add(const Figures& other);
};

// Every citizen's number has these digits in it, and nothing else in the world has.
inline constexpr std::string_view telling_digits = "70155500";
// Sent by many in the same words.
inline constexpr std::array<std::string_view, 3> phrases{
    "every night the same people sell at the old bus station",
    "behind the school there is a garage where they pack it",
    "the shop on the corner sells powder to children",
};
bool names_a_citizen(std::string_view text);  // in any grouping
std::vector<std::string> tokens_in(std::string_view text);

struct Ledger {
    std::vector<Citizen> citizens;
    std::vector<std::unique_ptr<Sent>> sent;
    std::vector<Contact> contacts;
    std::map<std::int64_t, Duration> receipt_sent;  // accepted by the phone network, by tip
    std::map<std::int64_t, int> receipt_life;
    std::map<std::int64_t, std::size_t> receipt_owner;
    std::set<std::int64_t> withdrawn;              // acknowledged withdrawals
    Duration all_released_at = never;              // when an operator last let all held tips go
    std::map<std::int64_t, Duration> released_at;  // one of them
    Duration looked_at{0};                         // when all statuses were read last
    Duration trouble_until = never;  // until then a commit may fail, or a lease run out early
    int life = 0;
    bool healed = false;
    Figures figures;

    std::string failure;  // the first broken invariant
    void broken(std::string why) {
        if (failure.empty()) failure = std::move(why);
    }
};

}  // namespace tipwire::sim
