// SPDX-License-Identifier: Apache-2.0
// A police contact that accepts everything, after a delay if asked: what forwarding is measured
// against. GET /count says how many came. Usage: sink_server ADDRESS [DELAY_MS [CERTIFICATE KEY]].
// Ends on SIGINT or SIGTERM.
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "gateway/http/server.hpp"

namespace {

using namespace tipwire;
namespace asio = boost::asio;

class SilentLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view,
               std::initializer_list<routing::LogField>) override {}
};

class AcceptingHandler : public gateway::Handler {
public:
    AcceptingHandler(asio::any_io_executor executor, std::chrono::milliseconds delay)
        : executor_(std::move(executor)), delay_(delay) {}

    asio::awaitable<gateway::Response> handle(const gateway::Request& request) override {
        if (request.path == "/count")
            co_return gateway::Response(200, "text/plain", std::to_string(deliveries_));
        ++deliveries_;
        if (delay_.count() > 0) {
            asio::steady_timer timer(executor_, delay_);
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return gateway::Response(200);
    }

private:
    asio::any_io_executor executor_;
    std::chrono::milliseconds delay_;
    long deliveries_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2 && argc != 3 && argc != 5) {
        std::fprintf(stderr, "usage: sink_server ADDRESS [DELAY_MS [CERTIFICATE KEY]]\n");
        return 2;
    }
    asio::io_context io{1};
    SilentLog log;
    routing::Metrics metrics;
    AcceptingHandler handler(io.get_executor(),
                             std::chrono::milliseconds{argc > 2 ? std::atoi(argv[2]) : 0});
    gateway::ListenAddress address;
    address.text = argv[1];
    std::optional<gateway::TlsFiles> tls;
    if (argc == 5) tls = gateway::TlsFiles{argv[3], argv[4]};
    gateway::HttpServer server(io.get_executor(), "sink", address, std::move(tls), handler, {}, log,
                               metrics);
    server.start();
    std::printf("listening on port %u\n", static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { server.cancel(); });
    io.run();
}
