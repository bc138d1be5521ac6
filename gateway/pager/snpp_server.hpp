// SPDX-License-Identifier: Apache-2.0
// The SNPP listener of one source: accepts, drives a session each, stops in order.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "gateway/http/server.hpp"
#include "gateway/pager/page_desk.hpp"
#include "gateway/pager/peer_list.hpp"
#include "gateway/pager/snpp_session.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

struct SnppServerLimits {
    std::size_t connections = 64;                                  // above: 421 and closed
    std::chrono::seconds idle_time = std::chrono::minutes{2};      // between two bytes
    std::chrono::seconds session_time = std::chrono::minutes{15};  // in all, however busy it is
};

struct SnppSource {
    std::string name;  // the configured source's
    SnppRules rules;
    PeerList peers = PeerList::loopback();  // of TCP; a Unix socket has its mode

    SnppSource() = default;
};

// All references outlive it.   Runs on: reactor.
class SnppServer {
public:
    SnppServer(boost::asio::any_io_executor executor, SnppSource source, ListenAddress address,
               SnppServerLimits limits, PageDesk& desk, routing::Clock& clock,
               routing::Random& random, routing::EventLog& log);
    ~SnppServer();

    // Binds and listens (throws std::runtime_error) and starts accepting.
    void start();
    unsigned short port() const;
    // No new connections; sessions are told 421, after the commit that is under way.
    void stop_accepting();
    // Cancels what is left. The server must live until idle().
    void cancel();
    bool idle() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::gateway
