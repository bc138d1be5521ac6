// SPDX-License-Identifier: Apache-2.0
// HTTP over the admin socket, with Beast's blocking calls.
#include "gateway/app/admin_client.hpp"

#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <optional>

namespace tipwire::gateway {

namespace http = boost::beast::http;
using local_socket = boost::asio::local::stream_protocol::socket;

boost::json::value AdminAnswer::json() const {
    boost::system::error_code error;
    auto value = boost::json::parse(body, error);
    return error ? boost::json::value() : value;
}

struct AdminClient::State {
    std::filesystem::path path;
    std::chrono::seconds wait{};
    boost::asio::io_context io;
    std::optional<local_socket> socket;
    boost::beast::flat_buffer buffer;
};

AdminClient::AdminClient(std::filesystem::path socket, std::chrono::seconds wait)
    : state_(std::make_unique<State>()) {
    state_->path = std::move(socket);
    state_->wait = wait;
}
AdminClient::~AdminClient() = default;

namespace {

void connect(local_socket& socket, const std::filesystem::path& path, std::chrono::seconds wait) {
    boost::system::error_code error;
    socket.connect(path.string(), error);
    if (error == boost::system::errc::permission_denied)
        throw DaemonUnreachable{
            path.string() +
            ": permission denied. Run as root or as a member of the daemon's group."};
    if (error)
        throw DaemonUnreachable{"no daemon answers at " + path.string() + " (" + error.message() +
                                "). Is `tipwire serve` running with this configuration?"};
    const timeval limit{wait.count(), 0};
    setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

}  // namespace

AdminAnswer AdminClient::exchange(const std::string& method, const std::string& target,
                                  const std::string& body, const std::string& content_type) {
    http::request<http::string_body> request;
    request.method_string(method);
    request.target(target);
    request.version(11);
    request.set(http::field::host, "localhost");
    if (!content_type.empty()) request.set(http::field::content_type, content_type);
    request.body() = body;
    request.prepare_payload();
    if (!state_->socket) {
        state_->socket.emplace(state_->io);
        connect(*state_->socket, state_->path, state_->wait);
    }
    boost::system::error_code error;
    http::write(*state_->socket, request, error);
    http::response_parser<http::string_body> parser;
    parser.body_limit(64 * 1024 * 1024);
    if (!error) http::read(*state_->socket, state_->buffer, parser, error);
    if (error) {
        state_->socket.reset();
        throw DaemonUnreachable{"the daemon broke off the answer: " + error.message()};
    }
    if (!parser.get().keep_alive()) state_->socket.reset();
    return {static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

AdminAnswer AdminClient::get(const std::string& target) { return exchange("GET", target, {}, {}); }

AdminAnswer AdminClient::post(const std::string& target, const std::string& body,
                              const std::string& content_type) {
    return exchange("POST", target, body, content_type);
}

}  // namespace tipwire::gateway
