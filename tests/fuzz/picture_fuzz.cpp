// SPDX-License-Identifier: Apache-2.0
// Whatever the cleaner makes of a file passes the check of the daemon, and the decoders stay within
// their memory. The sandbox is left out: here a fault must show, not be contained.
#include "gateway/media/cleaner/picture.hpp"
#include "gateway/media/picture_check.hpp"
#include "routing/domain/medium.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto bytes = routing::as_bytes(input.rest());
    const auto type = routing::type_by_magic(bytes);
    require(!type.empty());
    cleaner::orientation_of(bytes);
    gateway::is_bare_jpeg(bytes);
    gateway::is_bare_png(bytes);
    routing::decode_medium_head(bytes);
    const auto cleaned = cleaner::clean(bytes);
    if (!cleaned) return;
    require(routing::can_be_cleaned(routing::type_by_magic(*cleaned)));
    require(gateway::is_bare_jpeg(*cleaned) || gateway::is_bare_png(*cleaned));
}

}  // namespace tipwire::fuzz
