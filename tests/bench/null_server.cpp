// SPDX-License-Identifier: Apache-2.0
// The yardstick of every throughput figure: the HTTP stack alone. Parses the form, answers 200,
// keeps nothing. Usage: null_server ADDRESS, for example 127.0.0.1:18080. Ends on SIGINT or SIGTERM
// with its CPU time.
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>

#include "gateway/http/encoding.hpp"
#include "gateway/http/server.hpp"

namespace {

using namespace tipwire;

class SilentLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view,
               std::initializer_list<routing::LogField>) override {}
};

class NullHandler : public gateway::Handler {
public:
    boost::asio::awaitable<gateway::Response> handle(const gateway::Request& request) override {
        const auto fields = gateway::parse_form(request.body);
        if (!fields || gateway::find(*fields, "Body") == nullptr)
            co_return gateway::problem(400, "Bad Request");
        co_return gateway::Response(200, "text/xml", "<Response/>");
    }
};

double cpu_microseconds() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto microseconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
    };
    return microseconds(used.ru_utime) + microseconds(used.ru_stime);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: null_server ADDRESS\n");
        return 2;
    }
    boost::asio::io_context io{1};
    SilentLog log;
    routing::Metrics metrics;
    NullHandler handler;
    gateway::ListenAddress address;
    address.text = argv[1];
    gateway::HttpServer server(io.get_executor(), "null", address, std::nullopt, handler, {}, log,
                               metrics);
    server.start();
    std::printf("listening on port %u\n", static_cast<unsigned>(server.port()));
    std::fflush(stdout);
    boost::asio::signal_set signals(io, SIGINT, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { server.cancel(); });
    io.run();

    const auto requests = static_cast<double>(metrics.value(routing::Metric::http_requests));
    std::printf("%.0f requests, %.2f us of CPU each\n", requests,
                requests > 0 ? cpu_microseconds() / requests : 0);
}
