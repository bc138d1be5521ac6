// SPDX-License-Identifier: Apache-2.0
// The mapping, field by field.
#include "gateway/app/wiring.hpp"

#include <algorithm>
#include <set>

namespace tipwire::gateway {

std::vector<std::string> languages_of(const config::Settings& settings) {
    std::vector<std::string> languages = settings.instance.languages;
    for (const auto& source : settings.sources)
        languages.insert(languages.end(), source.languages.begin(), source.languages.end());
    std::vector<std::string> distinct;
    for (auto& language : languages) {
        if (std::find(distinct.begin(), distinct.end(), language) == distinct.end())
            distinct.push_back(std::move(language));
    }
    return distinct;
}

namespace {

routing::MediaPolicy media_policy(const config::Settings& settings, const Profiles& profiles,
                                  const config::Source& source) {
    const auto profile = profiles.find(source.name);
    const bool listed = profile != profiles.end() && !profile->second.media_hosts.empty();
    routing::MediaPolicy policy;
    policy.enabled = settings.media.enabled;
    policy.fetches = listed || !source.media_hosts.empty();
    policy.per_message_max = settings.media.per_message_max;
    return policy;
}

}  // namespace

std::map<std::string, routing::IntakeSource, std::less<>> intake_sources(
    const config::Settings& settings, const Profiles& profiles) {
    std::map<std::string, routing::IntakeSource, std::less<>> sources;
    for (const auto& source : settings.sources) {
        routing::IntakeSource taken;
        taken.channel = config::is_pager(source.kind) ? "pager" : profiles.at(source.name).channel;
        taken.area = source.area.empty() ? settings.instance.area : source.area;
        taken.languages = source.languages;
        taken.receipts = source.receipts;
        taken.can_reply = source.reply.has_value();
        taken.media = media_policy(settings, profiles, source);
        sources.emplace(source.name, std::move(taken));
    }
    return sources;
}

routing::IntakeRules intake_rules(const config::Settings& settings) {
    routing::IntakeRules rules;
    rules.conversation_window = settings.intake.conversation_window;
    rules.time_precision = settings.intake.time_precision;
    rules.part_wait = settings.intake.part_wait;
    const auto& floods = settings.floods;
    rules.floods = {floods.per_sender_per_hour, floods.per_source_per_hour, floods.per_hour,
                    floods.copies_per_day};
    rules.keep_return_address = settings.keys.return_address_days > 0;
    rules.area = settings.instance.area;
    return rules;
}

routing::HelpTexts help_texts(const config::Settings& settings) {
    routing::HelpTexts texts;
    for (const auto& help : settings.help) texts.emplace(help.area, help.text);
    return texts;
}

std::vector<routing::RoutedContact> routed_contacts(const config::Settings& settings) {
    std::set<std::string> names;
    for (const auto& route : settings.routes) names.insert(route.to.begin(), route.to.end());
    std::vector<routing::RoutedContact> contacts;
    for (const auto& contact : settings.contacts) {
        if (names.contains(contact.name))
            contacts.push_back({contact.name, contact.reference_prefix, contact.delay_max});
    }
    return contacts;
}

routing::ClockTable clock_table(const config::Settings& settings) {
    routing::ClockTable table;
    for (const auto& contact : settings.contacts) table.emplace(contact.name, contact.clocks);
    return table;
}

routing::DispatchRules dispatch_rules(const config::Settings& settings) {
    routing::DispatchRules rules;
    rules.retry.delay_min = settings.delivery.retry_delay_min;
    rules.retry.delay_max = settings.delivery.retry_delay_max;
    rules.retry.give_up_after = settings.delivery.give_up_after;
    rules.breaker.failures = settings.delivery.breaker_failures;
    rules.breaker.pause = settings.delivery.breaker_pause;
    // More than the connections, so that none of them waits for a commit.
    rules.in_flight_max = settings.delivery.concurrent_max * 8;
    return rules;
}

routing::WatchRules watch_rules(const config::Settings& settings) {
    routing::WatchRules rules;
    // Stored moments are rounded down: an entry may look older than it is by that much.
    rules.backlog_age_max = settings.alarms.backlog_age_max + settings.intake.time_precision;
    rules.channel_dead_after = settings.alarms.channel_dead_after;
    rules.clock_jump_max = settings.alarms.clock_jump_max;
    rules.disk_free_min = settings.alarms.disk_free_min_mb * 1'000'000;
    rules.contact = settings.alarms.contact;
    return rules;
}

std::vector<std::string> contact_names(const config::Settings& settings) {
    std::vector<std::string> names;
    for (const auto& contact : settings.contacts) names.push_back(contact.name);
    return names;
}

KeyLifetimes key_lifetimes(const config::Settings& settings) {
    KeyLifetimes lifetimes;
    lifetimes.pseudonym_days = settings.keys.pseudonym_days;
    lifetimes.return_address_days = settings.keys.return_address_days;
    lifetimes.retention_days = settings.keys.retention_days;
    return lifetimes;
}

ClientLimits client_limits(const config::Settings& settings, const std::filesystem::path& ca) {
    ClientLimits limits;
    limits.connections_max = static_cast<std::size_t>(settings.delivery.concurrent_max);
    limits.loopback_only = settings.instance.test_mode;
    limits.ca_file = ca.string();
    return limits;
}

namespace {

std::optional<TlsFiles> tls_files(const std::filesystem::path& certificate,
                                  const std::filesystem::path& key) {
    if (certificate.empty()) return std::nullopt;
    TlsFiles files;
    files.certificate_file = certificate.string();
    files.key_file = key.string();
    return files;
}

}  // namespace

std::optional<TlsFiles> public_tls(const config::Settings& settings) {
    return tls_files(settings.server.tls_certificate, settings.server.tls_key);
}

std::optional<TlsFiles> admin_tls(const config::Settings& settings) {
    return tls_files(settings.server.admin_tls_certificate, settings.server.admin_tls_key);
}

}  // namespace tipwire::gateway
