// SPDX-License-Identifier: Apache-2.0
// `tipwire ingest`: JSON lines in, a line of result for each in the same order. Lines are taken
// some at a time, so that they share commits; those of one sender stay in order, because each
// starts before the next.
//
// {"id":"1","from":"+7…","text":"…"}  ->  {"id":"1","result":"stored","tip":"…"}
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <span>

#include "gateway/console/admin_state.hpp"
#include "gateway/console/ingest_limits.hpp"
#include "gateway/console/listing.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using Lines = std::vector<std::string_view>;

// Without line ends; what follows the last one is a line only if it is not empty.
Lines lines_of(std::string_view body) {
    Lines lines;
    while (!body.empty()) {
        const auto end = std::min(body.find('\n'), body.size());
        auto line = body.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        lines.push_back(line);
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return lines;
}

// The results of these lines, in their order.
awaitable<std::vector<std::string>> take(const AdminHooks& hooks, const std::string& source,
                                         std::span<const std::string_view> lines) {
    const auto executor = co_await boost::asio::this_coro::executor;
    const auto start = [&](std::string_view line) {
        return boost::asio::co_spawn(executor, hooks.ingest(source, std::string(line)),
                                     boost::asio::deferred);
    };
    std::vector<decltype(start(""))> started;
    for (const auto line : lines) started.push_back(start(line));

    auto group = boost::asio::experimental::make_parallel_group(std::move(started));
    auto [order, failures, results] = co_await group.async_wait(
        boost::asio::experimental::wait_for_all(), boost::asio::use_awaitable);
    for (const auto& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
    co_return std::move(results);
}

}  // namespace

awaitable<Response> AdminApi::State::ingest(const Request& request, const PathValues& values) {
    if (request.body.size() > ingest_bytes_max) {
        co_return problem(413, "Too large", "at most 1 MiB of lines at once");
    }
    const Lines lines = lines_of(request.body);
    if (lines.size() > ingest_lines_max) {
        co_return problem(413, "Too large", "at most 20000 lines at once");
    }
    const std::span<const std::string_view> all(lines);
    std::string body;
    for (std::size_t done = 0; done < all.size(); done += ingest_together_max) {
        const auto some = all.subspan(done, std::min(ingest_together_max, all.size() - done));
        const auto results = co_await take(hooks, values.front(), some);
        for (const auto& result : results) body.append(result).append("\n");
    }
    co_return Response(200, "application/x-ndjson", std::move(body));
}

}  // namespace tipwire::gateway
