// SPDX-License-Identifier: Apache-2.0
// The session over a kind of stream. A Stream has: socket() (the lowest layer), read(), write(),
// shake_hands(), say_goodbye(), and write_now(), which takes what fits without waiting.
#pragma once

#include <string.h>  // explicit_bzero

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <utility>

#include "gateway/http/answer.hpp"
#include "gateway/http/request_reader.hpp"
#include "gateway/http/session.hpp"
#include "routing/port/metrics.hpp"

namespace tipwire::gateway {

inline constexpr auto as_result = boost::asio::as_tuple(boost::asio::use_awaitable);

template <class Stream>
class SessionOver final : public Session {
public:
    template <class... StreamArguments>
    SessionOver(ServerShared& shared, std::int64_t number, std::optional<PeerCredentials> peer,
                StreamArguments&&... arguments)
        : shared_(shared),
          number_(number),
          reader_(shared.limits, shared.budget),
          stream_(std::forward<StreamArguments>(arguments)...) {
        if (peer) {
            reader_.request().peer_uid = peer->uid;
            reader_.request().peer_gid = peer->gid;
        }
        shared_.sessions.push_back(*this);
        begin_request(Phase::fresh);
    }
    ~SessionOver() override { shared_.sessions.erase(shared_.sessions.iterator_to(*this)); }

    boost::asio::awaitable<void> run() override;
    boost::asio::awaitable<void> turn_away() override;
    void check_deadline(SteadyTime now) override;
    void stop() override;

private:
    // fresh, idle: no byte of a request yet. handling: the handler runs, nobody waits for the
    // socket.
    enum class Phase { fresh, idle, reading, handling, answering, lingering };

    static constexpr std::chrono::milliseconds linger_time{2000};
    static constexpr std::chrono::milliseconds stop_grace{1000};
    static constexpr std::size_t linger_bytes_max = 4 * 1024 * 1024;
    static constexpr std::size_t answer_kept_max = 1024;

    boost::asio::awaitable<bool> serve_request();
    boost::asio::awaitable<bool> receive();
    boost::asio::awaitable<bool> refuse(int status);
    boost::asio::awaitable<Response> ask_handler();
    boost::asio::awaitable<bool> send_answer(const Response& response, bool close);
    boost::asio::awaitable<bool> send(std::string_view bytes);
    boost::asio::awaitable<void> linger();

    void begin_request(Phase phase);
    void note_progress();
    bool must_close(const Response& response) const;
    void interrupt();

    ServerShared& shared_;
    std::int64_t number_;
    RequestReader reader_;
    Stream stream_;
    std::string answer_;
    SteadyTime request_start_;
    SteadyTime deadline_;
    Phase phase_ = Phase::fresh;
    bool expired_ = false;
};

template <class Stream>
boost::asio::awaitable<void> SessionOver<Stream>::run() {
    const bool ready = co_await stream_.shake_hands();
    if (!ready) co_return;
    while (co_await serve_request()) {
    }
    boost::system::error_code ignored;
    stream_.socket().shutdown(ServerSocket::shutdown_both, ignored);
}

// False when the connection is over.
template <class Stream>
boost::asio::awaitable<bool> SessionOver<Stream>::serve_request() {
    for (;;) {
        switch (reader_.advance()) {
            case RequestReader::Step::need_more:
                if (!co_await receive()) co_return false;
                break;
            case RequestReader::Step::send_continue:
                if (!co_await send("HTTP/1.1 100 Continue\r\n\r\n")) co_return false;
                phase_ = Phase::reading;
                break;
            case RequestReader::Step::refused: co_return co_await refuse(reader_.refusal());
            case RequestReader::Step::complete: {
                const Response response = co_await ask_handler();
                if (expired_) co_return false;  // the peer has been cut off meanwhile
                const bool close = must_close(response);
                if (!co_await send_answer(response, close)) co_return false;
                if (close) {
                    co_await linger();
                    co_return false;
                }
                reader_.next();
                begin_request(Phase::idle);
                co_return true;
            }
        }
    }
}

template <class Stream>
void SessionOver<Stream>::begin_request(Phase phase) {
    phase_ = phase;
    request_start_ = std::chrono::steady_clock::now();
    deadline_ = request_start_ +
                (phase == Phase::fresh ? shared_.limits.head_timeout : shared_.limits.idle_timeout);
    if (!reader_.untouched()) note_progress();
}

// After bytes have come: the first ones of a request on a kept connection start its time.
template <class Stream>
void SessionOver<Stream>::note_progress() {
    if (phase_ == Phase::idle) request_start_ = std::chrono::steady_clock::now();
    phase_ = Phase::reading;
    deadline_ = request_start_ +
                (reader_.in_head() ? shared_.limits.head_timeout : shared_.limits.request_timeout);
}

template <class Stream>
boost::asio::awaitable<bool> SessionOver<Stream>::receive() {
    if (phase_ == Phase::idle && shared_.stopping) co_return false;
    if (phase_ == Phase::reading) note_progress();  // the head may be complete by now
    const std::span<char> space = reader_.space();
    const auto [ec, count] = co_await stream_.read(space);
    if (expired_) {
        // Silence is answered by silence; what was begun by 408.
        if (!reader_.untouched()) co_await refuse(408);
        co_return false;
    }
    if (ec) co_return false;
    reader_.received(count);
    note_progress();
    co_return true;
}

template <class Stream>
boost::asio::awaitable<bool> SessionOver<Stream>::refuse(int status) {
    shared_.metrics.add(routing::Metric::http_refused);
    const Response response = refusal(status);
    expired_ = false;
    deadline_ = std::chrono::steady_clock::now() + linger_time;
    if (co_await send_answer(response, true)) co_await linger();
    co_return false;
}

template <class Stream>
boost::asio::awaitable<Response> SessionOver<Stream>::ask_handler() {
    phase_ = Phase::handling;
    deadline_ = request_start_ + shared_.limits.request_timeout;
    shared_.metrics.add(routing::Metric::http_requests);
    try {
        co_return co_await shared_.handler.handle(reader_.request());
    } catch (...) {
        // Once cancelled, the handler fails because of it: that goes up to the task group, in
        // silence.
        if (shared_.cancelled) throw;
    }
    shared_.log.error("http.handler_failed", {{"connection", number_}});
    co_return refusal(500);
}

template <class Stream>
bool SessionOver<Stream>::must_close(const Response& response) const {
    const std::string_view method = reader_.request().method;
    const bool usual = method == "POST" || method == "GET" || method == "HEAD";
    return response.close || !usual || !reader_.keep_alive() || shared_.stopping;
}

template <class Stream>
boost::asio::awaitable<bool> SessionOver<Stream>::send_answer(const Response& response,
                                                              bool close) {
    append_answer(answer_, response, close, reader_.request().method == "HEAD");
    const bool sent = co_await send(answer_);
    explicit_bzero(answer_.data(), answer_.size());  // it may hold a tip code
    answer_.clear();
    if (answer_.capacity() > answer_kept_max) std::string().swap(answer_);
    co_return sent;
}

template <class Stream>
boost::asio::awaitable<bool> SessionOver<Stream>::send(std::string_view bytes) {
    phase_ = Phase::answering;
    bytes.remove_prefix(stream_.write_now(bytes));
    if (bytes.empty()) co_return true;
    const auto [ec, count] = co_await stream_.write(bytes);
    co_return !ec && !expired_;
}

// Closing with unread bytes makes the kernel send a reset, which can overtake the answer. So the
// end of the answer is announced first, and what the peer still sends is thrown away for a while.
template <class Stream>
boost::asio::awaitable<void> SessionOver<Stream>::linger() {
    phase_ = Phase::lingering;
    deadline_ = std::chrono::steady_clock::now() + linger_time;
    co_await stream_.say_goodbye();
    boost::system::error_code ignored;
    stream_.socket().shutdown(ServerSocket::shutdown_send, ignored);
    const auto waste = std::make_unique<std::array<char, 16 * 1024>>();
    for (std::size_t total = 0; total < linger_bytes_max && !expired_;) {
        const auto [ec, count] =
            co_await stream_.socket().async_read_some(boost::asio::buffer(*waste), as_result);
        if (ec) break;
        total += count;
    }
    explicit_bzero(waste->data(), waste->size());
}

template <class Stream>
boost::asio::awaitable<void> SessionOver<Stream>::turn_away() {
    co_await refuse(503);
}

template <class Stream>
void SessionOver<Stream>::check_deadline(SteadyTime now) {
    if (now < deadline_ || expired_) return;
    interrupt();
}

template <class Stream>
void SessionOver<Stream>::interrupt() {
    expired_ = true;
    boost::system::error_code ignored;
    // The handler is not disturbed (its commit may be under way), but the peer need not wait any
    // longer.
    if (phase_ == Phase::handling) stream_.socket().shutdown(ServerSocket::shutdown_both, ignored);
    stream_.socket().cancel(ignored);
}

template <class Stream>
void SessionOver<Stream>::stop() {
    if (phase_ == Phase::idle) interrupt();
    if (phase_ == Phase::fresh)
        deadline_ = std::min(deadline_, std::chrono::steady_clock::now() + stop_grace);
}

}  // namespace tipwire::gateway
