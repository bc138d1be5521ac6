// SPDX-License-Identifier: Apache-2.0
// Hands operations from the reactor to a worker in batches, and brings each batch back in one
// piece.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

#include "storage/sqlite/operation.hpp"

namespace tipwire::storage {

// The worker takes whatever has gathered while it was busy, so batches grow with the load and an
// idle store answers at once; waiting on purpose to gather more costs a quarter of the rate
// (measured). With run_on there is no thread: batches run there, posted one by one, for
// deterministic tests.
class BatchQueue {
public:
    static constexpr std::size_t waiting_max = 65'536;  // more are refused
    static constexpr std::size_t batch_max = 4096;  // a lower cap costs rate: 64 a fifth (measured)

    // run does every operation of a batch, or fails it; it must not throw. It is never called from
    // two threads at once.
    BatchQueue(boost::asio::any_io_executor reactor,
               std::optional<boost::asio::any_io_executor> run_on, std::function<void(Batch&)> run,
               std::size_t batch_limit = batch_max);
    ~BatchQueue();
    BatchQueue(const BatchQueue&) = delete;
    BatchQueue& operator=(const BatchQueue&) = delete;

    // Runs on: reactor. If the queue is full or stopped, the operation is answered
    // Errc::unavailable.
    void push(std::unique_ptr<Operation> operation);
    // Does what waits, then ends the thread; blocks. Answers come through the reactor afterwards.
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
    std::thread thread_;
};

}  // namespace tipwire::storage
