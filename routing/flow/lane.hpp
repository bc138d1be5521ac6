// SPDX-License-Identifier: Apache-2.0
// Lets only so many through at once; the others wait their turn. What need not wait does not enter.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <deque>
#include <functional>

namespace tipwire::routing {

// First come, first served. Cancelling a wait takes effect when its turn comes.   Runs on: reactor.
class Lane {
public:
    explicit Lane(int width) : free_(width) {}
    Lane(const Lane&) = delete;
    Lane& operator=(const Lane&) = delete;

    // Leaves the lane at the end of its life.
    class Place {
    public:
        explicit Place(Lane* lane) : lane_(lane) {}
        Place(Place&& other) noexcept : lane_(other.lane_) { other.lane_ = nullptr; }
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (lane_ != nullptr) lane_->leave();
        }

    private:
        Lane* lane_;
    };
    boost::asio::awaitable<Place> enter();
    std::size_t waiting() const { return waiting_.size(); }

private:
    boost::asio::awaitable<void> turn();
    void leave();

    int free_;
    std::deque<std::function<void()>> waiting_;
};

}  // namespace tipwire::routing
