// SPDX-License-Identifier: Apache-2.0
// The listener: strict HTTP/1.1 over TCP, TLS and Unix sockets. What Beast 1.81 lets pass is
// refused here.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "gateway/http/message.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/task_group.hpp"

namespace tipwire::gateway {

struct HttpLimits {
    std::size_t head_bytes = 16 * 1024;
    std::size_t header_count = 64;
    std::size_t body_bytes = 1024 * 1024;  // contract: 413 above
    std::size_t connections = 10'000;      // above: new connections get 503 and are closed
    // What all connections may hold beyond their first 2 KiB: above it, larger requests get 503.
    std::size_t buffered_bytes = 32 * 1024 * 1024;
    // From the first byte of a request (or the accept) to the end of its head, and to the end of
    // the answer. Deadlines are kept by a coarse sweep: they pass up to an eighth late.
    std::chrono::milliseconds head_timeout = std::chrono::seconds{10};
    std::chrono::milliseconds request_timeout = std::chrono::seconds{30};
    std::chrono::milliseconds idle_timeout = std::chrono::seconds{75};  // between requests
};

// "127.0.0.1:8080", "[::1]:8080", "unix:/run/tipwire/public.sock", "systemd:NAME" (a passed
// socket). Checked by the configuration loader; the server throws if it cannot bind, naming the
// address.
struct ListenAddress {
    std::string text;
    int unix_mode = 0660;
    // For "systemd:NAME": the listening socket that gateway/app found under that name. start()
    // takes it over.
    int passed_socket = -1;
};

struct TlsFiles {
    std::string certificate_file;  // PEM, the chain
    std::string key_file;          // PEM
};

class HttpServer {
public:
    HttpServer(boost::asio::any_io_executor executor, std::string name, ListenAddress address,
               std::optional<TlsFiles> tls, Handler& handler, HttpLimits limits,
               routing::EventLog& log, routing::Metrics& metrics);
    ~HttpServer();

    // Binds and listens (throws std::system_error or std::runtime_error) and starts accepting.
    void start();
    // The port that was bound (for ":0"), 0 for Unix sockets.
    unsigned short port() const;
    // Reads the certificate anew for connections to come; on error keeps the old one and says why.
    routing::Result<void> reload_tls();
    // No new connections; kept-alive ones close after the answer in progress.
    void stop_accepting();
    // Cancels what is left. The server must live until idle().
    void cancel();
    bool idle() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
