// SPDX-License-Identifier: Apache-2.0
// Settings while they are being checked: each block beside the table it came from, for its lines.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/provider_profile.hpp"
#include "config/secret_file.hpp"
#include "config/settings.hpp"
#include "routing/domain/catalogue.hpp"

namespace tipwire::config {

struct Draft {
    Settings settings;
    const toml::table* root = nullptr;
    std::vector<const toml::table*> sources;  // beside settings.sources, and so on
    std::vector<const toml::table*> contacts;
    std::vector<const toml::table*> routes;
    std::vector<const toml::table*> help;
    std::map<std::string, ProviderProfile> profiles;  // by kind; those that could be read

    const ProviderProfile* profile(const std::string& kind) const {
        const auto found = profiles.find(kind);
        return found == profiles.end() ? nullptr : &found->second;
    }
    // The line of a key of a section at the top, of the section, or 0.
    int line(std::string_view section, std::string_view key) const {
        const auto* table = root->get_as<toml::table>(section);
        return table == nullptr ? 0 : line_of(*table, key);
    }
};

// Combinations that cannot work, each with its line. Values that were refused alone are blank or
// have their default here, and are not reported twice.
void check_server(const Draft& draft, Report& report);
void check_times(const Draft& draft, Report& report);
void check_sources(const Draft& draft, Report& report);
void check_pagers(const Draft& draft, Report& report);
void check_contacts(const Draft& draft, Report& report);
void check_routes(const Draft& draft, Report& report);
void check_help(const Draft& draft, Report& report);

// languages: all that are in use.
void check_replies(const Draft& draft, const routing::Catalogue& catalogue,
                   const std::vector<std::string>& languages, Report& report);

// What works, but may not be meant: each a line as to_text(Problem) writes it.
std::vector<std::string> advice_on_help(const Draft& draft);
std::vector<std::string> advice_on_replies(const Draft& draft);

// "" if the secret can be used for Standard Webhooks: "whsec_" and base64 of at least 16 bytes, or
// at least 16 bytes of text.
std::string webhook_secret_complaint(const Secrets& secrets);

}  // namespace tipwire::config
