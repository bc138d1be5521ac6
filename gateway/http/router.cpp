// SPDX-License-Identifier: Apache-2.0
// Matching paths segment by segment, in the order the routes were added.
#include "gateway/http/router.hpp"

#include <algorithm>

#include "gateway/http/encoding.hpp"
#include "routing/domain/assert.hpp"

namespace tipwire::gateway {
namespace {

bool is_placeholder(std::string_view segment) {
    return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

// Takes "/a" from the front of "/a/b" and returns "a".
std::string_view take_segment(std::string_view& path) {
    const std::size_t end = path.find('/', 1);
    const std::string_view segment = path.substr(1, end == std::string_view::npos ? end : end - 1);
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end);
    return segment;
}

bool matches(const std::vector<std::string>& pattern, std::string_view path, PathValues& values) {
    values.clear();
    for (const std::string& wanted : pattern) {
        if (path.empty()) return false;
        const std::string_view segment = take_segment(path);
        if (!is_placeholder(wanted)) {
            if (segment != wanted) return false;
        } else {
            if (segment.empty()) return false;
            values.push_back(percent_decode(segment));
        }
    }
    return path.empty();
}

bool serves(std::string_view route_method, std::string_view method) {
    return route_method == method || (method == "HEAD" && route_method == "GET");
}

void add_once(std::vector<std::string_view>& methods, std::string_view method) {
    if (std::find(methods.begin(), methods.end(), method) == methods.end())
        methods.push_back(method);
}

Response method_not_allowed(const std::vector<std::string_view>& methods) {
    Response response = problem(405, "Method Not Allowed");
    std::string allow;
    for (const std::string_view method : methods) {
        if (!allow.empty()) allow += ", ";
        allow += method;
    }
    response.headers.emplace_back("Allow", std::move(allow));
    return response;
}

}  // namespace

void Router::add(std::string_view method, std::string_view pattern, Endpoint endpoint) {
    TIPWIRE_ASSERT(!pattern.empty() && pattern.front() == '/' && endpoint);
    std::vector<std::string> segments;
    while (!pattern.empty()) segments.emplace_back(take_segment(pattern));
    routes_.push_back({std::string(method), std::move(segments), std::move(endpoint)});
}

boost::asio::awaitable<Response> Router::handle(const Request& request) {
    PathValues values;
    std::vector<std::string_view> other_methods;
    for (const Route& route : routes_) {
        if (!matches(route.segments, request.path, values)) continue;
        if (serves(route.method, request.method))
            co_return co_await route.endpoint(request, values);
        add_once(other_methods, route.method);
        if (route.method == "GET") add_once(other_methods, "HEAD");
    }
    if (other_methods.empty()) co_return problem(404, "Not Found");
    co_return method_not_allowed(other_methods);
}

}  // namespace tipwire::gateway
