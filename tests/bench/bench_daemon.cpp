// SPDX-License-Identifier: Apache-2.0
// The daemon with one thing switched off at a time, so that a benchmark can say what that thing is
// worth.
#include <cstring>
#include <iostream>

#include "config/load.hpp"
#include "gateway/app/daemon.hpp"

// bench_daemon CONFIG [--no-dispatch] [--one-transaction-each]
int main(int argc, char** argv) {
    using namespace tipwire;
    gateway::DaemonOptions options;
    for (int i = 2; i < argc; ++i) {
        if (std::strcmp(argv[i], "--no-dispatch") == 0) options.dispatch = false;
        if (std::strcmp(argv[i], "--one-transaction-each") == 0) options.group_commit = false;
    }
    auto loaded = config::load(argc > 1 ? argv[1] : "tipwire.toml");
    if (const auto* problems = std::get_if<std::vector<config::Problem>>(&loaded)) {
        for (const auto& problem : *problems) std::cerr << to_text(problem) << "\n";
        return 2;
    }
    return gateway::run_daemon(std::move(std::get<config::Settings>(loaded)), options);
}
