// SPDX-License-Identifier: Apache-2.0
// Assertions that stay on in release: a broken program stops, and systemd starts it anew.
#pragma once

namespace tipwire::routing {

// Prints where, never what data, and aborts.
[[noreturn]] void assertion_failed(const char* file, int line);

}  // namespace tipwire::routing

#define TIPWIRE_ASSERT(condition)                                                   \
    do {                                                                            \
        if (!(condition)) ::tipwire::routing::assertion_failed(__FILE__, __LINE__); \
    } while (false)
