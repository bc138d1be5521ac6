// SPDX-License-Identifier: Apache-2.0
// Requests out of a stream of bytes, without sockets: what to do next is a value, so each step can
// be tested.
#pragma once

#include <optional>
#include <span>

#include "gateway/http/chunked.hpp"
#include "gateway/http/head.hpp"
#include "gateway/http/receive_buffer.hpp"
#include "gateway/http/server.hpp"

namespace tipwire::gateway {

// loop: advance(); need_more: read into space(), received(n); complete: answer request(), next();
// refused: answer refusal() and close, for where the next request would start is not known.
class RequestReader {
public:
    enum class Step { need_more, send_continue, complete, refused };

    // limits and budget outlive the reader.
    RequestReader(const HttpLimits& limits, BufferBudget& budget);

    Step advance();
    std::span<char> space();  // never empty after need_more
    void received(std::size_t count);

    const Request& request() const { return request_; }  // after complete, until next()
    Request& request() { return request_; }
    bool keep_alive() const { return keep_alive_; }
    // The status; 400, 413, 415, 417, 431, 501, 503 (the buffer budget is spent), 505.
    int refusal() const { return refusal_; }
    // Forgets the request that was answered; what came behind it is kept.
    void next();

    bool untouched() const { return state_ == State::head && in_.size() == 0; }
    bool in_head() const { return state_ == State::head; }

private:
    enum class State { head, sized_body, chunked_body, done };
    Step read_head_bytes();
    Step begin_body();
    Step read_sized_body();
    Step read_chunked_body();
    Step complete(std::string_view body);
    Step refuse(int status);
    Step want(ReceiveBuffer& buffer, std::size_t room, std::size_t capacity_max);

    const HttpLimits& limits_;
    ReceiveBuffer in_;    // heads, bodies that fit behind them, and what is pipelined
    ReceiveBuffer body_;  // other bodies: then in_ stays where it is and the views into it hold
    State state_ = State::head;
    HeadScanner scanner_;
    RequestHead head_;
    std::optional<ChunkedBody> chunks_;
    Request request_;
    bool body_apart_ = false;
    bool continue_sent_ = false;
    bool keep_alive_ = false;
    int refusal_ = 0;
};

}  // namespace tipwire::gateway
