// SPDX-License-Identifier: Apache-2.0
// The demonstration inbox without its sockets: takes deliveries, shows them, and sends the
// officer's reports back.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "gateway/app/inbox.hpp"
#include "gateway/app/inbox_command.hpp"
#include "gateway/crypto/standard_webhooks.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/message.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/random.hpp"
#include "routing/port/task_group.hpp"

namespace tipwire::gateway {

// What the desk works with; all of it outlives the desk.
struct InboxRoom {
    routing::Clock& clock;
    routing::Random& random;
    routing::TaskGroup& tasks;
    std::function<std::unique_ptr<HttpClient>(const Origin& origin)> connect;
    std::function<void(std::string text)> print;
    std::function<void()> leave;  // options.once: the first delivery is done with
};

// Runs on: reactor.
class InboxDesk : public Handler {
public:
    InboxDesk(StandardWebhooks keys, InboxOptions options, InboxRoom room);

    // 200 for what is signed with the shared secret, also a repeat; else 403. 405 for all but POST,
    // 400 if what was signed is not JSON.
    boost::asio::awaitable<Response> handle(const Request& request) override;
    // A line the officer typed. Its result is printed.
    void type(std::string line);
    void close();  // ends kept connections

    static constexpr std::size_t remembered_max = 10'000;  // deliveries, for repeats and links

private:
    bool seen_before(const std::string& id);
    void remember_link(const boost::json::object& notice);
    void begin_acknowledgement(const boost::json::object& notice);
    boost::asio::awaitable<void> send(InboxCommand command, bool patiently);
    boost::asio::awaitable<routing::Result<ClientResponse>> post(const Origin& origin,
                                                                 ClientRequest request,
                                                                 bool patiently);
    ClientRequest request_of(const Origin& origin, const InboxCommand& command);
    HttpClient& client_of(const Origin& origin);
    void report(const InboxCommand& command, const routing::Result<ClientResponse>& answer);
    void say(std::string text);
    void finish_once();

    StandardWebhooks keys_;
    InboxOptions options_;
    InboxRoom room_;
    std::set<std::string> seen_;
    std::deque<std::string> seen_in_order_;
    std::map<std::string, std::string> links_;  // by reference
    std::map<std::string, std::unique_ptr<HttpClient>> clients_;
};

}  // namespace tipwire::gateway
