// SPDX-License-Identifier: Apache-2.0
// `tipwire inbox`: a demonstration police contact. Verifies signatures, prints tips, can
// acknowledge.
#pragma once

#include <string>

namespace tipwire::gateway {

struct InboxOptions {
    std::string listen;       // "127.0.0.1:9000"
    std::string secret_file;  // mode checked; current and previous
    bool json = false;        // a line of JSON for each event instead of words
    bool acknowledge =
        false;          // answers each tip.forwarded with state acknowledged, at data.links.updates
    bool once = false;  // ends after the first delivery (scripts)
};

// Blocks until SIGINT or SIGTERM. Exit status as in cli.hpp.
int run_inbox(const InboxOptions& options);

}  // namespace tipwire::gateway
