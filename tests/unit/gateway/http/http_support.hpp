// SPDX-License-Identifier: Apache-2.0
// A real server on loopback, and a client that sends raw bytes and looks at what comes back.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "gateway/http/client.hpp"
#include "gateway/http/router.hpp"
#include "gateway/http/server.hpp"

namespace tipwire::gateway::test {

using namespace std::chrono_literals;
namespace asio = boost::asio;

// Keeps the names of events.
class RecordingLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view event,
               std::initializer_list<routing::LogField> fields) override {
        const std::lock_guard lock(mutex_);
        std::string line(event);
        for (const auto& field : fields) line.append(" ").append(field.key);
        lines_.push_back(std::move(line));
    }
    std::vector<std::string> lines() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

// Answers with what it was asked: "POST /path?query 5:hello".
class EchoHandler : public Handler {
public:
    asio::awaitable<Response> handle(const Request& request) override {
        std::string body;
        body.append(request.method).append(" ").append(request.target).append(" ");
        body.append(std::to_string(request.body.size())).append(":").append(request.body);
        co_return Response(200, "text/plain", std::move(body));
    }
};

class FunctionHandler : public Handler {
public:
    using Function = std::function<asio::awaitable<Response>(const Request&)>;
    explicit FunctionHandler(Function function) : function_(std::move(function)) {}
    asio::awaitable<Response> handle(const Request& request) override { return function_(request); }

private:
    Function function_;
};

// A server on its own thread. Stops in the order the daemon does.
class RunningServer {
public:
    explicit RunningServer(Handler& handler, HttpLimits limits = {},
                           std::optional<TlsFiles> tls = std::nullopt,
                           ListenAddress address = loopback())
        : server_(io_.get_executor(), "test", std::move(address), std::move(tls), handler, limits,
                  log, metrics) {
        server_.start();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~RunningServer() {
        on_reactor([this] { server_.cancel(); });
        work_.reset();
        thread_.join();
        EXPECT_TRUE(server_.idle());
        EXPECT_EQ(metrics.value(routing::Metric::http_connections), 0);
    }
    static ListenAddress loopback() {
        ListenAddress address;
        address.text = "127.0.0.1:0";
        return address;
    }

    unsigned short port() const { return server_.port(); }
    void on_reactor(std::function<void()> work) {
        std::promise<void> done;
        asio::post(io_, [&] {
            work();
            done.set_value();
        });
        done.get_future().wait();
    }
    void stop_accepting() {
        on_reactor([this] { server_.stop_accepting(); });
    }
    routing::Result<void> reload_tls() {
        routing::Result<void> result;
        on_reactor([&] { result = server_.reload_tls(); });
        return result;
    }
    bool wait_for(std::function<bool()> condition) {
        for (int i = 0; i < 500; ++i) {
            bool holds = false;
            on_reactor([&] { holds = condition(); });
            if (holds) return true;
            std::this_thread::sleep_for(10ms);
        }
        return false;
    }
    asio::io_context& io() { return io_; }
    const HttpServer& server() const { return server_; }

    RecordingLog log;
    routing::Metrics metrics;

private:
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    HttpServer server_;
    std::thread thread_;
};

struct RawAnswer {
    int status = 0;
    std::string head;
    std::string body;
};

// A blocking socket; no wait is longer than five seconds.
class RawClient {
public:
    explicit RawClient(unsigned short port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        open(AF_INET, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    explicit RawClient(const std::string& unix_path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, unix_path.c_str(), sizeof address.sun_path - 1);
        open(AF_UNIX, reinterpret_cast<sockaddr*>(&address), sizeof address);
    }
    ~RawClient() { ::close(descriptor_); }
    RawClient(const RawClient&) = delete;

    bool connected() const { return connected_; }
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (n <= 0) return false;
            bytes.remove_prefix(static_cast<std::size_t>(n));
        }
        return true;
    }
    void finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

    // The next answer by its Content-Length; status 0 if the connection ended before it.
    RawAnswer answer(bool without_body = false) {
        RawAnswer result;
        std::size_t end;
        while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
            if (!read_more()) return result;
        }
        result.head = input_.substr(0, end + 4);
        input_.erase(0, end + 4);
        result.status = std::atoi(result.head.c_str() + 9);
        const std::size_t at = result.head.find("Content-Length: ");
        std::size_t length = 0;
        if (at != std::string::npos)
            length = std::strtoul(result.head.c_str() + at + 16, nullptr, 10);
        if (without_body) return result;
        while (input_.size() < length && read_more()) {
        }
        result.body = input_.substr(0, length);
        input_.erase(0, length);
        return result;
    }
    // The peer closes in an orderly way, and nothing more comes.
    bool closes() {
        while (read_more()) {
        }
        return input_.empty() && last_read_ == 0;
    }
    // Nothing is there to be read now.
    bool silent() {
        char byte;
        return ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
    }

private:
    void open(int family, sockaddr* address, socklen_t size) {
        descriptor_ = ::socket(family, SOCK_STREAM, 0);
        const timeval patience{5, 0};
        ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        connected_ = ::connect(descriptor_, address, size) == 0;
    }
    bool read_more() {
        char buffer[4096];
        last_read_ = ::recv(descriptor_, buffer, sizeof buffer, 0);
        if (last_read_ <= 0) return false;
        input_.append(buffer, static_cast<std::size_t>(last_read_));
        return true;
    }

    int descriptor_ = -1;
    bool connected_ = false;
    std::string input_;
    ssize_t last_read_ = 0;
};

// A folder that goes with the test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        char path[] = "/tmp/tipwire-http-XXXXXX";
        path_ = ::mkdtemp(path);
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

inline double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace tipwire::gateway::test
