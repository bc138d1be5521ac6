// SPDX-License-Identifier: Apache-2.0
// The driver between sockets, the session's machine and the intake.
#include "gateway/pager/snpp_server.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <list>
#include <optional>

#include "gateway/http/listener.hpp"
#include "gateway/pager/line_buffer.hpp"
#include "routing/port/task_group.hpp"

namespace tipwire::gateway {

namespace asio = boost::asio;
using asio::generic::stream_protocol;
using PagerSocket = asio::basic_stream_socket<stream_protocol>;

namespace {

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::milliseconds accept_pause{100};  // when descriptors or memory have run out

// The machine at the other end; none for a Unix socket.
std::optional<asio::ip::address> address_of(const stream_protocol::endpoint& endpoint) {
    if (endpoint.protocol().family() == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, endpoint.data(), std::min(endpoint.size(), sizeof four));
        return asio::ip::address_v4(ntohl(four.sin_addr.s_addr));
    }
    if (endpoint.protocol().family() == AF_INET6) {
        sockaddr_in6 six{};
        std::memcpy(&six, endpoint.data(), std::min(endpoint.size(), sizeof six));
        asio::ip::address_v6::bytes_type bytes{};
        std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
        return asio::ip::address_v6(bytes);
    }
    return std::nullopt;
}

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

struct Connection {
    Connection(PagerSocket accepted, const SnppRules& rules)
        : socket(std::move(accepted)), session(rules), lines(rules.limits.line_bytes) {}

    PagerSocket socket;
    SnppSession session;
    LineBuffer lines;
    std::string name;  // random: pages have no id of their own
    routing::Duration ends_at{};
    bool waiting = false;  // for bytes of the peer
};

}  // namespace

struct SnppServer::State {
    State(asio::any_io_executor executor, SnppSource source, ListenAddress address,
          SnppServerLimits limits, PageDesk& desk, routing::Clock& clock, routing::Random& random,
          routing::EventLog& log)
        : executor_(executor),
          source_(std::move(source)),
          address_(std::move(address)),
          limits_(limits),
          desk_(desk),
          clock_(clock),
          random_(random),
          log_(log),
          acceptor_(executor),
          tasks_(executor, log) {}

    void start();
    asio::awaitable<void> accept_loop();
    void admit(PagerSocket socket);
    bool is_allowed(const PagerSocket& socket) const;
    asio::awaitable<void> serve(Connection& connection);
    asio::awaitable<std::optional<snpp::Event>> next_event(Connection& connection);
    asio::awaitable<bool> receive(Connection& connection, bool& late);
    asio::awaitable<snpp::Action> commit(Connection& connection);
    asio::awaitable<bool> say(Connection& connection, std::string_view reply);
    routing::InboundMessage page_of(const Connection& connection, const std::string& pager) const;
    routing::Duration patience(const Connection& connection) const;
    void stop_accepting();

    asio::any_io_executor executor_;
    SnppSource source_;
    ListenAddress address_;
    SnppServerLimits limits_;
    PageDesk& desk_;
    routing::Clock& clock_;
    routing::Random& random_;
    routing::EventLog& log_;
    std::unique_ptr<Listener> listener_;
    asio::basic_socket_acceptor<stream_protocol> acceptor_;
    std::list<Connection> connections_;
    routing::TaskGroup tasks_;
    unsigned short port_ = 0;
    bool stopping_ = false;
};

// ---- connections --------------------------------------------------------------------------------

void SnppServer::State::start() {
    listener_ = std::make_unique<Listener>(address_);
    port_ = listener_->port();
    acceptor_.assign(stream_protocol(listener_->family(), 0), listener_->release());
    tasks_.spawn("snpp.accept", [this] { return accept_loop(); });
    log_.info("snpp.listening", {{"source", routing::Label{source_.name}}, {"port", port_}});
}

asio::awaitable<void> SnppServer::State::accept_loop() {
    bool failing = false;
    while (!stopping_) {
        PagerSocket socket(executor_);
        const auto [ec] = co_await acceptor_.async_accept(socket, quietly);
        if (stopping_) co_return;
        if (!ec) {
            failing = false;
            admit(std::move(socket));
            continue;
        }
        if (ec == asio::error::connection_aborted) continue;  // the peer was quicker
        if (!failing)
            log_.error("snpp.accept_failed",
                       {{"source", routing::Label{source_.name}}, {"error", ec.value()}});
        failing = true;
        co_await clock_.sleep_for(accept_pause);
    }
}

bool SnppServer::State::is_allowed(const PagerSocket& socket) const {
    boost::system::error_code gone;
    const auto endpoint = socket.remote_endpoint(gone);
    if (gone) return false;
    const auto peer = address_of(endpoint);
    return !peer || source_.peers.allows(*peer);
}

void SnppServer::State::admit(PagerSocket socket) {
    if (!is_allowed(socket)) {
        desk_.note_refused(routing::Errc::bad_signature);
        return;  // closed without a word
    }
    if (connections_.size() >= limits_.connections) {
        // A fresh socket has room for one line: nobody waits for a client that does not read.
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(SnppSession::turned_away()), ignored);
        return;
    }
    const auto place = connections_.emplace(connections_.end(), std::move(socket), source_.rules);
    std::array<std::uint8_t, 16> name{};
    random_.fill(name);
    place->name = hex(name);
    place->ends_at = clock_.monotonic() + limits_.session_time;
    std::shared_ptr<void> counted(nullptr, [this, place](void*) { connections_.erase(place); });
    tasks_.spawn("snpp.session", [this, place, counted] { return serve(*place); });
}

// ---- one session --------------------------------------------------------------------------------

asio::awaitable<void> SnppServer::State::serve(Connection& connection) {
    const std::string greeting = SnppSession::greeting();
    bool going = co_await say(connection, greeting);
    while (going) {
        const auto event = co_await next_event(connection);
        if (!event) co_return;  // a page that was not sent yet goes with its connection
        snpp::Action action = connection.session.on(*event);
        if (action.commit) action = co_await commit(connection);
        if (!action.reply.empty()) going = co_await say(connection, action.reply);
        if (action.close) going = false;
    }
    boost::system::error_code ignored;
    connection.socket.shutdown(PagerSocket::shutdown_both, ignored);
}

// None when the peer has gone.
asio::awaitable<std::optional<snpp::Event>> SnppServer::State::next_event(Connection& connection) {
    std::optional<snpp::Event> event;
    for (;;) {
        if (stopping_) {
            event = snpp::Closing();
            co_return event;
        }
        const auto taken = connection.lines.next();
        if (taken.what == LineBuffer::What::too_long) event = snpp::LineTooLong();
        if (taken.what == LineBuffer::What::line) event = snpp::Line{taken.text, taken.crlf};
        if (event) co_return event;
        bool late = false;
        const bool came = co_await receive(connection, late);
        if (late) event = snpp::TimedOut();
        if (!came && !stopping_) co_return event;
    }
}

// False when nothing came: too late, or the peer has gone, or the daemon stops.
asio::awaitable<bool> SnppServer::State::receive(Connection& connection, bool& late) {
    using namespace asio::experimental::awaitable_operators;
    const auto space = connection.lines.space();
    connection.waiting = true;
    const auto done = co_await (
        connection.socket.async_read_some(asio::buffer(space.data(), space.size()), quietly) ||
        clock_.sleep_for(patience(connection)));
    connection.waiting = false;
    late = done.index() == 1;
    if (late) co_return false;
    const auto& [ec, count] = std::get<0>(done);
    if (ec) co_return false;
    connection.lines.received(count);
    co_return true;
}

asio::awaitable<bool> SnppServer::State::say(Connection& connection, std::string_view reply) {
    using namespace asio::experimental::awaitable_operators;
    const auto done = co_await (
        asio::async_write(connection.socket, asio::buffer(reply.data(), reply.size()), quietly) ||
        clock_.sleep_for(patience(connection)));
    co_return done.index() == 0 && !std::get<0>(std::get<0>(done));
}

routing::Duration SnppServer::State::patience(const Connection& connection) const {
    const routing::Duration left = connection.ends_at - clock_.monotonic();
    const routing::Duration idle = limits_.idle_time;
    return std::max(std::min(left, idle), routing::Duration::zero());
}

// ---- the page -----------------------------------------------------------------------------------

// Pagers name no message, so the id is the connection's random name, the transaction in it and the
// pager. A client that sends the page again after a lost answer makes a second tip: that is better
// than none, and whoever compares texts sees both.
routing::InboundMessage SnppServer::State::page_of(const Connection& connection,
                                                   const std::string& pager) const {
    routing::InboundMessage message;
    message.source = source_.name;
    message.provider_id = routing::SecretString(
        connection.name + "/" + std::to_string(connection.session.transaction()) + "/" + pager);
    message.recipient = pager;
    message.text = connection.session.text();
    return message;
}

asio::awaitable<snpp::Action> SnppServer::State::commit(Connection& connection) {
    const std::vector<std::string> pagers = connection.session.pagers();
    snpp::Committed committed;
    for (const auto& pager : pagers) {
        auto message = page_of(connection, pager);
        const auto taken = co_await desk_.take(std::move(message));
        if (!taken) co_return connection.session.on(snpp::NotCommitted());
        if (committed.job.empty()) committed.job = *taken;
    }
    co_return connection.session.on(committed);
}

void SnppServer::State::stop_accepting() {
    if (stopping_) return;
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    listener_.reset();  // removes the file of a Unix socket
    for (auto& connection : connections_) {
        if (connection.waiting) connection.socket.cancel(ignored);
    }
}

SnppServer::SnppServer(asio::any_io_executor executor, SnppSource source, ListenAddress address,
                       SnppServerLimits limits, PageDesk& desk, routing::Clock& clock,
                       routing::Random& random, routing::EventLog& log)
    : state_(std::make_unique<State>(std::move(executor), std::move(source), std::move(address),
                                     limits, desk, clock, random, log)) {}

SnppServer::~SnppServer() = default;

void SnppServer::start() { state_->start(); }
unsigned short SnppServer::port() const { return state_->port_; }
void SnppServer::stop_accepting() { state_->stop_accepting(); }
void SnppServer::cancel() {
    state_->stop_accepting();
    state_->tasks_.cancel();
}
bool SnppServer::idle() const { return state_->tasks_.size() == 0; }

}  // namespace tipwire::gateway
