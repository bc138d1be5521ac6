// SPDX-License-Identifier: Apache-2.0
// One provider profile from its TOML: strict, all problems at once.
#pragma once

#include "config/provider_profile.hpp"
#include "config/toml_file.hpp"

namespace tipwire::config {

// Problems go to the report; then the profile is not to be used.
ProviderProfile read_profile(const std::string& name, const toml::table& root, Report& report);

// Why a path of a field map cannot be read, "" if it can: see provider_profile.hpp.
std::string field_path_complaint(std::string_view path, BodyKind body);

}  // namespace tipwire::config
