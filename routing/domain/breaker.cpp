// SPDX-License-Identifier: Apache-2.0
// Closed, open, and one try at a time between.
#include "routing/domain/breaker.hpp"

namespace tipwire::routing {

bool Breaker::allows(Duration now) const {
    if (disabled_) return false;
    if (failures_ < limits_.failures) return true;
    return now >= closed_until_ && !trying_;
}

void Breaker::succeeded() {
    failures_ = 0;
    trying_ = false;
    disabled_ = false;
    failing_since_.reset();
}

void Breaker::failed(Duration now) {
    ++failures_;
    trying_ = false;
    closed_until_ = now + limits_.pause;
    if (!failing_since_) failing_since_ = now;
}

}  // namespace tipwire::routing
