// SPDX-License-Identifier: Apache-2.0
// A form that can be read is the same after it was written again.
#include "gateway/http/encoding.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

void run(Input input) {
    const auto fields = gateway::parse_form(input.rest());
    if (!fields) return;
    require(fields->size() <= gateway::form_fields_max);
    const auto again = gateway::parse_form(gateway::form_body(*fields));
    require(again && *again == *fields);
}

}  // namespace tipwire::fuzz
