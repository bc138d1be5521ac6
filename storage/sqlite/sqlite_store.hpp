// SPDX-License-Identifier: Apache-2.0
// The store on one SQLite file. A storage thread owns the writing connection and commits everything
// that waits in one transaction; a second thread reads on snapshots; a third copies the log into
// the database.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "routing/port/metrics.hpp"
#include "storage/store.hpp"

namespace tipwire::storage {

struct StoreOptions {
    std::filesystem::path file;
    std::string vfs;  // "" for the system's; a registered name for simulated disks
    routing::Duration conversation_window = std::chrono::hours{12};
    int cache_kib = 8192;  // of the writing connection
    std::size_t batch_max =
        4096;  // operations in one transaction; 1 to compare with no group commit
    // Set: no threads; everything runs here, posted, one batch a turn. The same executor as the
    // reactor's gives one history for one seed.
    std::optional<boost::asio::any_io_executor> run_on;
};

class SqliteStore final : public Store {
public:
    // Opens or creates the file and reads the indices; blocks. on_fatal: the disk failed and what
    // is durable is unknown, so the process must end; called through the reactor, once. Throws
    // WrongSchema, DamagedRow, SQLite::Exception.
    SqliteStore(boost::asio::any_io_executor reactor, StoreOptions options,
                routing::Metrics& metrics, std::function<void()> on_fatal);
    ~SqliteStore() override;  // stops
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    boost::asio::awaitable<routing::Result<routing::RecordOutcome>> record_tip(
        routing::NewTip tip) override;
    boost::asio::awaitable<routing::Result<routing::AddOutcome>> add_message(
        routing::NewMessage message) override;
    boost::asio::awaitable<routing::Result<std::variant<routing::Recorded, routing::Duplicate>>>
    record_command(routing::NewCommand command) override;

    boost::asio::awaitable<routing::Result<int>> release_held(std::optional<routing::TipSeq> one,
                                                              routing::Instant now) override;
    boost::asio::awaitable<routing::Result<routing::HoldOutcome>> hold_part(
        routing::NewPart part) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::StoredPart>>> parts_of(
        routing::PartSeq group) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::PartGroup>>> waiting_parts()
        override;

    boost::asio::awaitable<routing::Result<std::vector<routing::Claim>>> claim_due(
        routing::Instant now, routing::Duration lease, int limit,
        std::vector<std::string> not_now) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::Claim>>> open_referrals(
        std::vector<routing::RouteDecision> decisions, routing::Instant now,
        routing::Duration lease) override;
    boost::asio::awaitable<routing::Result<void>> record_attempt(
        routing::AttemptRecord record) override;
    boost::asio::awaitable<routing::Result<void>> release(
        std::vector<routing::DeliverySeq> leases) override;
    boost::asio::awaitable<routing::Result<int>> retry_dead(std::optional<routing::DeliverySeq> one,
                                                            routing::Instant now) override;
    boost::asio::awaitable<routing::Result<routing::DeliverySeq>> enqueue_notice(
        routing::DeliveryKind kind, std::string contact, std::string alarm, std::string summary,
        routing::Instant now) override;

    boost::asio::awaitable<routing::Result<routing::StoredReferral>> apply_update(
        std::string reference, std::string contact, routing::ReferralUpdate update,
        routing::SealedBody details, std::optional<routing::IdempotencyKey> seen,
        routing::Instant now) override;

    boost::asio::awaitable<routing::Result<routing::StoredTip>> tip(routing::TipSeq seq) override;
    boost::asio::awaitable<routing::Result<routing::StoredTip>> tip_of_reference(
        std::string reference) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::StoredTip>>> tips(
        routing::TipQuery query) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::SealedTip>>> sealed_tips(
        routing::TipQuery query) override;
    boost::asio::awaitable<routing::Result<std::vector<routing::StoredDelivery>>> deliveries(
        routing::DeliveryQuery query) override;
    boost::asio::awaitable<routing::Result<routing::StoreCounts>> counts() override;
    boost::asio::awaitable<routing::Result<std::optional<routing::Instant>>> oldest_waiting()
        override;
    boost::asio::awaitable<routing::Result<void>> probe() override;

    boost::asio::awaitable<routing::Result<void>> note_start(
        std::array<std::uint8_t, 32> config_hash, routing::Instant now) override;
    boost::asio::awaitable<routing::Result<void>> forget_epochs(std::uint32_t kp, std::uint32_t ki,
                                                                std::uint32_t ka) override;

    boost::asio::awaitable<routing::Result<std::vector<routing::StoredMedium>>> media_of(
        routing::TipSeq tip) override;
    boost::asio::awaitable<routing::Result<routing::StoredMedium>> medium(
        routing::MediumSeq seq) override;
    boost::asio::awaitable<routing::Result<void>> finish_medium(
        routing::FinishedMedium medium) override;

    boost::asio::awaitable<routing::Result<std::optional<routing::WrappedKey>>> oldest_needed_key(
        routing::Instant since) override;
    boost::asio::awaitable<routing::Result<std::optional<routing::Bytes>>> get_meta(
        std::string name) override;
    boost::asio::awaitable<routing::Result<void>> set_meta(std::string name,
                                                           routing::Bytes value) override;
    boost::asio::awaitable<routing::Result<void>> checkpoint_truncate() override;
    void stop() override;

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

}  // namespace tipwire::storage
