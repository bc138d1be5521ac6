// SPDX-License-Identifier: Apache-2.0
// A body that can be read is the same after it was written again.
#include "routing/domain/message_body.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto body = routing::decode_message_body(routing::as_bytes(input.rest()));
    if (!body) {
        require(body.error().code == routing::Errc::damaged);
        return;
    }
    const auto again = routing::decode_message_body(routing::encode(*body).reveal());
    require(again && again->text.reveal() == body->text.reveal() &&
            again->recipient == body->recipient && again->part == body->part &&
            again->media == body->media);
}

}  // namespace tipwire::fuzz
