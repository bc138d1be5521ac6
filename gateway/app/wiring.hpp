// SPDX-License-Identifier: Apache-2.0
// From the configuration to what each part takes: pure functions, one for each part.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "config/provider_profile.hpp"
#include "config/settings.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/http/client.hpp"
#include "gateway/http/server.hpp"
#include "routing/flow/dispatcher.hpp"
#include "routing/flow/intake.hpp"
#include "routing/flow/watch.hpp"

namespace tipwire::gateway {

using Profiles = std::map<std::string, config::ProviderProfile, std::less<>>;  // by source's name

std::vector<std::string> languages_of(const config::Settings& settings);
std::map<std::string, routing::IntakeSource, std::less<>> intake_sources(
    const config::Settings& settings, const Profiles& profiles);
routing::IntakeRules intake_rules(const config::Settings& settings);
routing::HelpTexts help_texts(const config::Settings& settings);
std::vector<routing::RoutedContact> routed_contacts(const config::Settings& settings);
routing::ClockTable clock_table(const config::Settings& settings);
routing::DispatchRules dispatch_rules(const config::Settings& settings);
routing::WatchRules watch_rules(const config::Settings& settings);
std::vector<std::string> contact_names(const config::Settings& settings);
KeyLifetimes key_lifetimes(const config::Settings& settings);
ClientLimits client_limits(const config::Settings& settings, const std::filesystem::path& ca);
std::optional<TlsFiles> public_tls(const config::Settings& settings);
std::optional<TlsFiles> admin_tls(const config::Settings& settings);

}  // namespace tipwire::gateway
