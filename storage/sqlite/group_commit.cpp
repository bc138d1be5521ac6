// SPDX-License-Identifier: Apache-2.0
// Begin, run everything, commit; and the ways in which that goes wrong.
#include "storage/sqlite/group_commit.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <chrono>

namespace tipwire::storage {

namespace {

using routing::Errc;
using routing::Error;
using routing::Metric;

constexpr int truncate_patience_ms = 250;  // how long emptying the log may wait for readers

// Elapsed time for a metric; nothing is decided by it.
class Stopwatch {
public:
    std::int64_t microseconds() const {
        const auto elapsed = std::chrono::steady_clock::now() - start_;
        return std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count();
    }

private:
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

Errc code_of(const std::exception& failure) {
    if (dynamic_cast<const DamagedRow*>(&failure)) return Errc::damaged;
    const auto* sqlite = dynamic_cast<const SQLite::Exception*>(&failure);
    const int code = sqlite ? sqlite->getErrorCode() & 0xff : SQLITE_OK;
    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? Errc::damaged : Errc::unavailable;
}

int note_pages(void* pages, sqlite3*, const char*, int count) {
    *static_cast<int*>(pages) = count;
    return SQLITE_OK;
}

}  // namespace

GroupCommit::GroupCommit(Writer& writer, routing::Metrics& metrics, std::function<void()> broken)
    : writer_(writer), metrics_(metrics), report_broken_(std::move(broken)) {
    sqlite3_wal_hook(writer_.connection().handle(), note_pages, &log_pages_);
    writer_.connection().run("PRAGMA journal_size_limit = 67108864");
}

void GroupCommit::start_checkpointer(const ConnectionOptions& options) {
    checkpointer_ = std::make_unique<Checkpointer>(options, [this] { break_down(); });
}

void GroupCommit::run(Batch& batch) {
    truncate_wanted_ = false;
    if (!broken_ && !commit_all(batch)) commit_each(batch);
    if (broken_) {
        const auto error = std::make_exception_ptr(std::runtime_error("the disk failed"));
        for (auto& operation : batch) operation->fail(error);
        return;
    }
    tend_log();
}

// False: one of them failed by its own fault, and nothing is written yet.
bool GroupCommit::commit_all(Batch& batch) {
    const Stopwatch stopwatch;
    try {
        writer_.begin();
        for (auto& operation : batch) operation->run();
        writer_.commit();
        count(batch.size(), stopwatch.microseconds());
        return true;
    } catch (const std::exception& failure) {
        writer_.rollback();
        if (trouble_of(failure) == Trouble::row) return false;
        give_up(batch, failure);
        return true;
    }
}

void GroupCommit::commit_each(Batch& batch) {
    for (auto& operation : batch) {
        if (broken_) return;
        commit_one(*operation);
    }
}

void GroupCommit::commit_one(Operation& operation) {
    const Stopwatch stopwatch;
    try {
        writer_.begin();
        operation.run();
        writer_.commit();
        count(1, stopwatch.microseconds());
    } catch (const std::exception& failure) {
        writer_.rollback();
        if (trouble_of(failure) == Trouble::fatal) return break_down();
        fail(operation, failure);
    }
}

void GroupCommit::give_up(Batch& batch, const std::exception& failure) {
    if (trouble_of(failure) == Trouble::fatal) return break_down();
    for (auto& operation : batch) fail(*operation, failure);
}

void GroupCommit::fail(Operation& operation, const std::exception& failure) {
    operation.fail(Error{code_of(failure), describe(failure)});
}

void GroupCommit::break_down() {
    if (!broken_.exchange(true)) report_broken_();
}

void GroupCommit::count(std::size_t operations, std::int64_t microseconds) {
    metrics_.add(Metric::store_commits);
    metrics_.add(Metric::store_operations, static_cast<std::int64_t>(operations));
    metrics_.add(Metric::store_commit_time, microseconds);
}

void GroupCommit::tend_log() {
    if (truncate_wanted_) return checkpoint_inline(SQLITE_CHECKPOINT_TRUNCATE);
    if (log_pages_ < Checkpointer::step_pages) {  // it was begun anew
        copy_at_ = Checkpointer::step_pages;
        renew_at_ = Checkpointer::renew_pages;
    } else if (!checkpointer_) {
        checkpoint_inline(SQLITE_CHECKPOINT_PASSIVE);
    } else if (log_pages_ >= copy_at_) {
        copy_at_ = log_pages_ + Checkpointer::step_pages;
        checkpointer_->wake();
    } else if (log_pages_ >= renew_at_ &&
               (checkpointer_->idle() || log_pages_ >= Checkpointer::cap_pages)) {
        // What came while the checkpointer copied is little. A reader may be in the way: then not
        // after every commit again.
        renew_at_ = log_pages_ + Checkpointer::step_pages;
        checkpoint_inline(SQLITE_CHECKPOINT_PASSIVE);
    }
}

void GroupCommit::checkpoint_inline(int mode) {
    try {
        std::unique_lock<std::mutex> lock;
        if (checkpointer_) lock = std::unique_lock(checkpointer_->copying());
        const auto handle = writer_.connection().handle();
        const auto patience = writer_.connection().pragma("busy_timeout");
        sqlite3_busy_timeout(handle, truncate_patience_ms);
        checkpoint(writer_.connection(), mode);
        sqlite3_busy_timeout(handle, static_cast<int>(patience));
    } catch (const std::exception&) {
        break_down();
    }
}

void GroupCommit::close() {
    checkpointer_.reset();
    if (!broken_) checkpoint_inline(SQLITE_CHECKPOINT_TRUNCATE);
}

}  // namespace tipwire::storage
