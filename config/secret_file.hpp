// SPDX-License-Identifier: Apache-2.0
// Secrets by reference: { file = "..." }, { credential = "..." } or { env = "..." }; never inline.
#pragma once

#include <filesystem>

#include "config/settings.hpp"
#include "config/toml_file.hpp"

namespace tipwire::config {

struct Reading {
    std::filesystem::path folder;  // relative paths start here
    Report& report;
};

// The current secret and, from a second line, the previous one. Problems go to the report, with the
// key's line and without the secret; then the list is empty.
Secrets read_secret(const toml::node& node, std::string_view key, Reading& reading);

// 64 hex digits, by file or credential.
routing::SecretKey read_root_key(const toml::node& node, std::string_view key, Reading& reading);

}  // namespace tipwire::config
