// SPDX-License-Identifier: Apache-2.0
// The port's calls, each handed to the writing or to the reading side.
#include "storage/sqlite/sqlite_store.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "storage/sqlite/batch_queue.hpp"
#include "storage/sqlite/group_commit.hpp"
#include "storage/sqlite/reader.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

using namespace routing;
using boost::asio::awaitable;

namespace {

constexpr int reading_cache_kib = 2048;

ConnectionOptions writing(const StoreOptions& options) {
    return {options.file, options.vfs, false, options.cache_kib};
}
ConnectionOptions reading(const StoreOptions& options) {
    return {options.file, options.vfs, true, reading_cache_kib};
}

// Pushes work onto a queue and waits for its answer. A plain function: the awaitable it returns
// holds everything it needs, so nothing here lives in a coroutine frame of ours.
template <class Value, class Work>
awaitable<Result<Value>> submit(BatchQueue& queue, Work work) {
    auto initiate = [&queue](auto handler, Work moved) {
        using Handler = decltype(handler);
        queue.push(std::make_unique<OperationOf<Value, Work, Handler>>(std::move(moved),
                                                                       std::move(handler)));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                       void(std::exception_ptr, Result<Value>)>(
        initiate, boost::asio::use_awaitable, std::move(work));
}

}  // namespace

// Declared in the order of opening: the writer makes the file and its tables.
class SqliteStore::Engine {
public:
    Engine(boost::asio::any_io_executor reactor, const StoreOptions& options, Metrics& metrics,
           std::function<void()> on_fatal)
        : writer_(writing(options), options.conversation_window),
          reading_(reading(options)),
          reader_(reading_),
          commit_(writer_, metrics, broken_reporter(reactor, std::move(on_fatal))),
          writes_(
              reactor, options.run_on, [this](Batch& batch) { commit_.run(batch); },
              options.batch_max),
          reads_(reactor, options.run_on, [this](Batch& batch) { read(batch); }) {
        if (!options.run_on) commit_.start_checkpointer(writing(options));
    }
    ~Engine() { stop(); }

    // Work: Result<Value>(Writer&), inside the transaction of its batch.
    template <class Value, class Work>
    awaitable<Result<Value>> write(Work work) {
        auto bound = [this, work = std::move(work)]() -> Result<Value> { return work(writer_); };
        return submit<Value>(writes_, std::move(bound));
    }
    // Work: Result<Value>(Reader&), on a snapshot.
    template <class Value, class Work>
    awaitable<Result<Value>> look(Work work) {
        auto bound = [this, work = std::move(work)]() -> Result<Value> { return work(reader_); };
        return submit<Value>(reads_, std::move(bound));
    }
    awaitable<Result<void>> truncate_log() {
        auto bound = [this]() -> Result<void> {
            commit_.request_truncate();
            return {};
        };
        return submit<void>(writes_, std::move(bound));
    }
    awaitable<Result<AddressOwners>> owners_of(std::vector<KeyedMac> macs) {
        auto bound = [this, macs = std::move(macs)]() -> Result<AddressOwners> {
            return address_owners(reading_, macs);
        };
        return submit<AddressOwners>(reads_, std::move(bound));
    }

    // Plain functions: a lambda in a coroutine's frame makes GCC 12 warn in unity builds.
    awaitable<Result<Writer::CommandOutcome>> record(NewCommand command, AddressOwners owners) {
        return write<Writer::CommandOutcome>(
            [command = std::move(command), owners = std::move(owners)](Writer& writer) {
                return writer.record_command(command, owners.tips, owners.until);
            });
    }
    awaitable<Result<bool>> forget_some(std::uint32_t kp, std::uint32_t ki, std::uint32_t ka) {
        return write<bool>([=](Writer& writer) { return writer.forget_some(kp, ki, ka); });
    }

    void stop() {
        if (stopped_) return;
        stopped_ = true;
        reads_.stop();
        writes_.stop();
        commit_.close();
    }

private:
    static std::function<void()> broken_reporter(boost::asio::any_io_executor reactor,
                                                 std::function<void()> on_fatal) {
        return [reactor, on_fatal = std::move(on_fatal)] {
            if (on_fatal) boost::asio::post(reactor, on_fatal);
        };
    }

    // Reads fail one by one: what one meets says nothing about the others.
    void read(Batch& batch) {
        for (auto& operation : batch) {
            try {
                const Snapshot snapshot(reading_);
                operation->run();
            } catch (const std::exception& failure) {
                const auto trouble = trouble_of(failure);
                const auto code = trouble == Trouble::row ? Errc::damaged : Errc::unavailable;
                operation->fail(Error{code, describe(failure)});
            }
        }
    }

    Writer writer_;
    Connection reading_;
    Reader reader_;
    GroupCommit commit_;
    BatchQueue writes_;
    BatchQueue reads_;
    bool stopped_ = false;
};

SqliteStore::SqliteStore(boost::asio::any_io_executor reactor, StoreOptions options,
                         Metrics& metrics, std::function<void()> on_fatal)
    : engine_(std::make_unique<Engine>(std::move(reactor), options, metrics, std::move(on_fatal))) {
}

SqliteStore::~SqliteStore() = default;

void SqliteStore::stop() { engine_->stop(); }

// ---- writes -------------------------------------------------------------------------------------

awaitable<Result<RecordOutcome>> SqliteStore::record_tip(NewTip tip) {
    // By its address from here on: it would be moved ten times on its way to the other thread.
    auto held = std::make_unique<NewTip>(std::move(tip));
    return engine_->write<RecordOutcome>(
        [held = std::move(held)](Writer& writer) { return writer.record_tip(*held); });
}

awaitable<Result<AddOutcome>> SqliteStore::add_message(NewMessage message) {
    return engine_->write<AddOutcome>(
        [message = std::move(message)](Writer& writer) { return writer.add_message(message); });
}

awaitable<Result<std::variant<Recorded, Duplicate>>> SqliteStore::record_command(
    NewCommand command) {
    AddressOwners owners;
    const bool forgets = !command.forget_addresses.empty();
    if (forgets) {
        auto found = co_await engine_->owners_of(command.forget_addresses);
        if (!found) co_return found.error();
        owners = std::move(*found);
    }
    auto outcome = co_await engine_->record(std::move(command), std::move(owners));
    // Until the log is emptied, the deleted addresses are still in it.
    if (forgets && outcome && std::holds_alternative<Recorded>(*outcome)) {
        const auto emptied = co_await engine_->truncate_log();
        if (!emptied) co_return outcome;  // recorded all the same; the hourly emptying will do it
    }
    co_return outcome;
}

awaitable<Result<int>> SqliteStore::release_held(std::optional<TipSeq> one, Instant now) {
    return engine_->write<int>([=](Writer& writer) { return writer.release_held(one, now); });
}

awaitable<Result<HoldOutcome>> SqliteStore::hold_part(NewPart part) {
    return engine_->write<HoldOutcome>(
        [part = std::move(part)](Writer& writer) { return writer.hold_part(part); });
}

awaitable<Result<std::vector<Claim>>> SqliteStore::claim_due(Instant now, Duration lease, int limit,
                                                             std::vector<std::string> not_now) {
    return engine_->write<std::vector<Claim>>([=, not_now = std::move(not_now)](Writer& writer) {
        return writer.claim_due(now, lease, limit, not_now);
    });
}

awaitable<Result<std::vector<Claim>>> SqliteStore::open_referrals(
    std::vector<RouteDecision> decisions, Instant now, Duration lease) {
    return engine_->write<std::vector<Claim>>(
        [=, decisions = std::move(decisions)](Writer& writer) {
            return writer.open_referrals(decisions, now, lease);
        });
}

awaitable<Result<void>> SqliteStore::record_attempt(AttemptRecord record) {
    return engine_->write<void>(
        [record = std::move(record)](Writer& writer) { return writer.record_attempt(record); });
}

awaitable<Result<void>> SqliteStore::release(std::vector<DeliverySeq> leases) {
    return engine_->write<void>(
        [leases = std::move(leases)](Writer& writer) { return writer.release(leases); });
}

awaitable<Result<int>> SqliteStore::retry_dead(std::optional<DeliverySeq> one, Instant now) {
    return engine_->write<int>([=](Writer& writer) { return writer.retry_dead(one, now); });
}

awaitable<Result<DeliverySeq>> SqliteStore::enqueue_notice(DeliveryKind kind, std::string contact,
                                                           std::string alarm, std::string summary,
                                                           Instant now) {
    return engine_->write<DeliverySeq>([=, contact = std::move(contact), alarm = std::move(alarm),
                                        summary = std::move(summary)](Writer& writer) {
        return writer.enqueue_notice(kind, contact, alarm, summary, now);
    });
}

awaitable<Result<StoredReferral>> SqliteStore::apply_update(
    std::string reference, std::string contact, ReferralUpdate update, SealedBody details,
    std::optional<IdempotencyKey> seen, Instant now) {
    return engine_->write<StoredReferral>([=, reference = std::move(reference),
                                           contact = std::move(contact), update = std::move(update),
                                           details = std::move(details)](Writer& writer) {
        return writer.apply_update(reference, contact, update, details, seen, now);
    });
}

awaitable<Result<void>> SqliteStore::finish_medium(FinishedMedium medium) {
    return engine_->write<void>(
        [medium = std::move(medium)](Writer& writer) { return writer.finish_medium(medium); });
}

awaitable<Result<void>> SqliteStore::probe() {
    return engine_->write<void>([](Writer& writer) { return writer.probe(); });
}

awaitable<Result<void>> SqliteStore::note_start(std::array<std::uint8_t, 32> config_hash,
                                                Instant now) {
    return engine_->write<void>(
        [=](Writer& writer) { return writer.note_start(config_hash, now); });
}

// In pieces, so that intake goes on meanwhile.
awaitable<Result<void>> SqliteStore::forget_epochs(std::uint32_t kp, std::uint32_t ki,
                                                   std::uint32_t ka) {
    for (bool more = true; more;) {
        const auto forgotten = co_await engine_->forget_some(kp, ki, ka);
        if (!forgotten) co_return forgotten.error();
        more = *forgotten;
    }
    co_return co_await engine_->truncate_log();
}

awaitable<Result<void>> SqliteStore::set_meta(std::string name, Bytes value) {
    return engine_->write<void>([name = std::move(name), value = std::move(value)](Writer& writer) {
        return writer.set_meta(name, value);
    });
}

awaitable<Result<void>> SqliteStore::checkpoint_truncate() { return engine_->truncate_log(); }

// ---- reads --------------------------------------------------------------------------------------

awaitable<Result<StoredTip>> SqliteStore::tip(TipSeq seq) {
    return engine_->look<StoredTip>([=](Reader& reader) { return reader.tip(seq); });
}

awaitable<Result<StoredTip>> SqliteStore::tip_of_reference(std::string reference) {
    return engine_->look<StoredTip>([reference = std::move(reference)](Reader& reader) {
        return reader.tip_of_reference(reference);
    });
}

awaitable<Result<std::vector<StoredTip>>> SqliteStore::tips(TipQuery query) {
    return engine_->look<std::vector<StoredTip>>(
        [query = std::move(query)](Reader& reader) { return reader.tips(query); });
}

awaitable<Result<std::vector<SealedTip>>> SqliteStore::sealed_tips(TipQuery query) {
    return engine_->look<std::vector<SealedTip>>(
        [query = std::move(query)](Reader& reader) { return reader.sealed_tips(query); });
}

awaitable<Result<std::vector<StoredPart>>> SqliteStore::parts_of(PartSeq group) {
    return engine_->look<std::vector<StoredPart>>(
        [=](Reader& reader) { return reader.parts_of(group); });
}

awaitable<Result<std::vector<PartGroup>>> SqliteStore::waiting_parts() {
    return engine_->look<std::vector<PartGroup>>(
        [](Reader& reader) { return reader.waiting_parts(); });
}

awaitable<Result<std::vector<StoredMedium>>> SqliteStore::media_of(TipSeq tip) {
    return engine_->look<std::vector<StoredMedium>>(
        [=](Reader& reader) { return reader.media_of(tip); });
}

awaitable<Result<StoredMedium>> SqliteStore::medium(MediumSeq seq) {
    return engine_->look<StoredMedium>([=](Reader& reader) { return reader.medium(seq); });
}

awaitable<Result<std::vector<StoredDelivery>>> SqliteStore::deliveries(DeliveryQuery query) {
    return engine_->look<std::vector<StoredDelivery>>(
        [=](Reader& reader) { return reader.deliveries(query); });
}

awaitable<Result<StoreCounts>> SqliteStore::counts() {
    return engine_->look<StoreCounts>([](Reader& reader) { return reader.counts(); });
}

awaitable<Result<std::optional<Instant>>> SqliteStore::oldest_waiting() {
    return engine_->look<std::optional<Instant>>(
        [](Reader& reader) { return reader.oldest_waiting(); });
}

awaitable<Result<std::optional<WrappedKey>>> SqliteStore::oldest_needed_key(Instant since) {
    return engine_->look<std::optional<WrappedKey>>(
        [=](Reader& reader) { return reader.oldest_needed_key(since); });
}

awaitable<Result<std::optional<Bytes>>> SqliteStore::get_meta(std::string name) {
    return engine_->look<std::optional<Bytes>>(
        [name = std::move(name)](Reader& reader) { return reader.get_meta(name); });
}

}  // namespace tipwire::storage
