// SPDX-License-Identifier: Apache-2.0
// open() gives the lowest free number, so going upwards fills exactly the holes.
#include "gateway/app/standard_descriptors.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

namespace tipwire::gateway {

void open_standard_descriptors() {
    for (int number = STDIN_FILENO; number <= STDERR_FILENO; ++number) {
        if (::fcntl(number, F_GETFD) != -1) continue;
        if (::open("/dev/null", O_RDWR) != number) std::abort();
    }
}

}  // namespace tipwire::gateway
