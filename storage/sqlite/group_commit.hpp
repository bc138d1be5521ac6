// SPDX-License-Identifier: Apache-2.0
// Runs a batch of writing operations in one transaction, and decides what a failure means for each
// of them.
#pragma once

#include <atomic>
#include <functional>
#include <memory>

#include "routing/port/metrics.hpp"
#include "storage/sqlite/checkpointer.hpp"
#include "storage/sqlite/operation.hpp"
#include "storage/sqlite/writer.hpp"

namespace tipwire::storage {

// A failing row is found by doing the batch again, each operation in a transaction of its own:
// savepoints would cost every row what is needed almost never. After a failed fsync nothing is
// tried again: what is on the disk is unknown, so every waiting call gets an exception and broken()
// is called (threat model, rule 6). Runs on: storage thread.
class GroupCommit {
public:
    // broken: called once, from whichever thread found it.
    GroupCommit(Writer& writer, routing::Metrics& metrics, std::function<void()> broken);

    void start_checkpointer(
        const ConnectionOptions& options);  // without it the writer does it inline
    void run(Batch& batch);                 // never throws
    // Called by an operation: after its transaction the log is emptied.
    void request_truncate() { truncate_wanted_ = true; }
    void close();  // ends the checkpointer; empties the log if the disk is well

private:
    bool commit_all(Batch& batch);
    void commit_each(Batch& batch);
    void commit_one(Operation& operation);
    void give_up(Batch& batch, const std::exception& failure);
    void fail(Operation& operation, const std::exception& failure);
    void break_down();
    void count(std::size_t operations, std::int64_t microseconds);
    void tend_log();
    void checkpoint_inline(int mode);

    Writer& writer_;
    routing::Metrics& metrics_;
    std::function<void()> report_broken_;
    std::atomic<bool> broken_{false};
    bool truncate_wanted_ = false;
    int log_pages_ = 0;
    int copy_at_ = Checkpointer::step_pages;    // of the log: then the checkpointer is woken
    int renew_at_ = Checkpointer::renew_pages;  // then the rest is copied by the writer
    std::unique_ptr<Checkpointer> checkpointer_;
};

}  // namespace tipwire::storage
