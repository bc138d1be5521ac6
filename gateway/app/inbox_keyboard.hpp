// SPDX-License-Identifier: Apache-2.0
// Standard input, line by line, on the reactor: a terminal or a pipe.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

namespace tipwire::gateway {

// Calls take for each line until the input ends; returns at once where nobody can type (a shell's
// background job). Cancellation throws operation_aborted.   Runs on: reactor.
boost::asio::awaitable<void> read_keyboard(std::function<void(std::string line)> take);

inline constexpr std::size_t keyboard_line_max = 4096;

}  // namespace tipwire::gateway
