// SPDX-License-Identifier: Apache-2.0
// A queue of the day's replies and two counters over it; what leaves the queue leaves the counters.
#include "gateway/sms/reply_budget.hpp"

#include <algorithm>
#include <cstring>
#include <deque>
#include <string_view>
#include <unordered_map>

#include "gateway/crypto/key_vault.hpp"
#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

constexpr routing::Duration day = std::chrono::hours{24};
constexpr std::size_t digits_min = 8;
constexpr std::size_t prefix_digits = 5;

using Hash = std::uint64_t;
using Counts = std::unordered_map<Hash, int>;

int count_of(const Counts& counts, Hash key) {
    const auto found = counts.find(key);
    return found != counts.end() ? found->second : 0;
}

void drop(Counts& counts, Hash key) {
    const auto found = counts.find(key);
    if (--found->second == 0) counts.erase(found);
}

Hmac fresh_key() {
    routing::SecretKey key;
    std::array<std::uint8_t, 32> bytes{};
    SystemRandom().fill(bytes);
    key = routing::SecretKey(bytes);
    routing::wipe(bytes);
    return Hmac(Hmac::Hash::sha256, key.reveal());
}

}  // namespace

struct ReplyBudget::State {
    struct Entry {
        routing::Duration at;
        Hash number;
        Hash prefix;
    };

    State(config::Replies replies, routing::Clock& time)
        : limits(std::move(replies)), clock(time), key(fresh_key()) {}

    // The label keeps a five-digit prefix apart from a number that would hash alike.
    Hash hash(std::string_view label, std::string_view digits) {
        const auto mac = key.of({label, digits});
        Hash value = 0;
        std::memcpy(&value, mac.data(), sizeof value);
        return value;
    }
    Hash number_hash(std::string_view e164) { return hash("number ", e164.substr(1)); }
    Hash prefix_hash(std::string_view e164) {
        return hash("prefix ", e164.substr(1, prefix_digits));
    }

    bool may_be_answered(std::string_view e164) const {
        const auto starts = [&](const std::string& prefix) { return e164.starts_with(prefix); };
        return e164.size() > digits_min &&
               std::any_of(limits.allowed_prefixes.begin(), limits.allowed_prefixes.end(), starts);
    }

    void forget(std::deque<Entry>::iterator entry) {
        drop(numbers, entry->number);
        drop(prefixes, entry->prefix);
        entries.erase(entry);
    }
    void forget_yesterday() {
        const auto now = clock.monotonic();
        while (!entries.empty() && now - entries.front().at >= day) forget(entries.begin());
    }

    config::Replies limits;
    routing::Clock& clock;
    Hmac key;
    std::deque<Entry> entries;  // oldest first
    Counts numbers, prefixes;
};

ReplyBudget::ReplyBudget(config::Replies limits, routing::Clock& clock)
    : state_(std::make_unique<State>(std::move(limits), clock)) {}
ReplyBudget::~ReplyBudget() = default;

bool ReplyBudget::take(const routing::PhoneNumber& number) {
    State& s = *state_;
    const std::string_view e164 = number.reveal();
    if (!s.may_be_answered(e164)) return false;
    s.forget_yesterday();
    const State::Entry entry{s.clock.monotonic(), s.number_hash(e164), s.prefix_hash(e164)};
    if (s.entries.size() >= static_cast<std::size_t>(s.limits.per_day) ||
        count_of(s.prefixes, entry.prefix) >= s.limits.per_prefix_per_day ||
        count_of(s.numbers, entry.number) >= s.limits.per_number_per_day)
        return false;
    s.entries.push_back(entry);
    ++s.numbers[entry.number];
    ++s.prefixes[entry.prefix];
    return true;
}

void ReplyBudget::give_back(const routing::PhoneNumber& number) {
    State& s = *state_;
    const Hash hash = s.number_hash(number.reveal());
    const auto of_number = [hash](const State::Entry& entry) { return entry.number == hash; };
    const auto last = std::find_if(s.entries.rbegin(), s.entries.rend(), of_number);
    if (last != s.entries.rend()) s.forget(std::prev(last.base()));
}

}  // namespace tipwire::gateway
