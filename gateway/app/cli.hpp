// SPDX-License-Identifier: Apache-2.0
// The command line. Exit status: 0 done, 1 failed or not found, 2 wrong usage or configuration, 3
// no daemon.
#pragma once

namespace tipwire::gateway {

int run_cli(int argc, char** argv);

}  // namespace tipwire::gateway
