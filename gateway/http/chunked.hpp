// SPDX-License-Identifier: Apache-2.0
// Chunked bodies (RFC 9112, section 7.1), decoded in place.
//
//   4\r\nWiki\r\n   6;name=value\r\npedia \r\n   0\r\n\r\n
//
// Extensions are skipped and bounded; trailers are refused: nobody here reads them.
#pragma once

#include <cstdint>

#include "gateway/http/receive_buffer.hpp"

namespace tipwire::gateway {

class ChunkedBody {
public:
    static constexpr std::size_t size_line_max = 256;              // one line with its extensions
    static constexpr std::size_t extension_bytes_max = 16 * 1024;  // all of them

    enum class Step { need_more, complete, malformed, too_large };

    explicit ChunkedBody(std::size_t body_bytes_max) : body_bytes_max_(body_bytes_max) {}

    // The buffer holds the body decoded so far, then raw bytes. Afterwards: more of the former, and
    // of the latter only what cannot be decoded yet (need_more) or does not belong to the body
    // (complete).
    Step decode(ReceiveBuffer& buffer);
    // The size of the decoded body at the front of the buffer.
    std::size_t decoded() const { return decoded_; }

private:
    enum class State { size_line, data, data_end, body_end };
    Step run(ReceiveBuffer& buffer);
    Step read_size_line(std::string_view raw);
    void move_data(ReceiveBuffer& buffer);
    Step read_crlf(std::string_view raw, State next);

    std::size_t body_bytes_max_;
    State state_ = State::size_line;
    std::size_t decoded_ = 0;
    std::size_t raw_ = 0;        // where raw bytes start, while decoding
    std::uint64_t missing_ = 0;  // of the present chunk's data
    std::size_t extension_bytes_ = 0;
};

}  // namespace tipwire::gateway
