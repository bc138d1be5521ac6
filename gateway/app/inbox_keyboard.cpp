// SPDX-License-Identifier: Apache-2.0
// Asio makes what it watches non-blocking, for everybody who shares the open file: on a terminal
// that is our own output and the shell. So the terminal is opened anew.
#include "gateway/app/inbox_keyboard.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;

int open_standard_input() {
    const int anew = ::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    return anew >= 0 ? anew : ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
}

// A shell's background job would be stopped for reading its terminal.
bool is_ours_to_read() {
    return ::isatty(STDIN_FILENO) == 0 || ::tcgetpgrp(STDIN_FILENO) == ::getpgrp();
}

// Hands over the complete lines and keeps the rest; a line without end is cut off at the limit.
void take_lines(std::string& pending, const std::function<void(std::string)>& take) {
    for (auto end = pending.find('\n'); end != pending.npos; end = pending.find('\n')) {
        take(pending.substr(0, end));
        pending.erase(0, end + 1);
    }
    if (pending.size() > keyboard_line_max) pending.clear();
}

}  // namespace

asio::awaitable<void> read_keyboard(std::function<void(std::string line)> take) {
    const auto executor = co_await asio::this_coro::executor;
    if (!is_ours_to_read()) co_return;
    const int descriptor = open_standard_input();
    if (descriptor < 0) co_return;
    asio::posix::stream_descriptor input(executor);
    boost::system::error_code failed;
    input.assign(descriptor, failed);
    if (failed) {
        ::close(descriptor);
        co_return;
    }
    std::array<char, 1024> chunk;
    std::string pending;
    while (true) {
        const auto [error, size] = co_await input.async_read_some(
            asio::buffer(chunk), asio::as_tuple(asio::use_awaitable));
        if (error == asio::error::operation_aborted) throw boost::system::system_error(error);
        if (error) co_return;
        pending.append(chunk.data(), size);
        take_lines(pending, take);
    }
}

}  // namespace tipwire::gateway
