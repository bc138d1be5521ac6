// SPDX-License-Identifier: Apache-2.0
// The client against real servers and against peers that do as they like.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/unit/gateway/http/tls_support.hpp"

namespace tipwire::gateway::test::client_cases {
namespace {

// Accepts connections one after the other; what it answers on each is scripted.
class ScriptedPeer {
public:
    // Called with the connection's number and its descriptor, after a whole request has been read.
    using Script = std::function<void(int number, int descriptor)>;
    explicit ScriptedPeer(Script script) : script_(std::move(script)) {
        listening_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::bind(listening_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listening_, 8), 0);
        socklen_t size = sizeof address;
        ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~ScriptedPeer() {
        ::shutdown(listening_, SHUT_RDWR);
        thread_.join();
        ::close(listening_);
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
    int connections() const { return connections_; }
    int requests() const { return requests_; }

    static void answer(int descriptor, const std::string& bytes) {
        ::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    // Reads until the end of a request without a body; false when the client has closed.
    static bool read_request(int descriptor) {
        std::string input;
        char byte;
        while (!input.ends_with("\r\n\r\n")) {
            if (::recv(descriptor, &byte, 1, 0) <= 0) return false;
            input += byte;
        }
        return true;
    }

private:
    void serve() {
        for (;;) {
            const int descriptor = ::accept(listening_, nullptr, nullptr);
            if (descriptor < 0) return;
            const timeval patience{5, 0};
            ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            const int number = ++connections_;
            if (read_request(descriptor)) {
                ++requests_;
                script_(number, descriptor);
            }
            ::close(descriptor);
        }
    }

    Script script_;
    int listening_ = -1;
    unsigned short port_ = 0;
    std::atomic<int> connections_ = 0;
    std::atomic<int> requests_ = 0;
    std::thread thread_;
};

const std::string ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

class Client : public testing::Test {
protected:
    ~Client() override {
        if (client_) reactor_.on_reactor([this] { client_->close(); });
    }
    void use(const std::string& url, ClientLimits limits = quick()) {
        client_ = make_client(reactor_, url, limits);
    }
    static ClientLimits quick() {
        ClientLimits limits;
        limits.connect_timeout = 300ms;
        limits.request_timeout = 500ms;
        return limits;
    }
    routing::Result<ClientResponse> get() {
        ClientRequest request;
        request.method = "GET";
        return exchange(reactor_, *client_, request);
    }
    std::string outcome() {
        const auto result = get();
        return result ? std::to_string(result->status) + " " + result->body : result.error().detail;
    }

    EchoHandler echo_;
    RunningServer reactor_{echo_};
    std::unique_ptr<HttpClient> client_;
};

TEST_F(Client, KeepsItsConnection) {
    use(local_url(reactor_));
    for (int i = 0; i < 5; ++i) EXPECT_EQ(outcome(), "200 GET / 0:");
    EXPECT_EQ(reactor_.metrics.value(routing::Metric::http_connections), 1);
    EXPECT_EQ(reactor_.metrics.value(routing::Metric::http_requests), 5);
}

TEST_F(Client, SendsHeadersTargetAndBody) {
    std::vector<std::string> seen;
    FunctionHandler handler([&](const Request& request) -> asio::awaitable<Response> {
        seen.assign({std::string(request.method), std::string(request.target),
                     std::string(request.header("host")), std::string(request.header("X-A")),
                     std::string(request.body)});
        Response response(429);
        response.headers.emplace_back("Retry-After", "120");
        co_return response;
    });
    RunningServer server(handler);
    use(local_url(server));
    ClientRequest request;
    request.target = "/t?a=b";
    request.headers.emplace_back("X-A", "b c");
    request.body = std::string("a\0b", 3);

    const auto result = exchange(reactor_, *client_, request);

    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->status, 429);
    EXPECT_EQ(result->retry_after, "120");
    const std::string host = "127.0.0.1:" + std::to_string(server.port());
    EXPECT_EQ(seen, (std::vector<std::string>{"POST", "/t?a=b", host, "b c", request.body}));
}

TEST_F(Client, RefusesToSendWhatCouldSplitARequest) {
    use(local_url(reactor_));
    const auto refused = [&](const std::function<void(ClientRequest&)>& spoil) {
        ClientRequest request;
        spoil(request);
        const auto result = exchange(reactor_, *client_, request);
        return result.has_error() && result.error().code == routing::Errc::bad_request;
    };
    EXPECT_TRUE(refused([](ClientRequest& r) { r.target = "/a\r\nX: y"; }));
    EXPECT_TRUE(refused([](ClientRequest& r) { r.target = "/a b"; }));
    EXPECT_TRUE(refused([](ClientRequest& r) { r.target = "http://elsewhere/"; }));
    EXPECT_TRUE(refused([](ClientRequest& r) { r.method = "GE T"; }));
    EXPECT_TRUE(refused([](ClientRequest& r) { r.headers.emplace_back("A", "b\nc"); }));
    EXPECT_TRUE(refused([](ClientRequest& r) { r.headers.emplace_back("A:", "b"); }));
    EXPECT_EQ(reactor_.metrics.value(routing::Metric::http_requests), 0);
}

TEST_F(Client, ReplacesAKeptConnectionThatThePeerClosed) {
    ScriptedPeer peer([](int, int descriptor) { ScriptedPeer::answer(descriptor, ok); });
    use(peer.url());
    for (int i = 1; i <= 3; ++i) {
        EXPECT_EQ(outcome(), "200 ok");
        EXPECT_EQ(peer.connections(), i);
    }
}

TEST_F(Client, ReplacesAKeptConnectionThatEndsWithoutAByteOfAnAnswer) {
    // The first connection answers once, takes a second request and hangs up.
    ScriptedPeer peer([](int number, int descriptor) {
        ScriptedPeer::answer(descriptor, ok);
        if (number == 1) ScriptedPeer::read_request(descriptor);
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "200 ok");
    EXPECT_EQ(outcome(), "200 ok");
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(Client, DoesNotRepeatARequestOnceAnAnswerHasBegun) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, ok);
        if (ScriptedPeer::read_request(descriptor)) ScriptedPeer::answer(descriptor, "HTTP/1.1 20");
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "200 ok");
    EXPECT_EQ(outcome(), "cut");
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Client, DoesNotRepeatOnAFreshConnection) {
    ScriptedPeer peer([](int, int) {});
    use(peer.url());
    EXPECT_EQ(outcome(), "cut");
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Client, FollowsNoRedirect) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor,
                             "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                             "Content-Length: 0\r\n\r\n");
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "302 ");
    EXPECT_EQ(peer.requests(), 1);
}

TEST_F(Client, SkipsInterimAnswers) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok);
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "200 ok");
}

TEST_F(Client, ReadsAnswersThatEndWithTheConnection) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, "HTTP/1.0 200 OK\r\n\r\nuntil the end");
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "200 until the end");
    EXPECT_EQ(outcome(), "200 until the end");
    EXPECT_EQ(peer.connections(), 2);
}

TEST_F(Client, RefusesAnswersAboveTheLimit) {
    int size = 1000;
    ScriptedPeer peer([&](int, int descriptor) {
        ScriptedPeer::answer(
            descriptor, "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n" +
                            std::string(static_cast<std::size_t>(size), 'x'));
    });
    ClientLimits limits = quick();
    limits.response_bytes_max = 1000;
    use(peer.url(), limits);
    EXPECT_EQ(outcome(), "200 " + std::string(1000, 'x'));
    size = 1001;
    EXPECT_EQ(outcome(), "oversize");
}

TEST_F(Client, RefusesAnswersOfUnknownLengthAboveTheLimit) {
    ScriptedPeer peer([&](int, int descriptor) {
        ScriptedPeer::answer(descriptor, "HTTP/1.1 200 OK\r\n\r\n" + std::string(100'000, 'x'));
    });
    ClientLimits limits = quick();
    limits.response_bytes_max = 1000;
    use(peer.url(), limits);
    EXPECT_EQ(outcome(), "oversize");
}

TEST_F(Client, RefusesWhatIsNotHttp) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n\r\n");
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "protocol");
}

TEST_F(Client, GivesUpOnAPeerThatDoesNotAnswer) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, "HTTP/1.1 200 OK\r\n");
        ScriptedPeer::read_request(descriptor);
    });
    use(peer.url());
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(outcome(), "timeout");
    EXPECT_GE(seconds_since(start), 0.45);
    EXPECT_LT(seconds_since(start), 2);
}

TEST_F(Client, GivesUpOnAKeptConnectionThatDoesNotAnswerWithoutRepeating) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, ok);
        ScriptedPeer::read_request(descriptor);
        ScriptedPeer::read_request(descriptor);
    });
    use(peer.url());
    EXPECT_EQ(outcome(), "200 ok");
    EXPECT_EQ(outcome(), "timeout");
    EXPECT_EQ(peer.connections(), 1);
}

TEST_F(Client, NamesARefusedConnection) {
    unsigned short port = 0;
    {
        ScriptedPeer gone([](int, int) {});
        port = static_cast<unsigned short>(std::stoi(gone.url().substr(17)));
    }
    use("http://127.0.0.1:" + std::to_string(port) + "/");
    EXPECT_EQ(outcome(), "connect");
}

TEST_F(Client, NamesAHostThatDoesNotResolve) {
    ClientLimits limits = quick();
    limits.request_timeout = 20s;
    limits.connect_timeout = 20s;
    use("http://no-such-host.invalid/", limits);
    const std::string failure = outcome();
    EXPECT_TRUE(failure == "dns" || failure == "timeout") << failure;
}

TEST_F(Client, ConnectsToLoopbackOnlyInTestMode) {
    ClientLimits limits = quick();
    limits.loopback_only = true;
    for (const std::string url : {"http://192.0.2.1/", "http://[2001:db8::1]/", "http://0.0.0.0/",
                                  "http://[::ffff:192.0.2.1]/", "http://[::]/"}) {
        use(url, limits);
        const auto result = get();
        ASSERT_TRUE(result.has_error()) << url;
        EXPECT_EQ(result.error().code, routing::Errc::not_allowed) << url;
    }
    use("http://localhost:" + std::to_string(reactor_.port()) + "/", limits);
    EXPECT_EQ(outcome(), "200 GET / 0:");
}

TEST_F(Client, LetsNoMoreThanItsConnectionsRunAtOnce) {
    int now = 0, most = 0;
    FunctionHandler handler([&](const Request&) -> asio::awaitable<Response> {
        most = std::max(most, ++now);
        asio::steady_timer timer(co_await asio::this_coro::executor, 20ms);
        co_await timer.async_wait(asio::use_awaitable);
        --now;
        co_return Response(200);
    });
    RunningServer server(handler);
    ClientLimits limits;
    limits.connections_max = 3;
    use(local_url(server), limits);
    ClientRequest request;
    std::vector<std::future<routing::Result<ClientResponse>>> all;
    for (int i = 0; i < 12; ++i)
        all.push_back(asio::co_spawn(reactor_.io(), client_->exchange(request), asio::use_future));
    for (auto& one : all) EXPECT_TRUE(one.get());
    EXPECT_EQ(most, 3);
}

TEST_F(Client, BoundsTheWaitForAPlace) {
    ScriptedPeer peer([](int, int descriptor) { ScriptedPeer::read_request(descriptor); });
    ClientLimits limits = quick();
    limits.connections_max = 1;
    use(peer.url(), limits);
    ClientRequest request;
    request.method = "GET";
    auto first = asio::co_spawn(reactor_.io(), client_->exchange(request), asio::use_future);
    auto second = asio::co_spawn(reactor_.io(), client_->exchange(request), asio::use_future);
    EXPECT_EQ(first.get().error().detail, "timeout");
    EXPECT_EQ(second.get().error().detail, "timeout");
}

TEST_F(Client, LosesNothingWhenCancelledAnywhere) {
    FunctionHandler handler([&](const Request&) -> asio::awaitable<Response> {
        asio::steady_timer timer(co_await asio::this_coro::executor, 10ms);
        co_await timer.async_wait(asio::use_awaitable);
        co_return Response(200, "text/plain", "fine");
    });
    RunningServer server(handler);
    ClientLimits limits;
    limits.connections_max = 1;
    use(local_url(server), limits);
    ClientRequest request;
    for (int delay = 0; delay < 12; ++delay) {
        // Three wait for one place; all are cancelled at some moment.
        std::list<asio::cancellation_signal> signals(3);
        std::vector<std::promise<void>> ended(3);
        reactor_.on_reactor([&] {
            std::size_t i = 0;
            for (auto& signal : signals) {
                asio::co_spawn(reactor_.io(), client_->exchange(request),
                               asio::bind_cancellation_slot(
                                   signal.slot(), [&ended, i](std::exception_ptr,
                                                              routing::Result<ClientResponse>) {
                                       ended[i].set_value();
                                   }));
                ++i;
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(delay));
        reactor_.on_reactor([&] {
            for (auto& signal : signals) signal.emit(asio::cancellation_type::terminal);
        });
        for (auto& one : ended) ASSERT_EQ(one.get_future().wait_for(5s), std::future_status::ready);
    }
    const auto result = exchange(reactor_, *client_, request);
    ASSERT_TRUE(result) << result.error().detail;
    EXPECT_EQ(result->body, "fine");
}

TEST_F(Client, EndsExchangesWhenClosed) {
    ScriptedPeer peer([](int, int descriptor) {
        ScriptedPeer::answer(descriptor, ok);
        ScriptedPeer::read_request(descriptor);
        ScriptedPeer::read_request(descriptor);
    });
    ClientLimits limits;
    use(peer.url(), limits);
    EXPECT_EQ(outcome(), "200 ok");
    ClientRequest request;
    request.method = "GET";
    auto running = asio::co_spawn(reactor_.io(), client_->exchange(request), asio::use_future);
    std::this_thread::sleep_for(30ms);
    reactor_.on_reactor([this] { client_->close(); });
    ASSERT_EQ(running.wait_for(5s), std::future_status::ready);
    EXPECT_EQ(running.get().error().detail, "cut");
    EXPECT_EQ(peer.connections(), 1);
}

TEST(Origin, ReadsUrls) {
    const auto origin = Origin::parse("https://example.org:8443/tips?a=b").value();
    EXPECT_TRUE(origin.tls);
    EXPECT_EQ(origin.host, "example.org");
    EXPECT_EQ(origin.port, "8443");
    EXPECT_EQ(origin.target, "/tips?a=b");
    EXPECT_EQ(Origin::parse("http://example.org").value().port, "80");
    EXPECT_EQ(Origin::parse("HTTPS://example.org").value().port, "443");
    EXPECT_EQ(Origin::parse("http://example.org").value().target, "/");
    EXPECT_EQ(Origin::parse("http://example.org?a=b").value().target, "/?a=b");
    EXPECT_EQ(Origin::parse("http://[::1]:80/").value().host, "::1");
}

TEST(Origin, RefusesWhatIsNoPlainHttpUrl) {
    for (const std::string text :
         {"", "example.org", "ftp://example.org/", "http://", "http:///x",
          "http://u:p@example.org/", "http://example.org/#x", "http://example.org/\x14",
          "http://example.org/a b", "http://ex\xC3\xA4mple.org/", "http://example.org:99999/",
          "http://ex%61mple.org/", "http://example.org:x/"}) {
        EXPECT_TRUE(Origin::parse(text).has_error()) << text;
    }
}

}  // namespace
}  // namespace tipwire::gateway::test::client_cases
