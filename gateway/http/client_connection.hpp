// SPDX-License-Identifier: Apache-2.0
// One connection of the client: opens, exchanges, says whether it can be used again. Private to
// client.cpp.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "gateway/http/client.hpp"
#include "gateway/http/tls.hpp"

namespace tipwire::gateway {

using SteadyTime = std::chrono::steady_clock::time_point;
using Endpoints = boost::asio::ip::tcp::resolver::results_type;

struct Exchanged {
    ClientResponse response;
    const char* failure = nullptr;  // an error class; nullptr: the response is good
    bool answer_begun = false;      // a byte of it has come, so the request must not be repeated

    Exchanged() = default;
};

class ClientConnection : public boost::intrusive::list_base_hook<> {
public:
    virtual ~ClientConnection() = default;
    // nullptr, or an error class: "connect", "tls", "certificate", "timeout", "loopback".
    virtual boost::asio::awaitable<const char*> open(const Endpoints& endpoints,
                                                     SteadyTime deadline) = 0;
    // request: all of its bytes. Not bounded in time: the caller ends what has lasted too long.
    virtual boost::asio::awaitable<Exchanged> exchange(std::string_view request,
                                                       bool answer_has_no_body) = 0;
    // After a good exchange: neither side wants to close.
    virtual bool keeps_alive() const = 0;
    // Besides, nothing unasked has arrived meanwhile, nor the end.
    virtual bool usable() = 0;
    // Whatever is in progress fails, and this is the error class: "cut" or "timeout".
    virtual void end(const char* why) = 0;

    SteadyTime deadline{};  // of the exchange in progress
    SteadyTime last_used{};

protected:
    const char* ended_ = nullptr;  // by end()
};

std::unique_ptr<ClientConnection> make_plain_connection(boost::asio::any_io_executor executor,
                                                        const ClientLimits& limits);
std::unique_ptr<ClientConnection> make_tls_connection(boost::asio::any_io_executor executor,
                                                      const ClientLimits& limits,
                                                      TlsContext context, const std::string& host);

}  // namespace tipwire::gateway
