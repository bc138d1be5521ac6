// SPDX-License-Identifier: Apache-2.0
// A store on a folder of its own, driven call by call, with builders for what goes in.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "storage/sqlite/sqlite_store.hpp"

namespace tipwire::testing {

class TempFolder {
public:
    TempFolder() {
        std::string pattern = ::testing::TempDir() + "tipwire-store-XXXXXX";
        path_ = ::mkdtemp(pattern.data());
    }
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path file() const { return path_ / "tipwire.db"; }

private:
    std::filesystem::path path_;
};

inline routing::Instant at_hour(int hour) {
    return routing::Instant{std::chrono::hours{490'000 + hour}};
}
inline routing::Instant at_minute(int minute) { return at_hour(0) + std::chrono::minutes{minute}; }

// A MAC that looks random and is the same for the same name and epoch.
inline routing::KeyedMac mac_of(const std::string& name, std::uint32_t epoch = 7) {
    routing::KeyedMac mac;
    mac.epoch = epoch;
    std::uint64_t state = std::hash<std::string>{}(name) ^ (std::uint64_t{epoch} << 32);
    for (auto& byte : mac.bytes) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        byte = static_cast<std::uint8_t>(state >> 56);
    }
    return mac;
}
inline routing::EpochMacs macs_of(const std::string& name, std::uint32_t epoch = 7) {
    return {mac_of(name, epoch), epoch > 0 ? std::optional(mac_of(name, epoch - 1)) : std::nullopt};
}

inline routing::Bytes bytes_of(const std::string& text) {
    return routing::Bytes(text.begin(), text.end());
}

inline routing::NewReferral to(const std::string& contact, const std::string& prefix,
                               routing::Instant not_before = {}) {
    routing::NewReferral referral;
    referral.contact = contact;
    referral.reference_prefix = prefix;
    referral.not_before = not_before;
    return referral;
}

class TipBuilder {
public:
    explicit TipBuilder(const std::string& id) {
        tip_.seen = macs_of("id " + id);
        tip_.joins_since = at_hour(-12);
        tip_.key.salt.bytes = mac_of("salt " + id).bytes;
        tip_.key.wrapped.bytes = bytes_of("wrapped key of " + id);
        tip_.body.bytes = bytes_of("sealed body of " + id);
        tip_.received_at = at_hour(0);
        tip_.source = "kannel";
        tip_.channel = "sms";
        tip_.area = "ekaterinburg/kirovsky";
        tip_.language = "ru";
        tip_.category = "dead_drop";
    }
    TipBuilder& from(const std::string& sender, std::uint32_t epoch = 7) {
        tip_.sender = macs_of("sender " + sender, epoch);
        routing::ReturnAddress address;
        address.sealed.bytes = bytes_of("sealed address of " + sender);
        address.mac = mac_of("address " + sender, 3);
        tip_.reply_to = address;
        return *this;
    }
    TipBuilder& at(routing::Instant when) {
        tip_.received_at = when;
        tip_.joins_since = when - std::chrono::hours{12};
        return *this;
    }
    TipBuilder& always_new() {
        tip_.joins_since = routing::Instant::max();
        return *this;
    }
    TipBuilder& in(const std::string& area) {
        tip_.area = area;
        return *this;
    }
    TipBuilder& with_receipt() {
        routing::NewReply receipt;
        receipt.source = "kannel";
        receipt.language = "ru";
        receipt.text_key = "receipt";
        receipt.give_up_at = at_hour(6);
        tip_.receipt = receipt;
        return *this;
    }
    routing::NewTip build() const { return tip_; }

private:
    routing::NewTip tip_;
};
inline TipBuilder a_tip(const std::string& id) { return TipBuilder(id); }

inline routing::NewMessage a_message(routing::TipSeq tip, const std::string& id,
                                     routing::MessageKind kind = routing::MessageKind::text) {
    routing::NewMessage message;
    message.seen = macs_of("id " + id);
    message.tip = tip;
    message.kind = kind;
    message.body.bytes = bytes_of("sealed body of " + id);
    message.received_at = at_hour(1);
    return message;
}

inline routing::NewCommand a_command(const std::string& id) {
    routing::NewCommand command;
    command.seen = macs_of("id " + id);
    command.received_at = at_hour(1);
    return command;
}

enum class Threads { own, none };

// Opens, closes and opens again; wait() runs one call to its end.
class StoreDriver {
public:
    explicit StoreDriver(Threads threads) : threads_(threads) { reopen(); }

    void reopen(std::string vfs = {}) {
        store_.reset();
        storage::StoreOptions options;
        options.file = vfs.empty() ? folder_.file() : std::filesystem::path("tipwire.db");
        options.vfs = std::move(vfs);
        if (threads_ == Threads::none) options.run_on = io_.get_executor();
        store_ = std::make_unique<storage::SqliteStore>(io_.get_executor(), options, metrics_,
                                                        [this] { ++fatal_; });
    }
    void close() { store_.reset(); }

    template <class T>
    void start(boost::asio::awaitable<T> call, std::function<void(T)> done) {
        boost::asio::co_spawn(io_, std::move(call), [done](std::exception_ptr error, T value) {
            if (error) std::rethrow_exception(error);
            done(std::move(value));
        });
    }
    void run() {
        io_.restart();
        io_.run();
    }
    // Throws what the call throws.
    template <class T>
    T wait(boost::asio::awaitable<T> call) {
        std::optional<T> result;
        start<T>(std::move(call), [&](T value) { result.emplace(std::move(value)); });
        run();
        return std::move(result.value());
    }

    storage::SqliteStore& store() { return *store_; }
    const TempFolder& folder() const { return folder_; }
    routing::Metrics& metrics() { return metrics_; }
    int fatal() const { return fatal_; }

private:
    TempFolder folder_;
    Threads threads_;
    boost::asio::io_context io_{1};
    routing::Metrics metrics_;
    int fatal_ = 0;
    std::unique_ptr<storage::SqliteStore> store_;
};

// What most tests do on their way.
class StoreSteps : public StoreDriver {
public:
    using StoreDriver::StoreDriver;
    static constexpr routing::Duration lease = std::chrono::seconds{60};

    routing::RecordOutcome record(const TipBuilder& tip) {
        return wait(store().record_tip(tip.build())).value();
    }
    routing::Recorded record_new(const TipBuilder& tip) {
        return std::get<routing::Recorded>(record(tip));
    }
    routing::AddOutcome add(routing::NewMessage message) {
        return wait(store().add_message(std::move(message))).value();
    }
    std::vector<routing::Claim> claim(routing::Instant now, int limit = 100,
                                      std::vector<std::string> not_now = {}) {
        return wait(store().claim_due(now, lease, limit, std::move(not_now))).value();
    }
    std::vector<routing::Claim> refer(routing::DeliverySeq route,
                                      std::vector<routing::NewReferral> referrals,
                                      routing::Instant now = at_minute(10)) {
        std::vector<routing::RouteDecision> one(1);
        one[0].route = route;
        one[0].referrals = std::move(referrals);
        return wait(store().open_referrals(std::move(one), now, lease)).value();
    }
    // Claims the route entry of the tip and gives it to one contact.
    routing::Claim forward(routing::TipSeq tip, const std::string& contact = "city-police",
                           routing::Instant now = at_minute(10)) {
        for (const auto& claim : claim(now)) {
            if (claim.kind != routing::DeliveryKind::route || claim.tip->seq != tip) continue;
            return refer(claim.seq, {to(contact, contact == "city-police" ? "EKB" : "OBL")}, now)
                .at(0);
        }
        throw std::runtime_error("the tip has no route entry");
    }
    void finish(routing::DeliverySeq delivery, routing::DeliveryOutcome outcome, bool dead = false,
                routing::Instant at = at_minute(11), routing::Instant next = at_minute(20)) {
        routing::AttemptRecord record;
        record.seq = delivery;
        record.at = at;
        record.outcome = std::move(outcome);
        record.dead = dead;
        record.next_attempt_at = next;
        EXPECT_TRUE(wait(store().record_attempt(std::move(record))));
    }
    void succeed(routing::DeliverySeq delivery, routing::Instant at = at_minute(11)) {
        finish(delivery, routing::Accepted{}, false, at);
    }
    // Closes the store from a coroutine of its reactor, as the daemon does.
    boost::asio::awaitable<routing::Result<void>> stop_from_within() {
        store().stop();
        co_return routing::Result<void>{};
    }
    routing::StoredTip tip(routing::TipSeq seq) { return wait(store().tip(seq)).value(); }
    routing::Result<routing::StoredReferral> report(
        const std::string& reference, routing::ReferralStatus state,
        const std::string& contact = "city-police",
        std::optional<routing::IdempotencyKey> seen = std::nullopt,
        routing::Instant now = at_minute(30)) {
        routing::ReferralUpdate update;
        update.state = state;
        if (state == routing::ReferralStatus::decided) {
            update.decision = routing::Decision::case_opened;
        }
        return wait(store().apply_update(reference, contact, update, {}, seen, now));
    }
};

inline const routing::Claim* of_kind(const std::vector<routing::Claim>& claims,
                                     routing::DeliveryKind kind) {
    for (const auto& claim : claims) {
        if (claim.kind == kind) return &claim;
    }
    return nullptr;
}

// The contract suite runs on each of these.
class StoreContract : public ::testing::TestWithParam<Threads>, public StoreSteps {
public:
    StoreContract() : StoreSteps(GetParam()) {}
};

}  // namespace tipwire::testing
