// SPDX-License-Identifier: Apache-2.0
// Sessions over TLS. Each keeps the context it began with: a new certificate is for new
// connections.
#include <boost/asio/ssl/stream.hpp>

#include "gateway/http/session_over.hpp"

namespace tipwire::gateway {
namespace {

namespace ssl = boost::asio::ssl;

class TlsStream {
public:
    TlsStream(ServerSocket socket, TlsContext context)
        : context_(std::move(context)), stream_(std::move(socket), *context_) {}
    ServerSocket& socket() { return stream_.next_layer(); }

    auto read(std::span<char> space) {
        return stream_.async_read_some(boost::asio::buffer(space.data(), space.size()), as_result);
    }
    auto write(std::string_view bytes) {
        return boost::asio::async_write(stream_, boost::asio::buffer(bytes.data(), bytes.size()),
                                        as_result);
    }
    std::size_t write_now(std::string_view) { return 0; }
    boost::asio::awaitable<bool> shake_hands() {
        const auto [ec] = co_await stream_.async_handshake(ssl::stream_base::server, as_result);
        established_ = !ec;
        co_return established_;
    }
    boost::asio::awaitable<void> say_goodbye() {
        if (established_) co_await stream_.async_shutdown(as_result);
    }

private:
    TlsContext context_;
    ssl::stream<ServerSocket> stream_;
    bool established_ = false;
};

}  // namespace

std::shared_ptr<Session> make_tls_session(ServerShared& shared, ServerSocket socket,
                                          std::int64_t number, TlsContext context) {
    return std::make_shared<SessionOver<TlsStream>>(shared, number, std::nullopt, std::move(socket),
                                                    std::move(context));
}

}  // namespace tipwire::gateway
