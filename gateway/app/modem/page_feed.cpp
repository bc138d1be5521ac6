// SPDX-License-Identifier: Apache-2.0
// Pagers send each page two or three times, seconds apart, because nobody acknowledges it.
#include "gateway/app/modem/page_feed.hpp"

#include <algorithm>
#include <utility>

namespace tipwire::gateway {
namespace {

// How well a reading fits the function that was sent; the highest wins.
int fitness(const ReceivedPage& page) {
    const bool digits = page.function == 0;
    switch (page.reading) {
        case ReceivedPage::Reading::alpha: return digits ? 2 : 3;
        case ReceivedPage::Reading::numeric: return digits ? 3 : 2;
        case ReceivedPage::Reading::skyper: return 1;
        case ReceivedPage::Reading::tone: return 0;
    }
    return 0;
}

bool is_other_reading(const ReceivedPage& page, const ReceivedPage& of) {
    return page.address == of.address && page.function == of.function && page.at == of.at &&
           page.reading > of.reading;  // they come in the order of the enumeration
}

}  // namespace

bool PageFeed::is_ours(const ReceivedPage& page) const {
    return std::find(rules_.addresses.begin(), rules_.addresses.end(), page.address) !=
           rules_.addresses.end();
}

void PageFeed::take(std::string_view line, std::chrono::seconds now) {
    if (line.empty()) return;
    auto page = parse_multimon_line(line);
    if (!page) {
        ++unreadable_;
        return;
    }
    if (!is_ours(*page)) return settle();
    if (open_ && is_other_reading(*page, *open_)) {
        if (fitness(*page) > fitness(*open_)) open_ = std::move(*page);
        return;
    }
    settle();
    open_at_ =
        page->at ? std::chrono::floor<std::chrono::seconds>(page->at->time_since_epoch()) : now;
    open_ = std::move(*page);
}

void PageFeed::settle() {
    if (!open_) return;
    const ReceivedPage page = std::move(*open_);
    open_.reset();
    if (page.text.empty()) return;  // a tone: nothing was said
    const std::string address = std::to_string(page.address);
    const std::string function = std::to_string(page.function);
    if (is_repeat(handed_id({address, function, page.text}), open_at_)) return;

    HandedMessage message;
    // With a time the page names itself, also when a recording is read twice.
    const std::string run = page.at ? "" : rules_.run;
    const std::string moment =
        page.at ? std::to_string(open_at_.count()) : std::to_string(++counted_);
    message.id = handed_id({"multimon", run, moment, address, function, page.text});
    message.to = address;
    message.text = page.text;
    ready_.push_back(std::move(message));
}

bool PageFeed::is_repeat(const std::string& page, std::chrono::seconds at) {
    while (!heard_.empty() &&
           (at - heard_.front().at > rules_.repeat_window || heard_.size() >= pages_remembered_max))
        heard_.pop_front();
    const bool known = std::any_of(heard_.begin(), heard_.end(),
                                   [&](const Heard& heard) { return heard.page == page; });
    if (!known) heard_.push_back({page, at});
    return known;
}

std::vector<HandedMessage> PageFeed::ready() { return std::exchange(ready_, {}); }

}  // namespace tipwire::gateway
