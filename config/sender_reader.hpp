// SPDX-License-Identifier: Apache-2.0
// The [sender] and [receipt] tables of a provider profile.
#pragma once

#include "config/provider_profile.hpp"
#include "config/toml_file.hpp"

namespace tipwire::config {

// Unknown keys, unknown placeholders and values of the wrong kind are problems.
SenderTemplate read_sender(const toml::table& table, Report& report);
ReceiptMap read_receipt(const toml::table& table, BodyKind body, Report& report);

}  // namespace tipwire::config
