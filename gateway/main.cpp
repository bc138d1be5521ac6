// SPDX-License-Identifier: Apache-2.0
// The daemon and its commands start here.
#include "gateway/app/cli.hpp"

int main(int argc, char** argv) { return tipwire::gateway::run_cli(argc, argv); }
