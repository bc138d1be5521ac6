// SPDX-License-Identifier: Apache-2.0
// Names of a message's directions.
#include "routing/domain/notice.hpp"

namespace tipwire::routing {

std::string_view name(Direction direction) {
    switch (direction) {
        case Direction::in: return "in";
        case Direction::out: return "out";
    }
    return "unknown";
}

}  // namespace tipwire::routing
