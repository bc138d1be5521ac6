// SPDX-License-Identifier: Apache-2.0
// From multimon-ng's lines to messages: ours only, one reading of each page, each page once.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/app/modem/handed_message.hpp"
#include "gateway/app/modem/multimon_line.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t pages_remembered_max = 1024;

struct PageRules {
    std::vector<std::uint32_t> addresses;  // the tip line's own; pages for others are passed over
    std::chrono::seconds repeat_window{120};
    std::string run;  // names this run of the program: makes ids of pages that bear no time
};

// Not knowing whether a short page is digits or letters, multimon-ng prints it in each reading, one
// line after the other. The one that the page's function asks for is taken.
class PageFeed {
public:
    explicit PageFeed(PageRules rules) : rules_(std::move(rules)) {}

    // A line without its end. now: of a clock that never goes back; counts for repeats unless the
    // line bears a time.
    void take(std::string_view line, std::chrono::seconds now);
    // Nothing follows at once: the last page has all its readings.
    void settle();
    bool settled() const { return !open_; }
    // What is to be handed on, in order; taken out.
    std::vector<HandedMessage> ready();

    std::size_t unreadable() const { return unreadable_; }

private:
    struct Heard {
        std::string page;
        std::chrono::seconds at;
    };
    bool is_ours(const ReceivedPage& page) const;
    bool is_repeat(const std::string& page, std::chrono::seconds at);

    PageRules rules_;
    std::optional<ReceivedPage> open_;
    std::chrono::seconds open_at_{};
    std::deque<Heard> heard_;
    std::vector<HandedMessage> ready_;
    std::size_t unreadable_ = 0;
    std::uint64_t counted_ = 0;
};

}  // namespace tipwire::gateway
