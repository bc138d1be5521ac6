// SPDX-License-Identifier: Apache-2.0
// Standard input, output and error, for programs that are started without.
#pragma once

namespace tipwire::gateway {

// Opens /dev/null where 0, 1 or 2 is closed. Otherwise the next socket or database would get that
// number, and what is printed would be written into it. gammu-smsd closes all three.
void open_standard_descriptors();

}  // namespace tipwire::gateway
