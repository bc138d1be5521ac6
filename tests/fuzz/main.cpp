// SPDX-License-Identifier: Apache-2.0
// Where libFuzzer enters every target.
#include "tests/fuzz/fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    tipwire::fuzz::run(tipwire::fuzz::Input(data, size));
    return 0;
}
