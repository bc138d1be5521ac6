// SPDX-License-Identifier: Apache-2.0
// Combinations of [server], of times, and of routes that cannot work.
#include <sys/stat.h>

#include <algorithm>
#include <tuple>

#include "config/draft.hpp"

namespace tipwire::config {

namespace {

struct TlsPair {
    std::string_view certificate_key;
    std::string_view key_key;
    const std::filesystem::path& certificate;
    const std::filesystem::path& key;
};

// "" if it can serve as a file of TLS. A key's group may read it (Debian's ssl-cert); others may
// not.
std::string tls_file_complaint(const std::filesystem::path& file, bool key) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0)
        return "names a file that is not there: " + file.string();
    if (!S_ISREG(status.st_mode)) return "names no regular file: " + file.string();
    if (!key || (status.st_mode & (S_IROTH | S_IWOTH)) == 0) return "";
    return file.string() + " can be read by others; run: chmod o= " + file.string();
}

void check_tls(const Draft& draft, const TlsPair& pair, Report& report) {
    const auto refuse = [&](std::string_view key, std::string why) {
        report.add(draft.line("server", key), "'" + std::string(key) + "' " + std::move(why));
    };
    const auto check_file = [&](std::string_view key, const std::filesystem::path& file,
                                bool secret) {
        if (file.empty()) return;
        if (auto why = tls_file_complaint(file, secret); !why.empty()) refuse(key, std::move(why));
    };
    check_file(pair.certificate_key, pair.certificate, false);
    check_file(pair.key_key, pair.key, true);
    if (pair.certificate.empty() == pair.key.empty()) return;
    const auto given = pair.key.empty() ? pair.certificate_key : pair.key_key;
    const auto missing = pair.key.empty() ? pair.key_key : pair.certificate_key;
    refuse(given, "needs '" + std::string(missing) + "' beside it");
}

}  // namespace

void check_server(const Draft& draft, Report& report) {
    const auto& server = draft.settings.server;
    const bool any_port = server.admin_listen.ends_with(":0");
    if (server.public_listen == server.admin_listen && !any_port) {
        report.add(
            draft.line("server", "admin"),
            "'admin' must not be the same address as 'public' (" + server.public_listen + ")");
    }
    check_tls(draft, TlsPair{"tls_certificate", "tls_key", server.tls_certificate, server.tls_key},
              report);
    check_tls(draft,
              TlsPair{"admin_tls_certificate", "admin_tls_key", server.admin_tls_certificate,
                      server.admin_tls_key},
              report);
}

void check_times(const Draft& draft, Report& report) {
    using std::chrono::days;
    const auto& [keys, intake, delivery] =
        std::tie(draft.settings.keys, draft.settings.intake, draft.settings.delivery);
    if (intake.conversation_window > days{keys.pseudonym_days}) {
        report.add(draft.line("intake", "conversation_window"),
                   "'conversation_window' must not be longer than pseudonym_days (" +
                       std::to_string(keys.pseudonym_days) +
                       "): a sender is not recognised after that");
    }
    if (days{keys.retention_days} < delivery.give_up_after) {
        report.add(draft.line("keys", "retention_days"),
                   "'retention_days' must not be shorter than [delivery] give_up_after (" +
                       routing::to_text(delivery.give_up_after) +
                       "): a tip's text would be gone before its last delivery attempt");
    }
    if (delivery.retry_delay_min > delivery.retry_delay_max) {
        report.add(draft.line("delivery", "retry_delay_min"),
                   "'retry_delay_min' must not be longer than retry_delay_max (" +
                       routing::to_text(delivery.retry_delay_max) + ")");
    }
}

void check_routes(const Draft& draft, Report& report) {
    const auto& settings = draft.settings;
    std::vector<std::string> names;
    for (const auto& contact : settings.contacts) names.push_back(contact.name);
    const auto known = [&names](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    const auto unknown = [&names](const std::string& name) {
        const auto hint = did_you_mean(name, names);
        return "unknown contact '" + name + "'" +
               (hint.empty() ? "; there are " + in_words(names) : hint);
    };
    for (std::size_t i = 0; i < draft.routes.size(); ++i) {
        for (const auto& name : settings.routes[i].to) {
            if (!known(name)) report.add(line_of(*draft.routes[i], "to"), unknown(name));
        }
    }
    if (settings.routes.empty() && !settings.contacts.empty()) {
        report.add(
            0, "no [[contact]] is of kind police and there is no [[route]]: tips would go nowhere");
    }
    if (!settings.alarms.contact.empty() && !known(settings.alarms.contact)) {
        report.add(draft.line("alarms", "contact"), unknown(settings.alarms.contact));
    }
}

}  // namespace tipwire::config
