// SPDX-License-Identifier: Apache-2.0
// Requests and answers as handlers see them: our own types, so that no handler compiles Beast.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tipwire::gateway {

struct HeaderView {
    std::string_view name;  // as received; compare with header(), which ignores case
    std::string_view value;
};

// Views into the session's buffers: valid until the handler's coroutine ends. Already checked:
// exactly one Host, a known method, an origin-form target without control characters, limits held,
// body complete. It cannot be printed: it holds numbers and texts.
struct Request {
    // "GET", "HEAD" (answered as GET, the server drops the body), "POST"; "PUT", "PATCH", "DELETE"
    // and "OPTIONS" arrive too, so that the Router can name the methods a path has: look at it
    // before acting.
    std::string_view method;
    std::string_view target;  // raw, as received: what providers sign
    std::string_view path;    // target up to "?", still percent-encoded
    std::string_view query;   // after "?", still percent-encoded; empty if none
    std::span<const HeaderView> headers;
    std::string_view body;             // raw bytes
    std::optional<unsigned> peer_uid;  // Unix sockets: SO_PEERCRED
    std::optional<unsigned> peer_gid;  // the peer's primary group, likewise

    // The one value of a header, or "" if it is absent. A header given twice: the first.
    std::string_view header(std::string_view name) const;
    // The Content-Type without parameters, lower case.
    std::string media_type() const;

    Request() = default;
};

struct Response {
    int status = 200;
    std::string content_type;  // empty with an empty body
    std::string body;
    std::vector<std::pair<std::string, std::string>>
        headers;         // Retry-After, Allow, Cache-Control, ...
    bool close = false;  // end the connection after this answer

    Response() = default;
    explicit Response(int status) : status(status) {}
    Response(int status, std::string content_type, std::string body)
        : status(status), content_type(std::move(content_type)), body(std::move(body)) {}
};

// application/problem+json (RFC 9457). type is "about:blank" unless a slug is given
// ("/problems/<slug>"); detail is for people and holds nothing of the request.
Response problem(int status, std::string_view title, std::string_view detail = {});

// What a listener serves. handle() never throws for bad input; an exception becomes 500 and is
// logged.
class Handler {
public:
    virtual ~Handler() = default;
    // Runs on: reactor. The request's views live until the coroutine ends.
    virtual boost::asio::awaitable<Response> handle(const Request& request) = 0;
};

}  // namespace tipwire::gateway
