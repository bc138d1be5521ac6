// SPDX-License-Identifier: Apache-2.0
// Sessions over TCP and Unix sockets.
#include "gateway/http/session_over.hpp"

namespace tipwire::gateway {
namespace {

class PlainStream {
public:
    explicit PlainStream(ServerSocket socket) : socket_(std::move(socket)) {
        boost::system::error_code ignored;
        socket_.non_blocking(true, ignored);
    }
    ServerSocket& socket() { return socket_; }

    auto read(std::span<char> space) {
        return socket_.async_read_some(boost::asio::buffer(space.data(), space.size()), as_result);
    }
    auto write(std::string_view bytes) {
        return boost::asio::async_write(socket_, boost::asio::buffer(bytes.data(), bytes.size()),
                                        as_result);
    }
    // Most answers fit into the socket's buffer: then no operation needs to be queued.
    std::size_t write_now(std::string_view bytes) {
        boost::system::error_code ec;
        return socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), ec);
    }
    boost::asio::awaitable<bool> shake_hands() { co_return true; }
    boost::asio::awaitable<void> say_goodbye() { co_return; }

private:
    ServerSocket socket_;
};

}  // namespace

std::shared_ptr<Session> make_plain_session(ServerShared& shared, ServerSocket socket,
                                            std::int64_t number,
                                            std::optional<PeerCredentials> peer) {
    return std::make_shared<SessionOver<PlainStream>>(shared, number, peer, std::move(socket));
}

}  // namespace tipwire::gateway
