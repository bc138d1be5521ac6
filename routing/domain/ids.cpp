// SPDX-License-Identifier: Apache-2.0
// How a public id is written.
#include "routing/domain/ids.hpp"

#include <algorithm>

#include "routing/domain/bytes.hpp"

namespace tipwire::routing {

std::string PublicId::text() const { return to_hex(bytes); }

std::optional<PublicId> PublicId::parse(std::string_view text) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 16) return std::nullopt;
    PublicId id;
    std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
    return id;
}

}  // namespace tipwire::routing
