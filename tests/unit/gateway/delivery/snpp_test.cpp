// SPDX-License-Identifier: Apache-2.0
// The paging channel over a real socket, against a small terminal on the same executor.
#include "gateway/delivery/snpp.hpp"

#include <gtest/gtest.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <optional>

#include "tests/support/quiet_log.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using routing::DeliveryOutcome;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);

class SnppChannel : public ::testing::Test {
protected:
    // The terminal says its lines in turn, each after a line of the client, the first at once.
    asio::awaitable<void> terminal(std::vector<std::string> lines) {
        auto [ec, socket] = co_await acceptor_.async_accept(quietly);
        std::string buffer;
        for (const auto& line : lines) {
            co_await asio::async_write(socket, asio::buffer(line), quietly);
            const auto [failed, size] = co_await asio::async_read_until(
                socket, asio::dynamic_buffer(buffer), '\n', quietly);
            if (failed) co_return;
            heard_ += buffer.substr(0, size);
            buffer.erase(0, size);
        }
    }

    DeliveryOutcome deliver(std::vector<std::string> lines, std::string host = "127.0.0.1") {
        if (!lines.empty())
            asio::co_spawn(io_, terminal(std::move(lines)), [](std::exception_ptr) {});
        SnppTerminal to;
        to.host = std::move(host);
        to.port = acceptor_.local_endpoint().port();
        to.pager = "5551234";
        to.loopback_only = true;
        const auto channel = make_snpp_channel(io_.get_executor(), std::move(to), clock_, log_);
        routing::Notice notice;
        notice.reference = "EKB-000123";
        std::optional<DeliveryOutcome> outcome;
        asio::co_spawn(io_, channel->deliver(notice),
                       [&](std::exception_ptr, DeliveryOutcome came) { outcome = came; });
        // A page that nobody answers ends when the virtual clock has passed its time.
        for (int turn = 0; turn < 200 && !outcome; ++turn) {
            io_.restart();
            io_.run_for(std::chrono::milliseconds{5});
            if (patience_ > 0 && turn == patience_) clock_.run_for(snpp_call_time);
        }
        return outcome.value();
    }

    static std::string why(const DeliveryOutcome& outcome) {
        if (const auto* accepted = std::get_if<routing::Accepted>(&outcome))
            return "accepted " + accepted->receipt;
        if (const auto* refused = std::get_if<routing::Refused>(&outcome))
            return "refused " + refused->why;
        return "again " + std::get<routing::RetryAfter>(outcome).why;
    }

    asio::io_context io_;
    testing::SimClock clock_{io_};
    testing::QuietLog log_;
    tcp::acceptor acceptor_{io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)};
    std::string heard_;
    int patience_ = 0;
};

TEST_F(SnppChannel, Pages) {
    const auto outcome =
        deliver({"220 gw ready\r\n", "250 ok\r\n", "250 ok\r\n", "960 11 123456 queued\r\n"});

    EXPECT_EQ(why(outcome), "accepted snpp_960");
    EXPECT_TRUE(heard_.starts_with("PAGE 5551234\r\nMESS EKB-000123 new\r\nSEND\r\n")) << heard_;
}

TEST_F(SnppChannel, TriesAgainWhereTheTerminalIsBusy) {
    EXPECT_EQ(why(deliver({"421 busy\r\n"})), "again snpp_421");
}

TEST_F(SnppChannel, TriesAgainWhereNobodyListens) {
    const auto port = acceptor_.local_endpoint();
    acceptor_.close();
    acceptor_ = tcp::acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    ASSERT_NE(port.port(), 0);
    SnppTerminal to;
    to.host = "127.0.0.1";
    to.port = port.port();
    const auto channel = make_snpp_channel(io_.get_executor(), std::move(to), clock_, log_);
    std::optional<DeliveryOutcome> outcome;
    routing::Notice notice;
    asio::co_spawn(io_, channel->deliver(notice),
                   [&](std::exception_ptr, DeliveryOutcome came) { outcome = came; });
    io_.run_for(std::chrono::seconds{1});

    EXPECT_EQ(why(outcome.value()), "again connect");
}

TEST_F(SnppChannel, GivesUpOnASilentTerminalWhenItsTimeIsOver) {
    patience_ = 10;

    EXPECT_EQ(why(deliver({"220-still thinking\r\n"})), "again timeout");
}

TEST_F(SnppChannel, TakesNoReplyWithoutEnd) {
    EXPECT_EQ(why(deliver({std::string(5000, '2')})), "again oversize");
}

TEST_F(SnppChannel, LeavesThisMachineInTestModeForNothing) {
    EXPECT_EQ(why(deliver({}, "192.0.2.1")), "refused test_mode");
    EXPECT_EQ(why(deliver({}, "::ffff:192.0.2.1")), "refused test_mode");
}

}  // namespace
}  // namespace tipwire::gateway
