// SPDX-License-Identifier: Apache-2.0
// The driver between the call's machine and a socket, with one deadline for all of it.
#include "gateway/delivery/snpp.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <vector>

#include "gateway/delivery/page_line.hpp"
#include "gateway/delivery/snpp_call.hpp"
#include "gateway/http/loopback.hpp"

namespace tipwire::gateway {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using routing::DeliveryOutcome;
using routing::Refused;
using routing::RetryAfter;

constexpr auto quietly = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t reply_bytes_max = 4096;

DeliveryOutcome again(const char* why) { return RetryAfter{std::chrono::seconds{0}, why}; }

class SnppChannel : public routing::DeliveryChannel {
public:
    SnppChannel(asio::any_io_executor executor, SnppTerminal terminal, routing::Clock& clock,
                routing::EventLog& log)
        : executor_(std::move(executor)),
          terminal_(std::move(terminal)),
          clock_(clock),
          log_(log) {}

    asio::awaitable<DeliveryOutcome> deliver(const routing::Notice& notice) override {
        using namespace asio::experimental::awaitable_operators;
        SnppPage page;
        page.pager = terminal_.pager;
        page.line = page_line(notice);
        page.user = terminal_.user;
        page.password = terminal_.password;
        // By reference: "||" would take an outcome, itself a variant, apart.
        DeliveryOutcome outcome = again("timeout");
        const auto done =
            co_await (call(std::move(page), outcome) || clock_.sleep_for(snpp_call_time));
        const bool late = done.index() == 1;  // the call was cut, unless it was over but for QUIT
        if (late && !std::holds_alternative<routing::Accepted>(outcome)) outcome = again("timeout");
        co_return outcome;
    }

private:
    asio::awaitable<void> call(SnppPage page, DeliveryOutcome& outcome) {
        tcp::socket socket(executor_);
        const auto failed = co_await connect(socket);
        if (failed) outcome = *failed;
        if (failed) co_return;
        SnppCall machine(std::move(page));
        std::string buffer;
        for (;;) {
            const auto [ec, size] = co_await asio::async_read_until(
                socket, asio::dynamic_buffer(buffer, reply_bytes_max), '\n', quietly);
            if (ec) outcome = again(ec == asio::error::not_found ? "oversize" : "cut");
            if (ec) co_return;
            auto step = machine.on_reply(line_of(buffer, size));
            buffer.erase(0, size);
            if (step.outcome) outcome = *step.outcome;  // whether the farewell arrives or not
            const auto [lost, sent] =
                co_await asio::async_write(socket, asio::buffer(step.send), quietly);
            routing::wipe(step.send);  // it may hold the password
            if (const auto& ticket = machine.ticket())
                log_.info("snpp.queued", {{"tag", ticket->tag}, {"pass_code", ticket->pass_code}});
            if (step.outcome) co_return;
            if (lost) outcome = again("cut");
            if (lost) co_return;
        }
    }

    static std::string_view line_of(const std::string& buffer, std::size_t size) {
        std::string_view line(buffer.data(), size - 1);
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    // None once it is connected. The address that is checked is the one that is connected to.
    asio::awaitable<std::optional<DeliveryOutcome>> connect(tcp::socket& socket) {
        std::optional<DeliveryOutcome> failed;
        std::vector<tcp::endpoint> endpoints;
        const char* why = co_await look_up(endpoints);
        for (const auto& endpoint : endpoints) {
            if (terminal_.loopback_only && !is_this_machine(endpoint.address())) {
                failed = Refused{"test_mode"};
                co_return failed;
            }
            boost::system::error_code ignored;
            socket.close(ignored);
            const auto [ec] = co_await socket.async_connect(endpoint, quietly);
            why = ec ? "connect" : nullptr;
            if (!ec) break;
        }
        if (why != nullptr) failed = again(why);
        co_return failed;
    }

    // The resolver's thread cannot be interrupted: a name server that is silent holds the call for
    // as long as the system's resolver waits, which is well below a delivery's lease.
    asio::awaitable<const char*> look_up(std::vector<tcp::endpoint>& endpoints) {
        boost::system::error_code no_address;
        const auto address = asio::ip::make_address(terminal_.host, no_address);
        if (!no_address) {
            endpoints.emplace_back(address, terminal_.port);
            co_return nullptr;
        }
        tcp::resolver resolver(executor_);
        const auto [ec, found] =
            co_await resolver.async_resolve(terminal_.host, std::to_string(terminal_.port),
                                            tcp::resolver::numeric_service, quietly);
        if (ec || found.empty()) co_return "dns";
        for (const auto& entry : found) endpoints.push_back(entry.endpoint());
        co_return nullptr;
    }

    asio::any_io_executor executor_;
    SnppTerminal terminal_;
    routing::Clock& clock_;
    routing::EventLog& log_;
};

}  // namespace

std::unique_ptr<routing::DeliveryChannel> make_snpp_channel(asio::any_io_executor executor,
                                                            SnppTerminal terminal,
                                                            routing::Clock& clock,
                                                            routing::EventLog& log) {
    return std::make_unique<SnppChannel>(std::move(executor), std::move(terminal), clock, log);
}

}  // namespace tipwire::gateway
