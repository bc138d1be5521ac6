// SPDX-License-Identifier: Apache-2.0
// Where a broken program ends.
#include "routing/domain/assert.hpp"

#include <cstdio>
#include <cstdlib>

namespace tipwire::routing {

void assertion_failed(const char* file, int line) {
    std::fprintf(stderr, "assertion failed at %s:%d\n", file, line);
    std::abort();
}

}  // namespace tipwire::routing
