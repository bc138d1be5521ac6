// SPDX-License-Identifier: Apache-2.0
// Any bytes become valid text, and valid text stays as it is.
#include "routing/domain/normalise.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/valid_text.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto text = routing::to_valid_utf8(input.rest());
    require(is_valid_text(text));
    require(routing::to_valid_utf8(text) == text);
    if (is_valid_text(input.rest())) require(text == input.rest());
}

}  // namespace tipwire::fuzz
