// SPDX-License-Identifier: Apache-2.0
// Counting wrong codes by the hour.
#include "routing/flow/code_guesses.hpp"

namespace tipwire::routing {

void CodeGuesses::roll(Duration now) {
    if (began_ && now - hour_began_ < std::chrono::hours{1}) return;
    began_ = true;
    hour_began_ = now;
    all_ = 0;
    failures_.clear();
}

bool CodeGuesses::allowed(const std::optional<Pseudonym>& sender, Duration monotonic_now) {
    roll(monotonic_now);
    if (all_ >= all_per_hour) return false;
    if (!sender) return true;
    const auto found = failures_.find(sender->current.bytes);
    return found == failures_.end() || found->second < per_sender_and_hour;
}

void CodeGuesses::failed(const std::optional<Pseudonym>& sender, Duration monotonic_now) {
    roll(monotonic_now);
    ++all_;
    if (sender) ++failures_[sender->current.bytes];
}

}  // namespace tipwire::routing
