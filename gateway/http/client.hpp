// SPDX-License-Identifier: Apache-2.0
// The client side: kept-alive HTTP and HTTPS connections to one origin, certificates checked, never
// a redirect.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "routing/domain/result.hpp"
#include "routing/domain/secret.hpp"

namespace tipwire::gateway {

struct ClientRequest {
    std::string method = "POST";
    std::string target = "/";  // path and query, already encoded
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    ClientRequest() = default;
};
struct ClientResponse {
    int status = 0;
    std::string retry_after;  // the header's raw value
    std::string location;     // likewise
    std::string body;         // at most response_bytes_max, the rest is an error

    ClientResponse() = default;
};

// "http://host[:port]/path" or "https://..."; control characters and non-ASCII are refused.
struct Origin {
    bool tls = false;
    std::string host;  // without brackets
    std::string port;
    std::string target;  // path and query of the URL
    static routing::Result<Origin> parse(std::string_view url);
};

struct ClientLimits {
    std::size_t connections_max = 16;
    std::chrono::milliseconds connect_timeout = std::chrono::seconds{10};
    std::chrono::milliseconds request_timeout =
        std::chrono::seconds{30};  // waiting for a connection included
    std::chrono::milliseconds idle_timeout = std::chrono::seconds{60};
    std::size_t response_bytes_max = 256 * 1024;
    // Test mode: any resolved address outside loopback is refused before connecting.
    bool loopback_only = false;
    std::string ca_file;  // empty: the system's
    // Not empty: one of these is connected to, and the host's name is not resolved. For callers
    // that have checked what it resolves to.
    std::vector<boost::asio::ip::address> addresses;
    std::chrono::milliseconds silence_max{0};  // between pieces of an answer; 0: any
};

// The seam for other HTTP servers. Runs on: reactor.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    // One exchange, bounded by the limits. A kept connection that the peer had closed is replaced
    // once, only if nothing was answered; 3xx comes back as it is. Errors: unavailable, with a
    // class as detail ("connect", "tls", "certificate", "timeout", "cut", "dns", "oversize",
    // "protocol"), not_allowed (loopback_only), bad_request (control characters in the request).
    // Cancellable. The client must outlive its exchanges.
    virtual boost::asio::awaitable<routing::Result<ClientResponse>> exchange(
        const ClientRequest& request) = 0;
    // Ends kept connections; an exchange in progress fails.
    virtual void close() = 0;
};

// The one over sockets. Throws std::runtime_error if ca_file cannot be read.
std::unique_ptr<HttpClient> make_http_client(boost::asio::any_io_executor executor, Origin origin,
                                             ClientLimits limits);

}  // namespace tipwire::gateway
