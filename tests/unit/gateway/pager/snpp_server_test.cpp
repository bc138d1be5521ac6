// SPDX-License-Identifier: Apache-2.0
// The listener over real sockets and virtual time: commits, limits, and the order of stopping.
#include "gateway/pager/snpp_server.hpp"

#include <gtest/gtest.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "tests/support/flow_world.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::minutes;
using std::chrono::seconds;

class Client {
public:
    Client(testing::FlowWorld& world, unsigned short port) : world_(world), socket_(world.io) {
        socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
        socket_.non_blocking(true);
    }
    void send(std::string_view text) { socket_.write_some(asio::buffer(text)); }
    // The next line without its end; "closed" after the last, "silent" if none comes.
    std::string line() {
        for (int turn = 0; turn < 2000; ++turn) {
            if (const auto end = heard_.find("\r\n"); end != heard_.npos) {
                const std::string line = heard_.substr(0, end);
                heard_.erase(0, end + 2);
                return line;
            }
            if (!listen()) return "closed";
            world_.clock.run_for(std::chrono::milliseconds{1});
        }
        return "silent";
    }
    std::string code() { return line().substr(0, 3); }
    std::string say(std::string_view text) {
        send(std::string(text) + "\r\n");
        return line();
    }

private:
    bool listen() {
        std::array<char, 512> bytes{};
        boost::system::error_code ec;
        const auto count = socket_.read_some(asio::buffer(bytes), ec);
        heard_.append(bytes.data(), count);
        return !ec || ec == asio::error::would_block;
    }

    testing::FlowWorld& world_;
    tcp::socket socket_;
    std::string heard_;
};

class SnppServerTest : public ::testing::Test {
protected:
    ~SnppServerTest() override {
        if (!server_) return;
        server_->stop_accepting();
        world_.clock.run_for(seconds{1});
    }
    unsigned short start(SnppServerLimits limits = {}, PeerList peers = PeerList::loopback()) {
        SnppSource source;
        source.name = "pager";
        source.rules.pagers = {"5551234", "5550001"};
        source.peers = std::move(peers);
        ListenAddress address;
        address.text = "127.0.0.1:0";
        server_ =
            std::make_unique<SnppServer>(world_.io.get_executor(), std::move(source), address,
                                         limits, desk_, world_.clock, world_.random, world_.log);
        server_->start();
        return server_->port();
    }
    // In the order they were stored.
    std::vector<std::string> texts() {
        std::vector<std::string> found;
        for (const auto& tip : world_.tips()) {
            for (const auto& message : tip.messages)
                found.insert(found.begin(), message.body.text.reveal());
        }
        return found;
    }

    testing::FlowWorld world_;
    PageDesk desk_{world_.intake, *world_.vault, world_.metrics};
    std::unique_ptr<SnppServer> server_;
};

using Texts = std::vector<std::string>;

TEST_F(SnppServerTest, MakesATipOfAPageForEachPager) {
    Client client(world_, start());
    EXPECT_EQ(client.code(), "220");

    client.say("PAGE 5551234");
    client.say("PAGE 5550001");
    client.say("MESS gate 4");
    EXPECT_TRUE(client.say("SEND").starts_with("250 Message Sent Successfully; jobid: "));

    EXPECT_EQ(texts(), (Texts{"gate 4", "gate 4"}));
    EXPECT_EQ(world_.metrics.value(routing::Metric::messages_accepted), 2);
}

TEST_F(SnppServerTest, TellsTheClientToTryAgainWhereTheStoreCannotCommit) {
    Client client(world_, start());
    client.line();
    client.say("PAGE 5551234");
    world_.store.stop();

    EXPECT_EQ(client.say("SEND").substr(0, 3), "554");

    EXPECT_EQ(world_.metrics.value(routing::Metric::messages_unavailable), 1);
}

TEST_F(SnppServerTest, EndsASilentSessionAfterItsTime) {
    const SnppServerLimits limits;
    Client client(world_, start(limits));
    client.line();

    world_.clock.run_for(limits.idle_time - seconds{5});
    EXPECT_EQ(client.say("LEVE 1"), "250 OK");
    world_.clock.run_for(limits.idle_time - seconds{5});
    EXPECT_EQ(client.line(), "silent");
    world_.clock.run_for(seconds{5});

    EXPECT_EQ(client.code(), "421");
    EXPECT_EQ(client.line(), "closed");
}

TEST_F(SnppServerTest, EndsASessionAfterItsTimeHoweverBusyItIs) {
    const SnppServerLimits limits;
    Client client(world_, start(limits));
    client.line();
    for (auto passed = minutes{1}; passed < limits.session_time; passed += minutes{1}) {
        world_.clock.run_for(minutes{1} - std::chrono::milliseconds{100});
        ASSERT_EQ(client.say("LEVE 1"), "250 OK");
    }

    world_.clock.run_for(minutes{1} + seconds{2});

    EXPECT_EQ(client.code(), "421");
}

TEST_F(SnppServerTest, TurnsAwayWhatIsAboveTheLimit) {
    SnppServerLimits limits;
    limits.connections = 2;
    const auto port = start(limits);
    Client first(world_, port);
    EXPECT_EQ(first.code(), "220");
    {
        Client second(world_, port);
        EXPECT_EQ(second.code(), "220");
        Client third(world_, port);
        EXPECT_EQ(third.code(), "421");
        EXPECT_EQ(third.line(), "closed");
    }
    world_.clock.run_for(seconds{1});

    EXPECT_EQ(Client(world_, port).code(), "220") << "places come back";
}

TEST_F(SnppServerTest, ClosesWithoutAWordWhoeverMayNotConnect) {
    Client client(world_, start({}, PeerList::parse({"192.0.2.1"}).value()));

    EXPECT_EQ(client.line(), "closed");
    EXPECT_EQ(world_.metrics.value(routing::Metric::messages_refused_proof), 1);
}

TEST_F(SnppServerTest, SaysGoodbyeWhenItStops) {
    Client client(world_, start());
    client.line();
    client.say("PAGE 5551234");

    server_->stop_accepting();

    EXPECT_EQ(client.code(), "421");
    EXPECT_EQ(client.line(), "closed");
    EXPECT_TRUE(server_->idle());
    EXPECT_TRUE(texts().empty());
}

TEST_F(SnppServerTest, WritesNothingOfASessionIntoTheLog) {
    Client client(world_, start());
    client.line();
    client.say("LOGI paul-the-porter");
    client.say("CALL 77015550199");
    client.say("PAGE 5551234");
    client.say("MESS canary");
    client.say("SEND");

    for (const auto& line : world_.log.lines) {
        for (const auto* word : {"paul", "7701555", "5551234", "canary"})
            EXPECT_EQ(line.find(word), std::string::npos) << line;
    }
}

}  // namespace
}  // namespace tipwire::gateway
