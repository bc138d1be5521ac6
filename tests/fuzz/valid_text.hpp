// SPDX-License-Identifier: Apache-2.0
// What every text must be once it was decoded.
#pragma once

#include <string_view>

#include "routing/domain/code_points.hpp"

namespace tipwire::fuzz {

// UTF-8 without NUL.
inline bool is_valid_text(std::string_view text) {
    while (!text.empty()) {
        const auto point = routing::read_code_point(text);
        if (!point.valid || point.value == 0) return false;
        text.remove_prefix(point.size);
    }
    return true;
}

}  // namespace tipwire::fuzz
