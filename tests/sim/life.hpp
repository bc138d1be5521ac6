// SPDX-License-Identifier: Apache-2.0
// One life of the switchboard: from a start on what the disk has to a stop, a failure or a crash.
// Composed as gateway/app/daemon.cpp composes it.
#pragma once

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <string>

#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "routing/flow/dispatcher.hpp"
#include "routing/flow/intake.hpp"
#include "routing/flow/watch.hpp"
#include "storage/store.hpp"
#include "tests/sim/ledger.hpp"
#include "tests/support/fixed_guesser.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::sim {

// What is the same in every life.
struct Site {
    Ledger& ledger;
    testing::SeededRandom& random;  // of the world: fates, moments
    const routing::Catalogue& catalogue;
    std::string vfs;
    std::filesystem::path keys;  // real files
    bool trace = false;
    bool calm = false;  // fewer turns of the loops, for months with little to do
};

inline constexpr std::array<std::string_view, 3> languages{"en", "ru", "kk"};
// Small, so that a few people can be a flood.
routing::FloodLimits flood_limits();

// A log that looks for what must not be in it.
class SimLog : public routing::EventLog {
public:
    explicit SimLog(Site site) : site_(std::move(site)) {}
    void write(routing::Severity severity, std::string_view event,
               std::initializer_list<routing::LogField> fields) override;

private:
    Site site_;
};

class Life {
public:
    // Throws if it cannot start, such as on a full disk.
    Life(Site site, routing::Instant wall, Duration world_time);
    ~Life();  // as if it were killed: nothing further is heard of it
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;

    void run_for(Duration span) { clock_.run_for(span); }
    void stop_gently();
    bool failed() const { return failed_; }  // the disk failed: the process must end

    void push(Sent& message);
    void report(Contact& contact, Case& one);
    void retry_dead();
    void release_held(std::optional<routing::TipSeq> one);
    void reset_breakers() { dispatcher_->reset_breakers(); }
    void jump_wall(Duration by);

    routing::Instant wall() const { return clock_.now(); }
    Duration world_time() const { return born_ + clock_.monotonic(); }
    bool alive() const { return alive_; }
    Site& site() { return site_; }
    testing::SimClock& clock() { return clock_; }
    routing::Vault& vault() { return *vault_; }
    storage::Store& store() { return *store_; }
    routing::TipReader& reader() { return reader_; }

    // Runs one call to its end; empty if it threw or never ended.
    template <class T>
    std::optional<T> call(boost::asio::awaitable<T> work) {
        std::optional<T> answer;
        boost::asio::co_spawn(io_, std::move(work), [&answer](std::exception_ptr error, T value) {
            if (!error) answer.emplace(std::move(value));
        });
        for (int turn = 0; turn < 100 && !answer; ++turn) run_for(std::chrono::milliseconds{1});
        return answer;
    }

private:
    boost::asio::awaitable<void> receive(Sent& message);
    boost::asio::awaitable<void> apply(Contact& contact, Case& one);
    boost::asio::awaitable<void> begin();
    boost::asio::awaitable<bool> rotate_keys();
    boost::asio::awaitable<void> keep_keys();
    boost::asio::awaitable<void> revive();
    boost::asio::awaitable<void> let_go(std::optional<routing::TipSeq> one);
    boost::asio::awaitable<void> allow_status(const Sent& message);
    void allow_reply(const Sent& message, std::string_view key);
    bool may_flood(Citizen& citizen) const;
    void acknowledged(Sent& message, const routing::Taken& taken);
    void answered(Contact& contact, Case& one, const Report& report, bool repeat,
                  const routing::Result<routing::ReferralView>& result);
    void end();

    Site site_;
    boost::asio::io_context io_{1};
    testing::SimClock clock_;
    Duration born_;
    bool alive_ = true;
    bool failed_ = false;
    bool ready_ = false;
    SimLog log_;
    testing::SeededRandom random_;
    routing::Metrics metrics_;
    routing::TaskGroup loops_{io_.get_executor(), log_};
    routing::TaskGroup deliveries_{io_.get_executor(), log_};
    gateway::KeyStore keys_;
    std::unique_ptr<routing::Vault> vault_;
    std::unique_ptr<storage::Store> store_;
    routing::FollowUp follow_up_;
    routing::TipReader reader_;
    test::FixedGuesser guesser_;
    routing::Channels channels_;
    routing::MtSenders senders_;
    std::unique_ptr<routing::Dispatcher> dispatcher_;
    std::unique_ptr<routing::Watch> watch_;
    routing::Intake intake_;
};

}  // namespace tipwire::sim
