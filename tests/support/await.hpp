// SPDX-License-Identifier: Apache-2.0
// Runs one coroutine to its end on an executor of its own, for tests that are no coroutines.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tipwire::testing {

// The coroutine's value; its exception is thrown. What it waits for must be there already: nothing
// blocks.
template <class T>
T await(boost::asio::awaitable<T> work) {
    boost::asio::io_context io;
    std::optional<T> value;
    std::exception_ptr failure;
    boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr error, T result) {
        failure = error;
        if (!error) value.emplace(std::move(result));
    });
    io.poll();
    if (failure) std::rethrow_exception(failure);
    if (!value) throw std::logic_error("the coroutine still waits");
    return std::move(*value);
}

}  // namespace tipwire::testing
