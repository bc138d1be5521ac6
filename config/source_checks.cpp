// SPDX-License-Identifier: Apache-2.0
// What a source, its provider's profile and its reply need of each other.
#include <algorithm>
#include <array>
#include <tuple>

#include "config/draft.hpp"
#include "config/forms.hpp"
#include "config/media_hosts.hpp"

namespace tipwire::config {

namespace {

// Whether the provider signs the address it calls, which is public_url and the path.
bool signs_url(const Verifier& verifier) {
    switch (verifier.kind) {
        case VerifierKind::twilio_sha1:
        case VerifierKind::nonce: return true;
        case VerifierKind::hmac_template:
            return verifier.signed_text.find("{url}") != std::string::npos;
        case VerifierKind::jwt: return verifier.url_hash;
        default: return false;
    }
}

class SourceCheck {
public:
    SourceCheck(const Draft& draft, std::size_t index, Report& report)
        : draft_(draft),
          source_(draft.settings.sources[index]),
          table_(*draft.sources[index]),
          report_(report) {}

    void run() {
        check_path();
        if (const auto* profile = draft_.profile(source_.kind)) check_proof(*profile);
        if (source_.receipts && !source_.reply && !table_.contains("reply")) {
            refuse("receipts", "'receipts' is true, but nothing can be answered without 'reply'");
        }
        check_media_hosts();
        if (source_.reply) check_reply(*source_.reply);
    }

private:
    void refuse(std::string_view key, std::string why) {
        report_.add(line_of(table_, key), std::move(why));
    }
    void refuse_reply(std::string_view key, std::string why) {
        const auto* reply = table_.get_as<toml::table>("reply");
        report_.add(line_of(*reply, key), std::move(why));
    }
    // Paths that other parts of the public listener serve.
    void check_path() {
        constexpr std::array<std::string_view, 5> taken{"/v1", "/r", "/m", "/status", "/public"};
        for (const auto path : taken) {
            const bool below = source_.path.starts_with(std::string(path) + "/");
            if (source_.path != path && !below) continue;
            refuse("path", "'path' must not lie in " + std::string(path) + ", which is in use");
        }
    }
    void check_media_hosts() {
        for (const auto& host : source_.media_hosts) {
            const auto why = media_host_complaint(host);
            if (!why.empty()) refuse("media_hosts", "'media_hosts' " + why);
        }
    }
    void check_proof(const ProviderProfile& profile);
    void check_url_secret(const Verifier& verifier);
    void check_public_keys(bool asymmetric);
    void check_signature_hash(const Verifier& verifier);
    void check_reply(const Reply& reply);
    void check_sender(const Reply& reply, const SenderTemplate& sender);

    const Draft& draft_;
    const Source& source_;
    const toml::table& table_;
    Report& report_;
};

void SourceCheck::check_proof(const ProviderProfile& profile) {
    const auto& verifier = profile.verifier;
    const bool asymmetric = verifier.kind == VerifierKind::ed25519;
    check_public_keys(asymmetric);
    if (!asymmetric && !table_.contains("secret")) {
        refuse("kind", "kind '" + source_.kind + "' needs 'secret', such as { file = \"" +
                           source_.name + ".secret\" }");
    }
    if (verifier.where == "basic" && source_.user.empty()) {
        refuse("kind", "kind '" + source_.kind + "' needs 'user' beside 'secret'");
    }
    const auto* server = draft_.root->get_as<toml::table>("server");
    const bool url_given = server != nullptr && server->contains("public_url");
    if (signs_url(verifier) && !url_given) {
        refuse("kind", "kind '" + source_.kind +
                           "' signs the address it calls: set 'public_url' in [server]");
    }
    if (verifier.kind == VerifierKind::standard_webhooks && !source_.secret.empty()) {
        const auto why = webhook_secret_complaint(source_.secret);
        if (!why.empty()) refuse("secret", "'secret' " + why);
    }
    if (verifier.kind == VerifierKind::shared_secret) check_url_secret(verifier);
    check_signature_hash(verifier);
}

// 32 bytes in base64 are 43 characters and "=".
void SourceCheck::check_public_keys(bool asymmetric) {
    if (asymmetric && source_.public_key.empty())
        refuse("kind", "kind '" + source_.kind + "' needs 'public_key'");
    for (const std::string key : {"public_key", "previous_public_key"}) {
        if (!table_.contains(key)) continue;
        const auto& value = key == "public_key" ? source_.public_key : source_.previous_public_key;
        if (!asymmetric)
            refuse(key, "'" + key + "' is not for kind '" + source_.kind + "'");
        else if (value.size() != 44 || !value.ends_with('='))
            refuse(key, "'" + key + "' must be 32 bytes in base64");
    }
}

void SourceCheck::check_signature_hash(const Verifier& verifier) {
    if (!table_.contains("signature_hash")) return;
    if (verifier.kind != VerifierKind::sorted_fields)
        return refuse("signature_hash", "'signature_hash' is not for kind '" + source_.kind + "'");
    const auto& hashes = sorted_fields_hashes();
    const auto& hash = source_.signature_hash;
    if (std::find(hashes.begin(), hashes.end(), hash) == hashes.end())
        refuse("signature_hash", "'signature_hash' is '" + hash + "'" + did_you_mean(hash, hashes) +
                                     "; there are " + in_words(hashes));
}

// A secret in a URL must survive there as it is.
void SourceCheck::check_url_secret(const Verifier& verifier) {
    if (!verifier.where.starts_with("path:") && !verifier.where.starts_with("query:")) return;
    constexpr std::string_view unreserved =  // RFC 3986, section 2.3
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    for (const auto& secret : source_.secret) {
        if (secret.reveal().find_first_not_of(unreserved) == std::string::npos) continue;
        refuse("secret", "'secret' stands in a URL here: letters, digits and - . _ ~ only");
        return;
    }
}

void SourceCheck::check_reply(const Reply& reply) {
    if (const auto* profile = draft_.profile(reply.kind)) {
        if (profile->sender) {
            check_sender(reply, *profile->sender);
        } else {
            refuse_reply("kind",
                         "kind '" + reply.kind + "' cannot send: its profile has no [sender]");
        }
    }
}

void SourceCheck::check_sender(const Reply& reply, const SenderTemplate& sender) {
    const auto* table = table_.get_as<toml::table>("reply");
    const auto by_kind = "reply by '" + reply.kind + "' needs ";
    const bool basic = uses(sender, "{basic}");
    if ((basic || uses(sender, "{secret}") || uses(sender, "{basic_secret}")) &&
        !table->contains("secret"))
        refuse_reply("kind", by_kind + "'secret'");
    if ((basic || uses(sender, "{user}")) && !table->contains("user"))
        refuse_reply("kind", by_kind + "'user'");
    if (uses(sender, "{account}") && !table->contains("account"))
        refuse_reply("kind", by_kind + "'account'");
    if (reply.url.empty() && sender.url.empty() && !table->contains("url"))
        refuse_reply("kind", by_kind + "'url'");
    const bool asks = !sender.receipts.empty() || uses(sender, "{receipts_url}");
    if (table->contains("receipts_url") && !asks)
        refuse_reply("receipts_url",
                     "kind '" + reply.kind + "' asks for no receipts: leave 'receipts_url' out");
    const auto url = parse_web_url(reply_url(sender, reply));
    if (draft_.settings.instance.test_mode && url && !is_loopback(url->host)) {
        refuse_reply("url",
                     "test_mode is on, and the host of 'url' is not on this machine: use "
                     "127.0.0.1, [::1] or localhost");
    }
}

// Whether requests to one path could be meant for the other: the same, or the other's with a token.
bool paths_clash(const std::string& a, const std::string& b) {
    if (a == b) return true;
    const auto& [shorter, longer] = a.size() < b.size() ? std::tie(a, b) : std::tie(b, a);
    return longer.starts_with(shorter + "/") &&
           longer.find('/', shorter.size() + 1) == std::string::npos;
}

void check_distinct(const Draft& draft, Report& report) {
    const auto& sources = draft.settings.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const auto& table = *draft.sources[i];
            if (sources[i].name.empty() || sources[j].name.empty()) continue;
            if (sources[i].name == sources[j].name) {
                report.add(line_of(table, "name"),
                           "a source named '" + sources[i].name + "' is there already (line " +
                               std::to_string(line_of(*draft.sources[j], "name")) + ")");
            } else if (paths_clash(sources[i].path, sources[j].path)) {
                report.add(
                    line_of(table, "path"),
                    "path " + sources[i].path + " is that of source '" + sources[j].name + "'");
            }
        }
    }
}

}  // namespace

void check_sources(const Draft& draft, Report& report) {
    if (draft.settings.sources.empty() && !draft.root->contains("source")) {
        report.add(0, "there is no [[source]]: no message could come in");
    }
    for (std::size_t i = 0; i < draft.sources.size(); ++i) SourceCheck(draft, i, report).run();
    check_distinct(draft, report);
}

}  // namespace tipwire::config
