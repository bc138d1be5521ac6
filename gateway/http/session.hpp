// SPDX-License-Identifier: Apache-2.0
// One connection: reads requests one after the other, awaits the handler, answers in order.
// Private to the server; the template is compiled once for each kind of stream (session_plain.cpp,
// session_tls.cpp).
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

#include "gateway/http/receive_buffer.hpp"
#include "gateway/http/server.hpp"
#include "gateway/http/tls.hpp"

namespace tipwire::gateway {

using ServerSocket = boost::asio::basic_stream_socket<boost::asio::generic::stream_protocol>;
using SteadyTime = std::chrono::steady_clock::time_point;

struct PeerCredentials {
    unsigned uid = 0;
    unsigned gid = 0;
};

// Deadlines cost nothing while all goes well: a session only notes when its present wait must end,
// and the server's sweep looks at all of them a few times a second.
class Session : public boost::intrusive::list_base_hook<> {
public:
    virtual ~Session() = default;
    virtual boost::asio::awaitable<void> run() = 0;
    // 503 and the end, for a connection above the limit.
    virtual boost::asio::awaitable<void> turn_away() = 0;

    // Ends the present wait if its deadline has passed.
    virtual void check_deadline(SteadyTime now) = 0;
    // No further request: an idle connection ends now, a new one gets a moment for its first.
    virtual void stop() = 0;
};

// What the sessions of one listener share. Outlives them.
struct ServerShared {
    Handler& handler;
    HttpLimits limits;
    routing::EventLog& log;
    routing::Metrics& metrics;
    BufferBudget budget;
    boost::intrusive::list<Session> sessions;
    bool stopping = false;   // after stop_accepting()
    bool cancelled = false;  // after cancel()
};

// number: of the connection, for the log.
std::shared_ptr<Session> make_plain_session(ServerShared& shared, ServerSocket socket,
                                            std::int64_t number,
                                            std::optional<PeerCredentials> peer);
std::shared_ptr<Session> make_tls_session(ServerShared& shared, ServerSocket socket,
                                          std::int64_t number, TlsContext context);

}  // namespace tipwire::gateway
