// SPDX-License-Identifier: Apache-2.0
// Accepting, the sweep over deadlines, and the order of stopping.
#include "gateway/http/server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>

#include "gateway/http/listener.hpp"
#include "gateway/http/session.hpp"
#include "gateway/http/tls.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {

namespace asio = boost::asio;
using asio::generic::stream_protocol;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr milliseconds accept_pause{100};  // when descriptors or memory have run out
// Connections above the limit that are told so; what comes beyond them is closed without a word.
constexpr std::size_t turned_away_max = 64;

std::optional<PeerCredentials> credentials(ServerSocket& socket) {
    ucred found{};
    socklen_t size = sizeof found;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &found, &size) != 0)
        return {};
    return PeerCredentials{found.uid, found.gid};
}

milliseconds sweep_interval(const HttpLimits& limits) {
    const milliseconds shortest =
        std::min({limits.head_timeout, limits.request_timeout, limits.idle_timeout});
    return std::clamp(shortest / 8, milliseconds{5}, milliseconds{500});
}

}  // namespace

struct HttpServer::State {
    State(asio::any_io_executor executor, std::string name, ListenAddress address,
          std::optional<TlsFiles> tls, Handler& handler, HttpLimits limits, routing::EventLog& log,
          routing::Metrics& metrics)
        : executor_(executor),
          name_(std::move(name)),
          address_(std::move(address)),
          tls_files_(std::move(tls)),
          shared_{handler, limits, log, metrics, {}, {}},
          acceptor_(executor),
          timer_(executor),
          pause_(executor),
          tasks_(executor, log) {
        shared_.budget.max = limits.buffered_bytes;
    }

    void start();
    asio::awaitable<void> accept_loop();
    asio::awaitable<void> sweep();
    void admit(ServerSocket socket);
    std::shared_ptr<Session> make_session(ServerSocket socket, std::int64_t number);
    void spawn_session(std::shared_ptr<Session> session);
    void stop_accepting();
    routing::Result<void> load_tls();

    asio::any_io_executor executor_;
    std::string name_;  // of the listener, from the configuration: "public"
    ListenAddress address_;
    std::optional<TlsFiles> tls_files_;
    ServerShared shared_;
    TlsContext tls_;
    std::unique_ptr<Listener> listener_;
    asio::basic_socket_acceptor<stream_protocol> acceptor_;
    asio::steady_timer timer_;  // of the sweep
    asio::steady_timer pause_;  // of the accept loop
    routing::TaskGroup tasks_;
    int family_ = 0;
    unsigned short port_ = 0;
    std::size_t turned_away_ = 0;
    std::int64_t connections_ = 0;       // open now
    std::int64_t connections_ever_ = 0;  // the number of the latest
};

void HttpServer::State::start() {
    if (tls_files_) {
        if (const auto loaded = load_tls(); !loaded)
            throw std::runtime_error("listener " + name_ + ": " + loaded.error().detail);
    }
    listener_ = std::make_unique<Listener>(address_);
    family_ = listener_->family();
    port_ = listener_->port();
    acceptor_.assign(stream_protocol(family_, 0), listener_->release());
    tasks_.spawn("http.accept", [this] { return accept_loop(); });
    tasks_.spawn("http.sweep", [this] { return sweep(); });
}

routing::Result<void> HttpServer::State::load_tls() {
    auto loaded = make_server_tls(*tls_files_);
    if (!loaded) return loaded.error();
    tls_ = std::move(*loaded);
    return {};
}

asio::awaitable<void> HttpServer::State::accept_loop() {
    bool failing = false;
    while (!shared_.stopping) {
        ServerSocket socket(executor_);
        const auto [ec] = co_await acceptor_.async_accept(socket, as_result);
        if (shared_.stopping) co_return;
        if (!ec) {
            failing = false;
            admit(std::move(socket));
            continue;
        }
        if (ec == asio::error::connection_aborted) continue;  // the peer was quicker
        if (!failing) {
            shared_.log.error("http.accept_failed",
                              {{"listener", routing::Label{name_}}, {"error", ec.value()}});
        }
        failing = true;
        pause_.expires_after(accept_pause);
        co_await pause_.async_wait(as_result);
    }
}

void HttpServer::State::admit(ServerSocket socket) {
    const auto open = static_cast<std::size_t>(connections_);
    if (open >= shared_.limits.connections) {
        if (tls_ || turned_away_ >= turned_away_max) {  // no handshake for a refusal
            shared_.metrics.add(routing::Metric::http_refused);
            return;
        }
        ++turned_away_;
        auto session = make_plain_session(shared_, std::move(socket), ++connections_ever_, {});
        std::shared_ptr<void> counted(nullptr, [this](void*) { --turned_away_; });
        tasks_.spawn("http.turn_away", [session, counted] { return session->turn_away(); });
        return;
    }
    ++connections_;
    shared_.metrics.add(routing::Metric::http_connections);
    spawn_session(make_session(std::move(socket), ++connections_ever_));
}

std::shared_ptr<Session> HttpServer::State::make_session(ServerSocket socket, std::int64_t number) {
    if (tls_) return make_tls_session(shared_, std::move(socket), number, tls_);
    std::optional<PeerCredentials> peer;
    if (family_ == AF_UNIX) peer = credentials(socket);
    return make_plain_session(shared_, std::move(socket), number, peer);
}

void HttpServer::State::spawn_session(std::shared_ptr<Session> session) {
    std::shared_ptr<void> counted(nullptr, [this](void*) {
        --connections_;
        shared_.metrics.add(routing::Metric::http_connections, -1);
        if (shared_.stopping) timer_.cancel();  // the sweep ends with the last one
    });
    tasks_.spawn("http.session",
                 [session = std::move(session), counted] { return session->run(); });
}

asio::awaitable<void> HttpServer::State::sweep() {
    const milliseconds interval = sweep_interval(shared_.limits);
    while (!shared_.stopping || !shared_.sessions.empty()) {
        timer_.expires_after(interval);
        co_await timer_.async_wait(as_result);
        const auto now = steady_clock::now();
        for (Session& session : shared_.sessions) session.check_deadline(now);
    }
}

void HttpServer::State::stop_accepting() {
    if (shared_.stopping) return;
    shared_.stopping = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    listener_.reset();  // removes the file of a Unix socket
    pause_.cancel();
    timer_.cancel();
    for (Session& session : shared_.sessions) session.stop();
}

HttpServer::HttpServer(asio::any_io_executor executor, std::string name, ListenAddress address,
                       std::optional<TlsFiles> tls, Handler& handler, HttpLimits limits,
                       routing::EventLog& log, routing::Metrics& metrics)
    : state_(std::make_unique<State>(std::move(executor), std::move(name), std::move(address),
                                     std::move(tls), handler, limits, log, metrics)) {}

HttpServer::~HttpServer() = default;

void HttpServer::start() { state_->start(); }

unsigned short HttpServer::port() const { return state_->port_; }

routing::Result<void> HttpServer::reload_tls() {
    if (!state_->tls_files_) return {};
    return state_->load_tls();
}

void HttpServer::stop_accepting() { state_->stop_accepting(); }

void HttpServer::cancel() {
    state_->stop_accepting();
    state_->shared_.cancelled = true;
    state_->tasks_.cancel();
}

bool HttpServer::idle() const { return state_->tasks_.size() == 0; }

}  // namespace tipwire::gateway
