// SPDX-License-Identifier: Apache-2.0
// The [verifier] table of a provider profile.
#pragma once

#include "config/provider_profile.hpp"
#include "config/toml_file.hpp"

namespace tipwire::config {

// A key that its kind does not take, and one that it needs and lacks, are problems.
Verifier read_verifier(const toml::table& table, Report& report);

}  // namespace tipwire::config
