// SPDX-License-Identifier: Apache-2.0
// The pool of kept connections to one origin: who may use one, who waits, and when a stale one is
// replaced.
#include "gateway/http/client.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <optional>
#include <stdexcept>

#include "gateway/http/ascii.hpp"
#include "gateway/http/client_connection.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using routing::Errc;
using routing::Error;
using routing::Result;
using std::chrono::steady_clock;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// Places for connections_max exchanges; the others wait in order. A place is given back by the
// destructor of its holder, so a cancelled exchange loses none.
class Places {
public:
    class Held {
    public:
        explicit Held(Places* places = nullptr) : places_(places) {}
        Held(Held&& other) noexcept : places_(std::exchange(other.places_, nullptr)) {}
        Held& operator=(Held&&) = delete;
        ~Held() {
            if (places_ != nullptr) places_->give_back();
        }
        explicit operator bool() const { return places_ != nullptr; }

    private:
        Places* places_;
    };

    Places(asio::any_io_executor executor, std::size_t count)
        : executor_(std::move(executor)), free_(count) {}

    // An empty one if the deadline passed first.
    asio::awaitable<Held> take(SteadyTime deadline) {
        if (free_ > 0) {
            --free_;
            co_return Held(this);
        }
        Waiter waiter(*this, deadline);
        co_await waiter.timer.async_wait(as_result);
        co_return waiter.take();
    }

private:
    struct Waiter : boost::intrusive::list_base_hook<> {
        Waiter(Places& waited_for, SteadyTime deadline)
            : places(waited_for), timer(waited_for.executor_, deadline) {
            places.waiters_.push_back(*this);
        }
        // Cancelled while the place was on its way: it goes on to the next.
        ~Waiter() {
            if (is_linked()) places.waiters_.erase(places.waiters_.iterator_to(*this));
            if (granted) places.give_back();
        }
        Held take() { return Held(std::exchange(granted, false) ? &places : nullptr); }

        Places& places;
        asio::steady_timer timer;
        bool granted = false;
    };

    void give_back() {
        if (waiters_.empty()) {
            ++free_;
            return;
        }
        Waiter& next = waiters_.front();
        waiters_.pop_front();
        next.granted = true;
        next.timer.cancel();
    }

    asio::any_io_executor executor_;
    std::size_t free_;
    boost::intrusive::list<Waiter> waiters_;
};

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return is_control(c) && c != '\t'; });
}

bool is_sendable(const ClientRequest& request) {
    const bool target_ok = request.target.starts_with('/') && is_clean(request.target) &&
                           request.target.find_first_of(" \t") == std::string::npos;
    const bool method_ok = !request.method.empty() &&
                           std::all_of(request.method.begin(), request.method.end(), is_token_char);
    const auto header_ok = [](const auto& header) {
        return !header.first.empty() &&
               std::all_of(header.first.begin(), header.first.end(), is_token_char) &&
               is_clean(header.second);
    };
    return target_ok && method_ok &&
           std::all_of(request.headers.begin(), request.headers.end(), header_ok);
}

std::string host_header(const Origin& origin) {
    const bool v6 = origin.host.find(':') != std::string::npos;
    std::string host = v6 ? "[" + origin.host + "]" : origin.host;
    if (origin.port != (origin.tls ? "443" : "80")) host += ":" + origin.port;
    return host;
}

std::string to_bytes(const ClientRequest& request, std::string_view host) {
    std::string bytes;
    bytes.reserve(256 + request.target.size() + request.body.size());
    bytes.append(request.method).append(" ").append(request.target);
    bytes.append(" HTTP/1.1\r\nHost: ").append(host).append("\r\n");
    for (const auto& [name, value] : request.headers)
        bytes.append(name).append(": ").append(value).append("\r\n");
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        bytes.append("Content-Length: ").append(std::to_string(request.body.size())).append("\r\n");
    return bytes.append("\r\n").append(request.body);
}

class SocketClient final : public HttpClient {
public:
    SocketClient(asio::any_io_executor executor, Origin origin, ClientLimits limits, TlsContext tls)
        : executor_(executor),
          origin_(std::move(origin)),
          host_(host_header(origin_)),
          limits_(std::move(limits)),
          tls_(std::move(tls)),
          places_(executor, limits_.connections_max),
          clock_(executor) {}

    asio::awaitable<Result<ClientResponse>> exchange(const ClientRequest& request) override;
    void close() override;

private:
    using Connection = std::unique_ptr<ClientConnection>;
    struct Opened {
        Connection connection;
        const char* failure = nullptr;
        Opened() = default;
    };

    // In the list of those in use as long as it lives, so that close() and its deadline reach it.
    class InUse {
    public:
        InUse(SocketClient& client, ClientConnection& connection, SteadyTime deadline)
            : client_(client), connection_(connection) {
            connection_.deadline = deadline;
            client_.in_use_.push_back(connection_);
            client_.wake_at(deadline);
        }
        ~InUse() {
            client_.in_use_.erase(client_.in_use_.iterator_to(connection_));
            if (client_.in_use_.empty()) client_.stop_clock();
        }
        InUse(const InUse&) = delete;
        InUse& operator=(const InUse&) = delete;

    private:
        SocketClient& client_;
        ClientConnection& connection_;
    };

    asio::awaitable<Exchanged> try_kept(std::string_view bytes, bool no_body, SteadyTime deadline);
    asio::awaitable<Exchanged> try_new(std::string_view bytes, bool no_body, SteadyTime deadline);
    asio::awaitable<Exchanged> run(Connection& connection, std::string_view bytes, bool no_body,
                                   SteadyTime deadline);
    asio::awaitable<const char*> resolve(Endpoints& endpoints, SteadyTime deadline);
    asio::awaitable<Opened> open(SteadyTime deadline);
    Endpoints known_endpoints() const;
    Connection make_connection() const;
    Connection take_kept();
    void keep(Connection connection);
    void drop_old();
    void wake_at(SteadyTime deadline);
    void stop_clock();
    void end_overdue();

    asio::any_io_executor executor_;
    Origin origin_;
    std::string host_;
    ClientLimits limits_;
    TlsContext tls_;
    Places places_;
    std::list<Connection> kept_;  // the latest used last
    boost::intrusive::list<ClientConnection> in_use_;
    std::uint64_t closings_ = 0;
    // One timer for all exchanges: their deadlines follow each other, so it is hardly ever set.
    asio::steady_timer clock_;
    SteadyTime wakes_at_ = SteadyTime::max();
    // For the timer, whose handler may already be queued when the client goes.
    std::shared_ptr<SocketClient*> self_ = std::make_shared<SocketClient*>(this);
};

Error to_error(const char* failure) {
    const std::string_view detail = failure;
    return Error{detail == "loopback" ? Errc::not_allowed : Errc::unavailable, failure};
}

asio::awaitable<Result<ClientResponse>> SocketClient::exchange(const ClientRequest& request) {
    if (!is_sendable(request)) co_return Error{Errc::bad_request, "request"};
    const SteadyTime deadline = steady_clock::now() + limits_.request_timeout;
    const Places::Held place = co_await places_.take(deadline);
    if (!place) co_return to_error("timeout");

    const std::string bytes = to_bytes(request, host_);
    const bool no_body = request.method == "HEAD";
    Exchanged result = co_await try_kept(bytes, no_body, deadline);
    // Without a failure there may also be no answer: nothing was kept. A stale one had not answered
    // a byte.
    const bool stale = result.failure != nullptr && !result.answer_begun &&
                       std::string_view(result.failure) != "timeout";
    const bool nothing_kept = result.failure == nullptr && result.response.status == 0;
    if (nothing_kept || stale) result = co_await try_new(bytes, no_body, deadline);
    if (result.failure != nullptr) co_return to_error(result.failure);
    co_return std::move(result.response);
}

asio::awaitable<Exchanged> SocketClient::try_kept(std::string_view bytes, bool no_body,
                                                  SteadyTime deadline) {
    Connection connection = take_kept();
    if (!connection) co_return Exchanged();
    const std::uint64_t closings = closings_;
    Exchanged result = co_await run(connection, bytes, no_body, deadline);
    // Ended by close(): not to be repeated.
    if (result.failure != nullptr && closings != closings_) result.answer_begun = true;
    co_return result;
}

asio::awaitable<Exchanged> SocketClient::try_new(std::string_view bytes, bool no_body,
                                                 SteadyTime deadline) {
    Opened opened = co_await open(deadline);
    if (opened.failure != nullptr) {
        Exchanged failed;
        failed.failure = opened.failure;
        co_return failed;
    }
    Connection connection = std::move(opened.connection);
    co_return co_await run(connection, bytes, no_body, deadline);
}

asio::awaitable<Exchanged> SocketClient::run(Connection& connection, std::string_view bytes,
                                             bool no_body, SteadyTime deadline) {
    Exchanged result;
    {
        const InUse in_use(*this, *connection, deadline);
        result = co_await connection->exchange(bytes, no_body);
    }
    if (result.failure == nullptr && connection->keeps_alive()) keep(std::move(connection));
    co_return result;
}

// getaddrinfo runs on Asio's own thread and cannot be interrupted: past the deadline its answer is
// ignored.
asio::awaitable<const char*> SocketClient::resolve(Endpoints& endpoints, SteadyTime deadline) {
    struct Lookup {
        explicit Lookup(const asio::any_io_executor& executor) : resolver(executor) {}
        tcp::resolver resolver;
        bool late = false;
    };
    // Shared with the timer, whose handler may already be queued when the answer comes.
    const auto lookup = std::make_shared<Lookup>(executor_);
    asio::steady_timer timer(executor_, deadline);
    timer.async_wait([lookup](boost::system::error_code ec) {
        if (ec) return;
        lookup->late = true;
        lookup->resolver.cancel();
    });
    auto [ec, found] = co_await lookup->resolver.async_resolve(
        origin_.host, origin_.port, tcp::resolver::numeric_service, as_result);
    if (lookup->late) co_return "timeout";
    if (ec || found.empty()) co_return "dns";
    endpoints = std::move(found);
    co_return nullptr;
}

// Of a literal address, or as the limits say; empty where the name must be resolved.
Endpoints SocketClient::known_endpoints() const {
    const auto port = static_cast<unsigned short>(std::stoul(origin_.port));
    std::vector<tcp::endpoint> endpoints;
    for (const auto& address : limits_.addresses) endpoints.emplace_back(address, port);
    boost::system::error_code not_an_address;
    const auto literal = asio::ip::make_address(origin_.host, not_an_address);
    if (endpoints.empty() && !not_an_address) endpoints.emplace_back(literal, port);
    return Endpoints::create(endpoints.begin(), endpoints.end(), origin_.host, origin_.port);
}

asio::awaitable<SocketClient::Opened> SocketClient::open(SteadyTime deadline) {
    Opened opened;
    const SteadyTime connect_deadline =
        std::min(deadline, steady_clock::now() + limits_.connect_timeout);
    const std::uint64_t closings = closings_;
    Endpoints endpoints = known_endpoints();
    if (endpoints.empty()) {
        opened.failure = co_await resolve(endpoints, connect_deadline);
    }
    if (opened.failure == nullptr && closings != closings_) opened.failure = "cut";
    if (opened.failure != nullptr) co_return opened;

    opened.connection = make_connection();
    const InUse in_use(*this, *opened.connection, SteadyTime::max());  // open() minds its own
    opened.failure = co_await opened.connection->open(endpoints, connect_deadline);
    co_return opened;
}

SocketClient::Connection SocketClient::make_connection() const {
    if (tls_) return make_tls_connection(executor_, limits_, tls_, origin_.host);
    return make_plain_connection(executor_, limits_);
}

// The latest used first: the others may grow old and go.
SocketClient::Connection SocketClient::take_kept() {
    drop_old();
    while (!kept_.empty()) {
        Connection connection = std::move(kept_.back());
        kept_.pop_back();
        if (connection->usable()) return connection;
    }
    return nullptr;
}

void SocketClient::keep(Connection connection) {
    connection->last_used = steady_clock::now();
    kept_.push_back(std::move(connection));
    drop_old();
}

void SocketClient::drop_old() {
    const SteadyTime oldest = steady_clock::now() - limits_.idle_timeout;
    while (!kept_.empty() && kept_.front()->last_used < oldest) kept_.pop_front();
}

void SocketClient::close() {
    ++closings_;
    kept_.clear();
    for (ClientConnection& connection : in_use_) connection.end("cut");
}

void SocketClient::wake_at(SteadyTime deadline) {
    if (deadline >= wakes_at_) return;
    wakes_at_ = deadline;
    clock_.expires_at(deadline);
    clock_.async_wait([self = std::weak_ptr(self_)](boost::system::error_code ec) {
        const auto client = self.lock();
        if (!ec && client) (*client)->end_overdue();
    });
}

void SocketClient::stop_clock() {
    clock_.cancel();
    wakes_at_ = SteadyTime::max();
}

void SocketClient::end_overdue() {
    const SteadyTime now = steady_clock::now();
    if (now < wakes_at_) return;  // set anew while this was queued
    SteadyTime next = SteadyTime::max();
    for (ClientConnection& connection : in_use_) {
        if (connection.deadline <= now) {
            connection.deadline = SteadyTime::max();
            connection.end("timeout");
        }
        next = std::min(next, connection.deadline);
    }
    wakes_at_ = SteadyTime::max();
    wake_at(next);
}

}  // namespace

std::unique_ptr<HttpClient> make_http_client(asio::any_io_executor executor, Origin origin,
                                             ClientLimits limits) {
    TlsContext tls;
    if (origin.tls) {
        auto made = make_client_tls(limits.ca_file);
        if (!made) throw std::runtime_error(made.error().detail);
        tls = std::move(*made);
    }
    return std::make_unique<SocketClient>(std::move(executor), std::move(origin), std::move(limits),
                                          std::move(tls));
}

}  // namespace tipwire::gateway
