// SPDX-License-Identifier: Apache-2.0
// Where the data of an instance is, read without its secrets: for commands that only talk to the
// daemon.
#pragma once

#include <filesystem>
#include <string>

namespace tipwire::config {

// server.data_dir of that file, absolute. Throws std::runtime_error with a message for people if
// the file cannot be read or is no TOML.
std::filesystem::path data_dir_of(const std::filesystem::path& file);

}  // namespace tipwire::config
