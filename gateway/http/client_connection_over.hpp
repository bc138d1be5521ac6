// SPDX-License-Identifier: Apache-2.0
// The client's connection over a kind of stream; the only place of the house where Beast reads and
// writes.
#pragma once

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "gateway/http/client_connection.hpp"
#include "gateway/http/loopback.hpp"

namespace tipwire::gateway {

// A Stream has: stream() (reads and writes), tcp() (the Beast stream below it), shake_hands().
template <class Stream>
class ClientConnectionOver final : public ClientConnection {
public:
    template <class... StreamArguments>
    explicit ClientConnectionOver(const ClientLimits& limits, StreamArguments&&... arguments)
        : limits_(limits), stream_(std::forward<StreamArguments>(arguments)...) {}

    boost::asio::awaitable<const char*> open(const Endpoints& endpoints,
                                             SteadyTime deadline) override;
    boost::asio::awaitable<Exchanged> exchange(std::string_view request,
                                               bool answer_has_no_body) override;
    bool keeps_alive() const override { return keep_alive_ && !ended_ && buffer_.size() == 0; }
    bool usable() override;
    void end(const char* why) override;

private:
    static constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);
    static constexpr std::uint32_t head_bytes_max = 16 * 1024;
    // "100 Continue" and the like before the answer proper.
    static constexpr int interim_max = 8;
    using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

    void prepare(Parser& parser, bool answer_has_no_body);
    boost::asio::awaitable<boost::system::error_code> read(Parser& parser, SteadyTime deadline);
    bool may_connect_to(const boost::asio::ip::address& address) const;
    const char* read_failure(const boost::system::error_code& ec) const;

    const ClientLimits& limits_;
    Stream stream_;
    boost::beast::flat_buffer buffer_;
    bool keep_alive_ = false;
};

inline const char* timeout_or(const boost::system::error_code& ec, const char* other) {
    return ec == boost::beast::error::timeout ? "timeout" : other;
}

template <class Stream>
bool ClientConnectionOver<Stream>::may_connect_to(const boost::asio::ip::address& address) const {
    return !limits_.loopback_only || is_this_machine(address);
}

// Tries the addresses in turn. The one that is checked is the one that is connected to.
template <class Stream>
boost::asio::awaitable<const char*> ClientConnectionOver<Stream>::open(const Endpoints& endpoints,
                                                                       SteadyTime deadline) {
    const char* failure = "connect";
    stream_.tcp().expires_at(deadline);
    for (const auto& entry : endpoints) {
        if (!may_connect_to(entry.endpoint().address())) co_return "loopback";
        const auto [ec] = co_await stream_.tcp().async_connect(entry.endpoint(), as_result);
        failure = ec ? timeout_or(ec, "connect") : nullptr;
        if (!ec || ec == boost::beast::error::timeout || ended_) break;
        boost::system::error_code ignored;
        stream_.tcp().socket().close(ignored);
    }
    if (ended_) co_return ended_;
    if (failure != nullptr) co_return failure;
    boost::system::error_code ignored;
    stream_.tcp().socket().set_option(boost::asio::ip::tcp::no_delay(true), ignored);
    failure = co_await stream_.shake_hands();
    stream_.tcp().expires_never();
    co_return ended_ ? ended_ : failure;
}

template <class Stream>
void ClientConnectionOver<Stream>::prepare(Parser& parser, bool answer_has_no_body) {
    parser.header_limit(head_bytes_max);
    parser.body_limit(limits_.response_bytes_max);
    if (answer_has_no_body) parser.skip(true);
}

template <class Stream>
const char* ClientConnectionOver<Stream>::read_failure(const boost::system::error_code& ec) const {
    namespace http = boost::beast::http;
    if (ended_) return ended_;
    if (ec == http::error::body_limit || ec == http::error::header_limit) return "oversize";
    if (ec == http::error::end_of_stream || ec == http::error::partial_message) return "cut";
    if (ec.category() == make_error_code(http::error::bad_version).category()) return "protocol";
    return "cut";
}

// At once, or, where silence is limited, piece by piece.
template <class Stream>
boost::asio::awaitable<boost::system::error_code> ClientConnectionOver<Stream>::read(
    Parser& parser, SteadyTime deadline) {
    namespace http = boost::beast::http;
    if (limits_.silence_max.count() == 0) {
        const auto [ec, count] =
            co_await http::async_read(stream_.stream(), buffer_, parser, as_result);
        co_return ec;
    }
    while (!parser.is_done()) {
        const auto silent_until = std::chrono::steady_clock::now() + limits_.silence_max;
        stream_.tcp().expires_at(std::min(deadline, silent_until));
        const auto [ec, count] =
            co_await http::async_read_some(stream_.stream(), buffer_, parser, as_result);
        if (ec) co_return ec;
    }
    co_return boost::system::error_code();
}

template <class Stream>
boost::asio::awaitable<Exchanged> ClientConnectionOver<Stream>::exchange(std::string_view request,
                                                                         bool answer_has_no_body) {
    Exchanged result;
    keep_alive_ = false;
    const auto [write_ec, written] = co_await boost::asio::async_write(
        stream_.stream(), boost::asio::buffer(request.data(), request.size()), as_result);
    // A peer that refuses early (413) closes its reading side: its answer may be there all the
    // same.
    if (ended_) {
        result.failure = ended_;
        co_return result;
    }
    for (int interim = 0; interim <= interim_max; ++interim) {
        Parser parser;
        prepare(parser, answer_has_no_body);
        // The parser, not its message: otherwise the limits would not hold.
        const auto ec = co_await read(parser, deadline);
        result.answer_begun = result.answer_begun || parser.got_some() || buffer_.size() > 0;
        if (ec) {
            result.failure = read_failure(ec);
            co_return result;
        }
        auto& message = parser.get();
        if (message.result_int() / 100 == 1 && message.result_int() != 101) continue;
        result.response.status = static_cast<int>(message.result_int());
        const auto retry_after = message[boost::beast::http::field::retry_after];
        result.response.retry_after.assign(retry_after.data(), retry_after.size());
        const auto location = message[boost::beast::http::field::location];
        result.response.location.assign(location.data(), location.size());
        keep_alive_ = message.keep_alive() && !message.need_eof() && !write_ec;
        result.response.body = std::move(message.body());
        co_return result;
    }
    result.failure = "protocol";
    co_return result;
}

template <class Stream>
bool ClientConnectionOver<Stream>::usable() {
    if (!keeps_alive()) return false;
    char byte = 0;
    const auto peeked =
        ::recv(stream_.tcp().socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

template <class Stream>
void ClientConnectionOver<Stream>::end(const char* why) {
    ended_ = why;
    boost::system::error_code ignored;
    stream_.tcp().socket().close(ignored);
}

}  // namespace tipwire::gateway
