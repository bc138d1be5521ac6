// SPDX-License-Identifier: Apache-2.0
// What a connection lives through: order, deadlines, limits, stopping, Unix and passed sockets.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fstream>

#include "gateway/http/listener.hpp"
#include "tests/unit/gateway/http/http_support.hpp"

namespace tipwire::gateway::test::server_cases {
namespace {

const std::string get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";

std::string post(const std::string& body) {
    return "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

HttpLimits short_deadlines() {
    HttpLimits limits;
    limits.head_timeout = 300ms;
    limits.request_timeout = 600ms;
    limits.idle_timeout = 200ms;
    return limits;
}

asio::awaitable<void> pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    co_await timer.async_wait(asio::use_awaitable);
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());
    std::string all;
    for (int i = 0; i < 50; ++i) all += post("number " + std::to_string(i));

    ASSERT_TRUE(client.send(all));

    for (int i = 0; i < 50; ++i) {
        const std::string body = client.answer().body;
        EXPECT_TRUE(body.ends_with(":number " + std::to_string(i))) << body;
    }
}

TEST(HttpServer, TakesRequestsPipelinedBehindChunks) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());
    std::string all =
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        "3\r\nabc\r\n0\r\n\r\n";
    for (int i = 0; i < 40; ++i) all += post(std::string(100, 'x') + std::to_string(i));

    ASSERT_TRUE(client.send(all));

    EXPECT_EQ(client.answer().body, "POST /c 3:abc");
    for (int i = 0; i < 40; ++i)
        EXPECT_TRUE(client.answer().body.ends_with("x" + std::to_string(i)));
}

TEST(HttpServer, TakesBytesOneByOne) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());

    for (const char c : post("hello")) ASSERT_TRUE(client.send(std::string(1, c)));

    EXPECT_EQ(client.answer().body, "POST /x 5:hello");
}

TEST(HttpServer, TakesABodyOfTheFullMebibyte) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());
    const std::string body(1024 * 1024, 'x');

    std::thread sender([&] { client.send(post(body)); });
    const RawAnswer answer = client.answer();
    sender.join();

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST /x 1048576:" + body);
}

TEST(HttpServer, RefusesATooLargeBodySoThatTheClientReadsTheAnswer) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());

    client.send(post(std::string(1024 * 1024 + 1, 'x')));

    EXPECT_EQ(client.answer().status, 413);
}

TEST(HttpServer, SaysContinueOnlyAfterTheSizeIsChecked) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());
    const std::string head = "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n";

    ASSERT_TRUE(client.send(head + "Content-Length: 5\r\n\r\n"));
    EXPECT_EQ(client.answer().status, 100);
    ASSERT_TRUE(client.send("hello"));
    EXPECT_EQ(client.answer().body, "POST /x 5:hello");
    ASSERT_TRUE(client.send(head + "Transfer-Encoding: chunked\r\n\r\n"));
    EXPECT_EQ(client.answer().status, 100);
    ASSERT_TRUE(client.send("5\r\nhello\r\n0\r\n\r\n"));
    EXPECT_EQ(client.answer().body, "POST /x 5:hello");
    // The body is there already: no need to ask for it.
    ASSERT_TRUE(client.send(head + "Content-Length: 5\r\n\r\nhello"));
    EXPECT_EQ(client.answer().status, 200);
    ASSERT_TRUE(client.send(head + "Content-Length: 2000000\r\n\r\n"));
    EXPECT_EQ(client.answer().status, 413);
}

TEST(HttpServer, AnswersHeadWithTheLengthAndWithoutTheBody) {
    EchoHandler handler;
    RunningServer server(handler);
    RawClient client(server.port());

    ASSERT_TRUE(client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get));

    EXPECT_NE(client.answer(true).head.find("Content-Length: 10\r\n"), std::string::npos);
    EXPECT_EQ(client.answer().body, "GET /x 0:");
}

TEST(HttpServer, TurnsAnExceptionIntoAProblemAndLogsOnlyTheConnection) {
    FunctionHandler handler([](const Request&) -> asio::awaitable<Response> {
        throw std::runtime_error("+79990001122");
        co_return Response();
    });
    RunningServer server(handler);
    RawClient client(server.port());

    ASSERT_TRUE(client.send(get));
    const RawAnswer answer = client.answer();

    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.body.find("7999"), std::string::npos);
    EXPECT_EQ(server.log.lines(), std::vector<std::string>{"http.handler_failed connection"});
    EXPECT_TRUE(client.closes());
}

TEST(HttpServer, LetsNoHeaderValueSplitAnAnswer) {
    FunctionHandler handler([](const Request&) -> asio::awaitable<Response> {
        Response response(200, "text/plain\r\nX-A: b", "ok");
        response.headers.emplace_back("X-B\r\n", "c\r\nX-D: e");
        co_return response;
    });
    RunningServer server(handler);
    RawClient client(server.port());

    ASSERT_TRUE(client.send(get));
    const RawAnswer answer = client.answer();

    EXPECT_EQ(answer.head.find("\nX-A"), std::string::npos);
    EXPECT_EQ(answer.head.find("\nX-D"), std::string::npos);
    EXPECT_EQ(answer.body, "ok");
}

TEST(HttpServer, GivesNoBodyWith204) {
    FunctionHandler handler(
        [](const Request&) -> asio::awaitable<Response> { co_return Response(204); });
    RunningServer server(handler);
    RawClient client(server.port());

    ASSERT_TRUE(client.send(get));

    EXPECT_EQ(client.answer().head.find("\nContent-"), std::string::npos);
}

TEST(HttpServer, EndsASlowHeadWith408) {
    EchoHandler handler;
    RunningServer server(handler, short_deadlines());
    RawClient client(server.port());
    const auto start = std::chrono::steady_clock::now();

    client.send("GET /x HTTP/1.1\r\nX: ");
    std::atomic<bool> done = false;
    std::thread dripping([&] {
        while (!done && client.send("x")) std::this_thread::sleep_for(20ms);
    });
    const RawAnswer answer = client.answer();
    done = true;
    dripping.join();

    EXPECT_EQ(answer.status, 408);
    EXPECT_GE(seconds_since(start), 0.29);
    EXPECT_LT(seconds_since(start), 1.0);
}

TEST(HttpServer, EndsASlowBodyWith408) {
    EchoHandler handler;
    RunningServer server(handler, short_deadlines());
    RawClient client(server.port());
    const auto start = std::chrono::steady_clock::now();

    client.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhel");

    EXPECT_EQ(client.answer().status, 408);
    EXPECT_GE(seconds_since(start), 0.59);
    EXPECT_LT(seconds_since(start), 1.5);
}

TEST(HttpServer, ClosesASilentConnectionWithoutAWord) {
    EchoHandler handler;
    RunningServer server(handler, short_deadlines());
    RawClient fresh(server.port());
    RawClient kept(server.port());

    ASSERT_TRUE(kept.send(get));
    EXPECT_EQ(kept.answer().status, 200);

    EXPECT_TRUE(kept.closes());
    EXPECT_TRUE(fresh.closes());
}

TEST(HttpServer, KeepsABusyConnectionBeyondItsDeadlines) {
    EchoHandler handler;
    RunningServer server(handler, short_deadlines());
    RawClient client(server.port());

    for (int i = 0; i < 12; ++i) {
        ASSERT_TRUE(client.send(get));
        ASSERT_EQ(client.answer().status, 200);
        std::this_thread::sleep_for(60ms);
    }
}

TEST(HttpServer, CutsThePeerOffWhenTheHandlerTakesTooLongButLetsItFinish) {
    bool finished = false;
    FunctionHandler handler([&](const Request&) -> asio::awaitable<Response> {
        co_await pause(900ms);
        finished = true;
        co_return Response(200);
    });
    RunningServer server(handler, short_deadlines());
    RawClient client(server.port());
    const auto start = std::chrono::steady_clock::now();

    ASSERT_TRUE(client.send(get));

    EXPECT_EQ(client.answer().status, 0);
    EXPECT_LT(seconds_since(start), 0.85);
    EXPECT_TRUE(server.wait_for([&] { return finished; }));
}

TEST(HttpServer, EndsAPeerThatDoesNotReadItsAnswer) {
    FunctionHandler handler([](const Request&) -> asio::awaitable<Response> {
        co_return Response(200, "text/plain", std::string(32 * 1024 * 1024, 'x'));
    });
    RunningServer server(handler, short_deadlines());
    RawClient client(server.port());

    ASSERT_TRUE(client.send(get));

    EXPECT_TRUE(
        server.wait_for([&] { return server.metrics.value(routing::Metric::http_requests) == 1; }));
    EXPECT_TRUE(server.wait_for(
        [&] { return server.metrics.value(routing::Metric::http_connections) == 0; }));
}

TEST(HttpServer, TurnsAwayConnectionsAboveTheLimit) {
    EchoHandler handler;
    HttpLimits limits;
    limits.connections = 2;
    RunningServer server(handler, limits);
    RawClient first(server.port());
    std::optional<RawClient> second(server.port());
    ASSERT_TRUE(first.send(get));
    EXPECT_EQ(first.answer().status, 200);
    ASSERT_TRUE(second->send(get));
    EXPECT_EQ(second->answer().status, 200);

    RawClient third(server.port());
    ASSERT_TRUE(third.send(get));
    EXPECT_EQ(third.answer().status, 503);
    third.finish_sending();
    EXPECT_TRUE(third.closes());
    EXPECT_EQ(server.metrics.value(routing::Metric::http_refused), 1);

    second.reset();
    ASSERT_TRUE(server.wait_for(
        [&] { return server.metrics.value(routing::Metric::http_connections) == 1; }));
    RawClient fourth(server.port());
    ASSERT_TRUE(fourth.send(get));
    EXPECT_EQ(fourth.answer().status, 200);
}

TEST(HttpServer, WaitsWhenDescriptorsRunOutAndGoesOn) {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "UBSan probes memory through a pipe, for which no descriptor is left here";
#endif
    EchoHandler handler;
    RunningServer server(handler);
    RawClient warm(server.port());
    ASSERT_TRUE(warm.send(get));
    ASSERT_EQ(warm.answer().status, 200);
    rlimit usual{};
    ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &usual), 0);
    std::optional<RawClient> waiting;
    {
        // The client's own socket takes the last descriptor: nothing is left for the server's side.
        const int lowest_free = ::dup(0);
        ::close(lowest_free);
        rlimit tight = usual;
        tight.rlim_cur = static_cast<rlim_t>(lowest_free) + 1;
        ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
        waiting.emplace(server.port());
    }
    const bool connected = waiting->connected();
    std::vector<std::string> lines;
    for (int i = 0; i < 200 && (lines = server.log.lines()).empty(); ++i)
        std::this_thread::sleep_for(10ms);
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &usual), 0);

    EXPECT_TRUE(connected);
    EXPECT_EQ(lines, std::vector<std::string>{"http.accept_failed listener error"});
    ASSERT_TRUE(waiting->send(get));
    EXPECT_EQ(waiting->answer().status, 200);
}

TEST(HttpServer, ShedsLargeRequestsWhenBuffersAreSpentAndStillTakesSmallOnes) {
    EchoHandler handler;
    HttpLimits limits;
    limits.buffered_bytes = 64 * 1024;
    RunningServer server(handler, limits);
    RawClient hog(server.port());
    ASSERT_TRUE(hog.send("POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n" +
                         std::string(40'000, 'x')));
    std::this_thread::sleep_for(50ms);

    RawClient large(server.port());
    RawClient small(server.port());
    large.send(post(std::string(60'000, 'x')));
    small.send(post("hello"));

    EXPECT_EQ(large.answer().status, 503);
    EXPECT_EQ(small.answer().status, 200);
    ASSERT_TRUE(hog.send(std::string(20'000, 'x')));
    EXPECT_EQ(hog.answer().status, 200);
    RawClient again(server.port());
    again.send(post(std::string(60'000, 'x')));
    EXPECT_EQ(again.answer().status, 200);
}

TEST(HttpServer, StopsWithoutCuttingTheAnswerInProgress) {
    bool entered = false;
    FunctionHandler handler([&](const Request&) -> asio::awaitable<Response> {
        entered = true;
        co_await pause(300ms);
        co_return Response(200, "text/plain", "done");
    });
    RunningServer server(handler);
    RawClient idle(server.port());
    ASSERT_TRUE(idle.send(get));
    EXPECT_EQ(idle.answer().status, 200);
    entered = false;
    RawClient busy(server.port());
    ASSERT_TRUE(busy.send(get));
    ASSERT_TRUE(server.wait_for([&] { return entered; }));

    server.stop_accepting();

    EXPECT_TRUE(idle.closes());
    const RawAnswer answer = busy.answer();
    EXPECT_EQ(answer.body, "done");
    EXPECT_NE(answer.head.find("Connection: close"), std::string::npos);
    busy.finish_sending();
    EXPECT_TRUE(busy.closes());
    EXPECT_FALSE(RawClient(server.port()).connected());
    EXPECT_TRUE(server.wait_for([&] { return server.server().idle(); }));
}

TEST(HttpServer, CancelsHandlersSilently) {
    auto handler =
        std::make_unique<FunctionHandler>([](const Request&) -> asio::awaitable<Response> {
            co_await pause(60s);
            co_return Response(200);
        });
    const auto start = std::chrono::steady_clock::now();
    {
        RunningServer server(*handler);
        RawClient client(server.port());
        ASSERT_TRUE(client.send(get));
        ASSERT_TRUE(server.wait_for(
            [&] { return server.metrics.value(routing::Metric::http_requests) == 1; }));
        server.on_reactor([&] { const_cast<HttpServer&>(server.server()).cancel(); });
        EXPECT_TRUE(server.wait_for([&] { return server.server().idle(); }));
        EXPECT_TRUE(server.log.lines().empty());
    }
    EXPECT_LT(seconds_since(start), 5);
}

TEST(HttpServer, SaysWhoIsAtTheOtherEndOfAUnixSocket) {
    FunctionHandler handler([](const Request& request) -> asio::awaitable<Response> {
        co_return Response(200, "text/plain",
                           std::to_string(request.peer_uid.value_or(99999)) + " " +
                               std::to_string(request.peer_gid.value_or(99999)));
    });
    const TemporaryFolder folder;
    ListenAddress address;
    address.text = "unix:" + (folder / "s.sock");
    address.unix_mode = 0660;
    {
        RunningServer server(handler, {}, std::nullopt, address);
        struct stat status {};
        ASSERT_EQ(::stat((folder / "s.sock").c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777, 0660u);
        RawClient client(folder / "s.sock");
        ASSERT_TRUE(client.send(get));
        EXPECT_EQ(client.answer().body,
                  std::to_string(::getuid()) + " " + std::to_string(::getgid()));
    }
    EXPECT_FALSE(std::filesystem::exists(folder / "s.sock"));
}

TEST(HttpServer, TellsNoPeerOverTcp) {
    FunctionHandler handler([](const Request& request) -> asio::awaitable<Response> {
        co_return Response(request.peer_uid || request.peer_gid ? 500 : 200);
    });
    RunningServer server(handler);
    RawClient client(server.port());
    ASSERT_TRUE(client.send(get));
    EXPECT_EQ(client.answer().status, 200);
}

TEST(Listener, ReplacesAStaleSocketFileOnly) {
    const TemporaryFolder folder;
    const std::string path = folder / "s.sock";
    ListenAddress address;
    address.text = "unix:" + path;
    {
        // What a killed process leaves behind.
        sockaddr_un name{};
        name.sun_family = AF_UNIX;
        std::strncpy(name.sun_path, path.c_str(), sizeof name.sun_path - 1);
        const int stale = ::socket(AF_UNIX, SOCK_STREAM, 0);
        ASSERT_EQ(::bind(stale, reinterpret_cast<sockaddr*>(&name), sizeof name), 0);
        ::close(stale);
    }
    const Listener listener(address);
    EXPECT_EQ(listener.family(), AF_UNIX);
    EXPECT_THROW(Listener second(address), std::runtime_error);
    EXPECT_TRUE(std::filesystem::exists(path));

    ListenAddress taken;
    taken.text = "unix:" + (folder / "file");
    std::ofstream(folder / "file") << "precious";
    EXPECT_THROW(Listener third(taken), std::runtime_error);
    EXPECT_TRUE(std::filesystem::exists(folder / "file"));
}

TEST(Listener, NamesTheAddressItCannotUse) {
    const auto failure = [](const std::string& text) -> std::string {
        ListenAddress address;
        address.text = text;
        try {
            const Listener listener(address);
            return "";
        } catch (const std::runtime_error& error) {
            return error.what();
        }
    };
    for (const std::string text : {"127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536",
                                   "example.org:80", "[::1", "systemd:public", "unix:"}) {
        EXPECT_NE(failure(text).find(text), std::string::npos) << text;
    }
    EXPECT_NE(failure("unix:/" + std::string(200, 'x')).find("too long"), std::string::npos);
    const Listener first(RunningServer::loopback());
    EXPECT_NE(failure("127.0.0.1:" + std::to_string(first.port())).find("in use"),
              std::string::npos);
}

TEST(HttpServer, ServesAPassedSocket) {
    Listener passed(RunningServer::loopback());
    const unsigned short port = passed.port();
    ListenAddress address;
    address.text = "systemd:public";
    address.passed_socket = passed.release();
    EchoHandler handler;
    RunningServer server(handler, {}, std::nullopt, address);
    EXPECT_EQ(server.port(), port);
    RawClient client(port);
    ASSERT_TRUE(client.send(get));
    EXPECT_EQ(client.answer().status, 200);
}

TEST(Listener, RefusesAPassedSocketThatDoesNotListen) {
    ListenAddress address;
    address.text = "systemd:public";
    address.passed_socket = ::socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_THROW(Listener listener(address), std::runtime_error);
    ::close(address.passed_socket);
}

TEST(HttpServer, ServesIpv6) {
    ListenAddress address;
    address.text = "[::1]:0";
    EchoHandler handler;
    RunningServer server(handler, {}, std::nullopt, address);
    EXPECT_NE(server.port(), 0);
}

}  // namespace
}  // namespace tipwire::gateway::test::server_cases
