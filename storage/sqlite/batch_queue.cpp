// SPDX-License-Identifier: Apache-2.0
// A mutex, a vector and a condition variable: measured as fast as anything cleverer.
#include "storage/sqlite/batch_queue.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <mutex>

namespace tipwire::storage {

using Guard = boost::asio::executor_work_guard<boost::asio::any_io_executor>;

struct BatchQueue::State : std::enable_shared_from_this<State> {
    boost::asio::any_io_executor reactor;
    std::optional<boost::asio::any_io_executor> run_on;
    std::function<void(Batch&)> run;
    std::size_t batch_limit = batch_max;

    // Touched by the reactor only. The guard keeps its run() going while answers are due.
    std::size_t due = 0;
    std::optional<Guard> guard;

    std::mutex mutex;
    std::condition_variable arrived;
    std::deque<std::unique_ptr<Operation>> waiting;
    bool idle = false;
    bool scheduled = false;  // run_on: a turn is posted
    bool stopping = false;

    bool take(std::unique_ptr<Operation>& operation);
    Batch next_batch();  // with the mutex held
    void answer(Batch batch);
    void finish(Batch& batch);
    void work();
    void turn();
    void schedule();
    void drain();
};

bool BatchQueue::State::take(std::unique_ptr<Operation>& operation) {
    const std::lock_guard lock(mutex);
    if (stopping || waiting.size() >= waiting_max) return false;
    waiting.push_back(std::move(operation));
    if (run_on) {
        schedule();
    } else if (idle) {
        arrived.notify_one();
    }
    return true;
}

Batch BatchQueue::State::next_batch() {
    const auto size = static_cast<std::ptrdiff_t>(std::min(waiting.size(), batch_limit));
    Batch batch(std::make_move_iterator(waiting.begin()),
                std::make_move_iterator(waiting.begin() + size));
    waiting.erase(waiting.begin(), waiting.begin() + size);
    return batch;
}

void BatchQueue::State::answer(Batch batch) {
    auto back = [self = shared_from_this(), batch = std::move(batch)]() mutable {
        self->finish(batch);
    };
    boost::asio::post(reactor, std::move(back));
}

void BatchQueue::State::finish(Batch& batch) {
    due -= batch.size();
    if (due == 0) guard.reset();
    for (auto& operation : batch) {
        operation->complete();
        operation.reset();
    }
}

void BatchQueue::State::work() {
    std::unique_lock lock(mutex);
    for (;;) {
        idle = true;
        arrived.wait(lock, [this] { return stopping || !waiting.empty(); });
        idle = false;
        if (waiting.empty()) return;
        Batch batch = next_batch();
        lock.unlock();
        run(batch);
        answer(std::move(batch));
        lock.lock();
    }
}

void BatchQueue::State::schedule() {
    if (scheduled) return;
    scheduled = true;
    boost::asio::post(*run_on, [self = shared_from_this()] { self->turn(); });
}

void BatchQueue::State::turn() {
    Batch batch;
    {
        const std::lock_guard lock(mutex);
        scheduled = false;
        if (stopping || waiting.empty()) return;
        batch = next_batch();
        if (!waiting.empty()) schedule();
    }
    run(batch);
    answer(std::move(batch));
}

void BatchQueue::State::drain() {
    while (!waiting.empty()) {
        Batch batch = next_batch();
        run(batch);
        answer(std::move(batch));
    }
}

BatchQueue::BatchQueue(boost::asio::any_io_executor reactor,
                       std::optional<boost::asio::any_io_executor> run_on,
                       std::function<void(Batch&)> run, std::size_t batch_limit)
    : state_(std::make_shared<State>()) {
    state_->reactor = std::move(reactor);
    state_->run_on = std::move(run_on);
    state_->run = std::move(run);
    state_->batch_limit = batch_limit;
    if (!state_->run_on) thread_ = std::thread([state = state_] { state->work(); });
}

BatchQueue::~BatchQueue() { stop(); }

void BatchQueue::push(std::unique_ptr<Operation> operation) {
    if (state_->due++ == 0) state_->guard.emplace(state_->reactor);
    if (state_->take(operation)) return;
    operation->fail(routing::Error{routing::Errc::unavailable, "the store is busy or closing"});
    Batch refused;
    refused.push_back(std::move(operation));
    state_->answer(std::move(refused));
}

void BatchQueue::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        if (state_->stopping) return;
        state_->stopping = true;
        state_->arrived.notify_one();
    }
    if (thread_.joinable()) {
        thread_.join();
    } else {
        state_->drain();
    }
    state_->run = nullptr;  // it refers to what the owner is about to destroy
}

}  // namespace tipwire::storage
