// SPDX-License-Identifier: Apache-2.0
// The head of a request, read strictly (RFC 9112): where two readers could disagree, this one
// refuses.
//
//   POST /hooks/sms?x=1 HTTP/1.1\r\n      method, origin-form target, version
//   Host: tips.example.org\r\n            exactly one
//   Content-Length: 12\r\n                digits, once; or Transfer-Encoding: chunked, once; never
//   both \r\n
//
// Beast 1.81 lets pass: folded lines, lists in Content-Length, other transfer codings before
// chunked, any number of Hosts, any form of target. It also copies each header. Hence this reader;
// the tests hold it against Beast's: what passes here, Beast reads the same way.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// Looks for the end of a head in bytes that arrive in any pieces, and for bytes that no head may
// hold, so that garbage is refused at once and not when its deadline passes.
class HeadScanner {
public:
    enum class Found { nothing_yet, end, bad_byte };
    // text: everything since the start of the request, not only what is new.
    Found scan(std::string_view text);
    // After end: the size of the head with its empty line.
    std::size_t size() const { return at_; }

private:
    std::size_t at_ = 0;  // looked at so far
    bool after_cr_ = false;
    bool line_is_empty_ = true;
};

// Views point into the bytes that were read.
struct RequestHead {
    std::string_view method;
    std::string_view target;
    std::vector<HeaderView> headers;
    std::uint64_t content_length = 0;
    bool chunked = false;
    bool keep_alive = true;
    bool expects_continue = false;
};

// head: up to and with the empty line, as HeadScanner found it. Returns 0, or the status to refuse
// with: 400 (any doubt), 415 (Content-Encoding), 417 (Expect), 431 (too many headers), 501
// (method), 505 (version).
int read_head(std::string_view head, std::size_t header_count_max, RequestHead& out);

}  // namespace tipwire::gateway
