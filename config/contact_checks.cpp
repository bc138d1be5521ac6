// SPDX-License-Identifier: Apache-2.0
// What contacts and their channels need.
#include <openssl/evp.h>

#include <algorithm>
#include <array>

#include "config/draft.hpp"
#include "config/forms.hpp"
#include "routing/domain/bytes.hpp"

namespace tipwire::config {

namespace {

constexpr std::size_t webhook_key_min = 16;

// The number of bytes that base64 stands for, 0 if it is none.
std::size_t decoded_size(std::string_view base64) {
    if (base64.empty() || base64.size() % 4 != 0 ||
        base64.find_first_of("\r\n\t ") != base64.npos) {
        return 0;
    }
    routing::Bytes bytes(base64.size() / 4 * 3);
    const auto size =
        EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()),
                        static_cast<int>(base64.size()));
    routing::wipe(bytes);
    if (size < 0) return 0;
    const auto padding = base64.ends_with("==") ? 2U : base64.ends_with("=") ? 1U : 0U;
    return static_cast<std::size_t>(size) - padding;
}

void check_kind(const Contact& contact, const toml::table& table, Report& report) {
    static const std::vector<std::string> known{"police", "oversight", "municipal", "treatment",
                                                "administrator"};
    if (std::find(known.begin(), known.end(), contact.kind) != known.end()) return;
    // A word of one's own is fine; a slip of the finger would leave tips without a police contact.
    const auto meant = nearest(contact.kind, known);
    if (meant.empty()) return;
    report.add(line_of(table, "kind"),
               "unknown kind '" + contact.kind + "'; did you mean '" + meant + "'?");
}

void check_webhook(const Channel& channel, const toml::table& table, Report& report) {
    if (!channel.url.empty() && !parse_web_url(channel.url))
        report.add(line_of(table, "url"), "'url' of a webhook must be http:// or https://");
    for (const auto* key : {"pager", "user"}) {
        if (table.contains(key))
            report.add(line_of(table, key), "'" + std::string(key) + "' is for kind 'snpp' only");
    }
    if (!table.contains("secret"))
        report.add(line_of(table),
                   "channels needs 'secret', such as { file = "
                   "\"city-police.secret\" }");
    const auto why = channel.secret.empty() ? "" : webhook_secret_complaint(channel.secret);
    if (!why.empty()) report.add(line_of(table, "secret"), "'secret' " + why);
}

// What is sent in one command must not end it.
bool is_word(std::string_view text) { return text.find(' ') == std::string_view::npos; }

void check_page(const Channel& channel, const toml::table& table, Report& report) {
    if (!channel.url.empty() && !parse_snpp_url(channel.url))
        report.add(line_of(table, "url"),
                   "'url' of kind 'snpp' must be snpp://HOST:PORT, such as snpp://127.0.0.1:444");
    if (!table.contains("pager"))
        report.add(line_of(table), "a channel of kind 'snpp' needs 'pager', such as \"5551234\"");
    if (!is_word(channel.pager)) report.add(line_of(table, "pager"), "'pager' must have no blanks");
    if (!is_word(channel.user)) report.add(line_of(table, "user"), "'user' must have no blanks");
    if (table.contains("secret") && !table.contains("user"))
        report.add(line_of(table, "secret"), "'secret' needs 'user' beside it: LOGI sends both");
    if (table.contains("ca"))
        report.add(line_of(table, "ca"), "'ca' has no meaning for 'snpp', which is not encrypted");
}

void check_channel(const Draft& draft, const Channel& channel, const toml::table& table,
                   Report& report) {
    if (channel.kind == "webhook") {
        check_webhook(channel, table, report);
    } else if (channel.kind == "snpp") {
        check_page(channel, table, report);
    } else {
        report.add(line_of(table, "kind"), "channel kind '" + channel.kind +
                                               "' is not in this version; there are webhook and "
                                               "snpp");
        return;
    }
    const auto url =
        channel.kind == "snpp" ? parse_snpp_url(channel.url) : parse_web_url(channel.url);
    if (draft.settings.instance.test_mode && url && !is_loopback(url->host)) {
        report.add(line_of(table, "url"),
                   "test_mode is on, and the host of 'url' is not on this machine: use 127.0.0.1, "
                   "[::1] or localhost");
    }
    std::error_code failed;
    if (!channel.ca.empty() && !std::filesystem::is_regular_file(channel.ca, failed)) {
        report.add(line_of(table, "ca"),
                   "'ca' names a file that is not there: " + channel.ca.string());
    }
}

void check_channels(const Draft& draft, const Contact& contact, const toml::table& table,
                    Report& report) {
    const auto* list = table.get_as<toml::array>("channels");
    if (list == nullptr) return;
    std::size_t next = 0;
    for (const auto& element : *list) {
        const auto* channel = element.as_table();
        if (channel != nullptr) check_channel(draft, contact.channels[next++], *channel, report);
    }
}

// Names and reference prefixes: each once.
void check_once(const Draft& draft, std::size_t index, Report& report) {
    const auto& contacts = draft.settings.contacts;
    const auto& contact = contacts[index];
    const auto& table = *draft.contacts[index];
    for (std::size_t i = 0; i < index && !contact.name.empty(); ++i) {
        const auto& other = contacts[i];
        if (contact.name == other.name) {
            report.add(line_of(table, "name"),
                       "a contact named '" + contact.name + "' is there already (line " +
                           std::to_string(line_of(*draft.contacts[i], "name")) + ")");
        } else if (contact.reference_prefix == other.reference_prefix) {
            report.add(line_of(table, "reference_prefix"),
                       "reference prefix " + contact.reference_prefix + " is that of contact '" +
                           other.name + "'; set 'reference_prefix'");
        }
    }
}

}  // namespace

std::string webhook_secret_complaint(const Secrets& secrets) {
    constexpr std::string_view prefix = "whsec_";
    for (const auto& secret : secrets) {
        const std::string_view text = secret.reveal();
        const bool encoded = text.starts_with(prefix);
        const auto size = encoded ? decoded_size(text.substr(prefix.size())) : text.size();
        if (encoded && size == 0) return "must be whsec_ and base64";
        if (size < webhook_key_min)
            return "is too short: whsec_ and base64 of at least 24 random bytes";
    }
    return "";
}

void check_contacts(const Draft& draft, Report& report) {
    if (draft.contacts.empty() && !draft.root->contains("contact")) {
        report.add(0, "there is no [[contact]]: tips would go nowhere");
    }
    for (std::size_t i = 0; i < draft.contacts.size(); ++i) {
        const auto& contact = draft.settings.contacts[i];
        check_kind(contact, *draft.contacts[i], report);
        check_channels(draft, contact, *draft.contacts[i], report);
        check_once(draft, i, report);
    }
}

}  // namespace tipwire::config
