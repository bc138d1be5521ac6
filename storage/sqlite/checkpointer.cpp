// SPDX-License-Identifier: Apache-2.0
// The checkpoint thread.
#include "storage/sqlite/checkpointer.hpp"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

namespace tipwire::storage {

bool checkpoint(Connection& connection, int mode) {
    int pages = 0;
    int copied = 0;
    const int result =
        sqlite3_wal_checkpoint_v2(connection.handle(), nullptr, mode, &pages, &copied);
    if (result == SQLITE_OK) return pages == copied;
    const SQLite::Exception failure(connection.handle(), result);
    if (trouble_of(failure) == Trouble::fatal) throw failure;
    return false;
}

Checkpointer::Checkpointer(const ConnectionOptions& options, std::function<void()> failed)
    : connection_(options), failed_(std::move(failed)), thread_([this] { work(); }) {}

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_one();
    thread_.join();
}

void Checkpointer::wake() {
    {
        const std::lock_guard lock(mutex_);
        if (wanted_) return;
        wanted_ = true;
    }
    woken_.notify_one();
}

bool Checkpointer::idle() {
    const std::lock_guard lock(mutex_);
    return !wanted_ && !busy_;
}

void Checkpointer::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        woken_.wait(lock, [this] { return stopping_ || wanted_; });
        if (stopping_) return;
        wanted_ = false;
        busy_ = true;
        lock.unlock();
        if (!copy()) return;
        lock.lock();
        busy_ = false;
    }
}

bool Checkpointer::copy() {
    try {
        const std::lock_guard lock(copying_);
        checkpoint(connection_, SQLITE_CHECKPOINT_PASSIVE);
        return true;
    } catch (const std::exception&) {
        failed_();
        return false;
    }
}

}  // namespace tipwire::storage
