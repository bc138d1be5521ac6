// SPDX-License-Identifier: Apache-2.0
// A counter and a queue of who waits.
#include "routing/flow/lane.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace tipwire::routing {

namespace asio = boost::asio;

asio::awaitable<Lane::Place> Lane::enter() {
    if (free_ > 0)
        --free_;
    else
        co_await turn();
    co_return Place(this);
}

// Whoever leaves hands its place on, so nobody can slip in between.
void Lane::leave() {
    if (waiting_.empty()) {
        ++free_;
        return;
    }
    const auto next = std::move(waiting_.front());
    waiting_.pop_front();
    next();
}

asio::awaitable<void> Lane::turn() {
    auto wait = [this](auto handler) {
        // std::function wants to be copied, a handler does not.
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        waiting_.emplace_back([shared] {
            const auto executor = asio::get_associated_executor(*shared);
            asio::post(executor, std::move(*shared));
        });
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void()>(wait, asio::use_awaitable);
}

}  // namespace tipwire::routing
