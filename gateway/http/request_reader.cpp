// SPDX-License-Identifier: Apache-2.0
// From bytes to requests: head, then a body of a known size or in chunks.
#include "gateway/http/request_reader.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

// Memory follows the bytes that have arrived, never the Content-Length that somebody claims.
constexpr std::size_t body_step = 16 * 1024;

}  // namespace

RequestReader::RequestReader(const HttpLimits& limits, BufferBudget& budget)
    : limits_(limits), in_(budget), body_(budget) {}

RequestReader::Step RequestReader::advance() {
    switch (state_) {
        case State::head: return read_head_bytes();
        case State::sized_body: return read_sized_body();
        case State::chunked_body: return read_chunked_body();
        case State::done: return refusal_ != 0 ? Step::refused : Step::complete;
    }
    TIPWIRE_ASSERT(false);
}

std::span<char> RequestReader::space() {
    if (!body_apart_) return in_.space();
    std::span<char> room = body_.space();
    if (state_ == State::sized_body)
        return room.first(std::min<std::size_t>(room.size(), head_.content_length - body_.size()));
    // Chunks: what is read beyond the end must fit into in_ again.
    return room.first(std::min(room.size(), body_step));
}

void RequestReader::received(std::size_t count) { (body_apart_ ? body_ : in_).added(count); }

RequestReader::Step RequestReader::read_head_bytes() {
    const HeadScanner::Found found = scanner_.scan(in_.view());
    if (found == HeadScanner::Found::bad_byte) return refuse(400);
    if (found == HeadScanner::Found::nothing_yet) {
        if (in_.size() >= limits_.head_bytes) return refuse(431);
        return want(in_, 1, std::max(limits_.head_bytes, in_.capacity()));
    }
    if (scanner_.size() > limits_.head_bytes) return refuse(431);
    const std::string_view head = in_.view().substr(0, scanner_.size());
    if (const int status = read_head(head, limits_.header_count, head_)) return refuse(status);
    if (head_.content_length > limits_.body_bytes) return refuse(413);
    return begin_body();
}

RequestReader::Step RequestReader::begin_body() {
    keep_alive_ = head_.keep_alive;
    continue_sent_ = !head_.expects_continue;
    const std::size_t arrived = in_.size() - scanner_.size();
    const std::size_t fits = in_.capacity() - scanner_.size();
    body_apart_ = head_.chunked || head_.content_length > fits;
    if (head_.chunked) chunks_.emplace(limits_.body_bytes);
    state_ = head_.chunked ? State::chunked_body : State::sized_body;
    if (body_apart_ && arrived > 0) {
        if (!body_.reserve(arrived)) return refuse(503);
        body_.append(in_.view().substr(scanner_.size()));
        in_.erase(scanner_.size(), arrived);
    }
    return advance();
}

RequestReader::Step RequestReader::read_sized_body() {
    const std::size_t length = static_cast<std::size_t>(head_.content_length);
    const std::string_view arrived =
        body_apart_ ? body_.view() : in_.view().substr(scanner_.size());
    if (arrived.size() >= length) return complete(arrived.substr(0, length));
    if (!continue_sent_ && arrived.empty()) {
        continue_sent_ = true;
        return Step::send_continue;
    }
    return body_apart_ ? want(body_, 1, length) : Step::need_more;
}

RequestReader::Step RequestReader::read_chunked_body() {
    switch (chunks_->decode(body_)) {
        case ChunkedBody::Step::complete:
            return complete(body_.view().substr(0, chunks_->decoded()));
        case ChunkedBody::Step::malformed: return refuse(400);
        case ChunkedBody::Step::too_large: return refuse(413);
        case ChunkedBody::Step::need_more: break;
    }
    if (!continue_sent_ && body_.size() == 0) {
        continue_sent_ = true;
        return Step::send_continue;
    }
    return want(body_, 1, limits_.body_bytes + body_step);
}

RequestReader::Step RequestReader::complete(std::string_view body) {
    const std::size_t question = head_.target.find('?');
    request_.method = head_.method;
    request_.target = head_.target;
    request_.path = head_.target.substr(0, question);
    request_.query =
        question == std::string_view::npos ? std::string_view{} : head_.target.substr(question + 1);
    request_.headers = head_.headers;
    request_.body = body;
    state_ = State::done;
    return Step::complete;
}

RequestReader::Step RequestReader::refuse(int status) {
    refusal_ = status;
    state_ = State::done;
    return Step::refused;
}

// Sees to room for the next read: doubled each time, up to a maximum.
RequestReader::Step RequestReader::want(ReceiveBuffer& buffer, std::size_t room,
                                        std::size_t capacity_max) {
    if (buffer.capacity() - buffer.size() >= room) return Step::need_more;
    const std::size_t doubled =
        std::max(buffer.capacity() * 2, &buffer == &in_ ? buffer.free_capacity : body_step);
    return buffer.reserve(std::min(doubled, capacity_max)) ? Step::need_more : refuse(503);
}

void RequestReader::next() {
    TIPWIRE_ASSERT(state_ == State::done && refusal_ == 0);
    const std::size_t in_body = body_apart_ ? 0 : static_cast<std::size_t>(head_.content_length);
    in_.erase(0, scanner_.size() + in_body);
    if (head_.chunked && body_.size() > chunks_->decoded()) {
        const std::string_view behind = body_.view().substr(chunks_->decoded());
        if (in_.reserve(in_.size() + behind.size())) {
            in_.append(behind);
        } else {
            refusal_ = 503;
        }
    }
    body_.release();
    if (in_.size() == 0 && in_.capacity() > ReceiveBuffer::free_capacity) in_.release();
    request_.headers = {};
    request_.body = {};
    chunks_.reset();
    scanner_ = HeadScanner{};
    body_apart_ = false;
    state_ = refusal_ != 0 ? State::done : State::head;
}

}  // namespace tipwire::gateway
