// SPDX-License-Identifier: Apache-2.0
// The client's connections over TCP.
#include "gateway/http/client_connection_over.hpp"

namespace tipwire::gateway {
namespace {

class PlainStream {
public:
    explicit PlainStream(boost::asio::any_io_executor executor) : stream_(std::move(executor)) {}
    boost::beast::tcp_stream& stream() { return stream_; }
    boost::beast::tcp_stream& tcp() { return stream_; }
    boost::asio::awaitable<const char*> shake_hands() { co_return nullptr; }

private:
    boost::beast::tcp_stream stream_;
};

}  // namespace

std::unique_ptr<ClientConnection> make_plain_connection(boost::asio::any_io_executor executor,
                                                        const ClientLimits& limits) {
    return std::make_unique<ClientConnectionOver<PlainStream>>(limits, std::move(executor));
}

}  // namespace tipwire::gateway
