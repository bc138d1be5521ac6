// SPDX-License-Identifier: Apache-2.0
// POST of WCTP at a source's path: sender and code checked, the page committed, then the answer.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <list>
#include <string>
#include <vector>

#include "gateway/http/router.hpp"
#include "gateway/pager/page_desk.hpp"
#include "gateway/pager/wctp.hpp"
#include "routing/port/random.hpp"

namespace tipwire::gateway {

struct WctpSource {
    std::string name;                          // the configured source's
    std::string path;                          // "/wctp"
    std::string sender;                        // senderID
    std::vector<routing::SecretString> codes;  // securityCode, of a rotation both
    std::vector<std::string> lines;            // recipientID; none: any

    WctpSource() = default;
};

// All references outlive it.   Runs on: reactor.
class WctpHook {
public:
    WctpHook(PageDesk& desk, routing::Random& random) : desk_(desk), random_(random) {}

    // Called at start-up.
    void add(WctpSource source, Router& router);
    // 200 with wctp-Success or wctp-Failure; 413 above wctp_body_max; 415 for another media type.
    boost::asio::awaitable<Response> handle(const WctpSource& source, const Request& request);

private:
    boost::asio::awaitable<Response> take(const WctpSource& source, WctpPage page);
    Response refuse(WctpError code);
    routing::InboundMessage message_of(const WctpSource& source, WctpPage page);

    PageDesk& desk_;
    routing::Random& random_;
    std::list<WctpSource> sources_;
};

}  // namespace tipwire::gateway
