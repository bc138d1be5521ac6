// SPDX-License-Identifier: Apache-2.0
// Paths to handlers, as an explicit table: "/hooks/{source}". 404 for an unknown path, 405 with
// Allow for another method.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/message.hpp"

namespace tipwire::gateway {

// The values of "{name}" in a pattern, percent-decoded, in order of appearance; owned.
using PathValues = std::vector<std::string>;
using Endpoint = std::function<boost::asio::awaitable<Response>(const Request& request,
                                                                const PathValues& values)>;

class Router : public Handler {
public:
    // pattern: literal segments and "{name}" segments (one non-empty segment each). Added once, at
    // start-up.
    void add(std::string_view method, std::string_view pattern, Endpoint endpoint);
    boost::asio::awaitable<Response> handle(const Request& request) override;

private:
    struct Route {
        std::string method;
        std::vector<std::string> segments;
        Endpoint endpoint;
    };
    std::vector<Route> routes_;
};

}  // namespace tipwire::gateway
