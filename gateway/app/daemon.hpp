// SPDX-License-Identifier: Apache-2.0
// `tipwire serve`: the only file pair that knows every part, and the order in which they start and
// stop.
#pragma once

#include "config/settings.hpp"

namespace tipwire::gateway {

// For benchmarks; the command line always takes the defaults.
struct DaemonOptions {
    bool dispatch = true;      // false: tips stay in the outbox
    bool group_commit = true;  // false: a transaction for each operation, to compare with
};

// Runs until SIGTERM or SIGINT, then drains within 15 seconds. Exit status as in commands.hpp.
// Throws std::runtime_error with a message for people where it cannot start.
int run_daemon(config::Settings settings, DaemonOptions options = {});

}  // namespace tipwire::gateway
