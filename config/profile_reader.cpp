// SPDX-License-Identifier: Apache-2.0
// Reads the tables of a provider profile: [request], [fields], [[rule]], [verifier], [answer],
// [sender].
#include "config/profile_reader.hpp"

#include <algorithm>
#include <array>

namespace tipwire::config {

namespace {

using Texts = std::vector<std::string>;

struct FieldKey {
    std::string_view key;
    FieldPaths FieldMap::*member;
};
constexpr std::array field_keys{
    FieldKey{"id", &FieldMap::id},
    FieldKey{"sender", &FieldMap::sender},
    FieldKey{"recipient", &FieldMap::recipient},
    FieldKey{"text", &FieldMap::text},
    FieldKey{"sent_at", &FieldMap::sent_at},
    FieldKey{"part_reference", &FieldMap::part_reference},
    FieldKey{"part_number", &FieldMap::part_number},
    FieldKey{"part_total", &FieldMap::part_total},
    FieldKey{"charset", &FieldMap::charset},
    FieldKey{"udh", &FieldMap::udh},
    FieldKey{"media_url", &FieldMap::media_url},
    FieldKey{"media_type", &FieldMap::media_type},
    FieldKey{"media_data", &FieldMap::media_data},
};

// One table of the profile: each get marks its key as known; finish() refuses the others.
class ProfileTable {
public:
    ProfileTable(const toml::table& table, std::string name, Report& report)
        : table_(table), name_(std::move(name)), report_(report) {}

    void finish() const {
        for (auto&& [key, node] : table_) {
            const std::string text(key.str());
            if (std::find(known_.begin(), known_.end(), text) != known_.end()) continue;
            report_.add(static_cast<int>(key.source().begin.line),
                        "unknown key '" + text + "'" + (name_.empty() ? "" : " in " + name_) +
                            did_you_mean(text, known_));
        }
    }

    const toml::node* get(std::string_view key) {
        known_.emplace_back(key);
        return table_.get(key);
    }
    const toml::table* table(std::string_view key) {
        const auto* node = get(key);
        if (node != nullptr && !node->is_table())
            refuse(key, "must be a table: [" + std::string(key) + "]");
        return node == nullptr ? nullptr : node->as_table();
    }
    bool read(std::string_view key, std::string& into) {
        const auto* node = get(key);
        if (node == nullptr) return false;
        const auto text = node->value_exact<std::string>();
        if (!text) return refuse_kind(key, "text", *node);
        into = *text;
        return true;
    }
    // A text that must be one of the choices; its place among them.
    std::optional<std::size_t> choose(std::string_view key, const Texts& choices) {
        std::string text;
        if (!read(key, text)) return std::nullopt;
        const auto found = std::find(choices.begin(), choices.end(), text);
        if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
        refuse(key, "is '" + text + "'" + did_you_mean(text, choices) + "; there are " +
                        in_words(choices));
        return std::nullopt;
    }
    bool choose(std::string_view key, const Texts& choices, std::string& into) {
        const auto chosen = choose(key, choices);
        if (chosen) into = choices[*chosen];
        return chosen.has_value();
    }
    bool read(std::string_view key, Texts& into) {
        const auto* node = get(key);
        if (node == nullptr) return false;
        const auto* list = node->as_array();
        if (list == nullptr) return refuse_kind(key, "a list of texts", *node);
        Texts values;
        for (const auto& element : *list) {
            const auto text = element.value_exact<std::string>();
            if (!text || text->empty()) {
                report_.add(line_of(element),
                            "'" + std::string(key) + "' must list texts that are not empty");
                return false;
            }
            values.push_back(*text);
        }
        into = std::move(values);
        return true;
    }
    void read_statuses(std::string_view key, std::vector<int>& into);
    void require(std::string_view key) {
        if (table_.contains(key)) return;
        report_.add(line_of(table_),
                    (name_.empty() ? "the profile" : name_) + " needs '" + std::string(key) + "'");
    }
    void refuse(std::string_view key, const std::string& why) {
        report_.add(line_of(table_, key), "'" + std::string(key) + "' " + why);
    }

private:
    bool refuse_kind(std::string_view key, std::string_view wanted, const toml::node& node) {
        report_.add(line_of(node), wrong_kind(key, wanted, node));
        return false;
    }

    const toml::table& table_;
    std::string name_;
    Report& report_;
    Texts known_;
};

void ProfileTable::read_statuses(std::string_view key, std::vector<int>& into) {
    const auto* node = get(key);
    if (node == nullptr) return;
    const auto* list = node->as_array();
    std::vector<int> statuses;
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
        const auto status = list->get(i)->value_exact<std::int64_t>().value_or(0);
        if (status >= 100 && status <= 599) statuses.push_back(static_cast<int>(status));
    }
    if (list == nullptr || statuses.size() != list->size()) {
        return refuse(key, "must be a list of HTTP statuses (100 to 599)");
    }
    into = std::move(statuses);
}

class ProfileReaderFromToml {
public:
    ProfileReaderFromToml(const toml::table& root, ProviderProfile& profile, Report& report)
        : root_(root, "", report), profile_(profile), report_(report) {}

    void run() {
        root_.read("title", profile_.title);
        root_.choose("channel", {"sms", "pager", "voice", "web"}, profile_.channel);
        for (const auto* key : {"title", "request", "fields", "verifier"}) root_.require(key);
        if (const auto* table = root_.table("request")) read_request(*table);
        if (const auto* table = root_.table("fields")) read_fields(*table);
        read_rules();
        if (const auto* table = root_.table("verifier")) read_verifier(*table);
        if (const auto* table = root_.table("answer")) read_answer(*table);
        if (const auto* table = root_.table("sender")) read_sender(*table);
        root_.finish();
    }

private:
    void read_request(const toml::table& table);
    void read_fields(const toml::table& table);
    void read_rules();
    void read_rule(const toml::table& table);
    void read_verifier(const toml::table& table);
    void read_answer(const toml::table& table);
    void read_sender(const toml::table& table);
    void read_placeholders(const toml::table& table, const std::string& where,
                           std::vector<std::pair<std::string, std::string>>& values);

    ProfileTable root_;
    ProviderProfile& profile_;
    Report& report_;
};

void ProfileReaderFromToml::read_request(const toml::table& table) {
    ProfileTable request(table, "[request]", report_);
    request.require("body");
    request.read("methods", profile_.methods);
    for (const auto& method : profile_.methods) {
        if (method == "GET" || method == "POST") continue;
        request.refuse("methods", "has '" + method + "'; there are GET and POST");
    }
    if (profile_.methods.empty()) request.refuse("methods", "must not be empty");
    request.read("media_types", profile_.media_types);
    if (const auto body = request.choose("body", {"form", "json", "raw"})) {
        profile_.body = static_cast<BodyKind>(*body);
    }
    request.read("list_root", profile_.list_root);
    if (!profile_.list_root.empty() && profile_.body != BodyKind::json) {
        request.refuse("list_root", "is for body = \"json\" only");
    }
    request.choose("time_format", {"rfc3339", "unix", "unix_ms", "ymd_hms_utc"},
                   profile_.time_format);
    request.choose("text_charset", {"utf-8", "utf-16be", "iso-8859-1", "8-bit", "gsm"},
                   profile_.text_charset);
    request.read("strip_prefixes", profile_.strip_prefixes);
    request.finish();
}

void ProfileReaderFromToml::read_fields(const toml::table& table) {
    ProfileTable fields(table, "[fields]", report_);
    for (const auto& [key, member] : field_keys) {
        auto& paths = profile_.fields.*member;
        if (!fields.read(key, paths)) continue;
        if (paths.empty())
            fields.refuse(key, "must name at least one place; leave the key out if there is none");
        for (const auto& path : paths) {
            const auto why = field_path_complaint(path, profile_.body);
            if (!why.empty()) fields.refuse(key, why);
        }
    }
    fields.require("id");
    fields.require("text");
    fields.finish();
}

void ProfileReaderFromToml::read_rules() {
    const auto* node = root_.get("rule");
    if (node == nullptr) return;
    if (!node->is_array_of_tables()) return root_.refuse("rule", "must be written as [[rule]]");
    for (const auto& element : *node->as_array()) read_rule(*element.as_table());
}

void ProfileReaderFromToml::read_rule(const toml::table& table) {
    ProfileTable row(table, "[[rule]]", report_);
    Rule rule;
    row.require("field");
    row.require("then");
    if (row.read("field", rule.field)) {
        const auto why = field_path_complaint(rule.field, profile_.body);
        if (!why.empty()) row.refuse("field", why);
    }
    std::string equals;
    if (row.read("equals", equals)) rule.equals = equals;
    if (const auto* present = row.get("present")) {
        rule.present = present->value_exact<bool>().value_or(false);
        if (!rule.present) row.refuse("present", "can only be true");
    }
    if (rule.equals.has_value() == rule.present) {
        report_.add(line_of(table), "[[rule]] needs one of 'equals' and 'present'");
    }
    row.choose("then", {"receipt", "ignore"}, rule.then);
    row.finish();
    profile_.rules.push_back(std::move(rule));
}

bool is_place_of_secret(std::string_view where) {
    const bool named = (where.starts_with("query:") && where.size() > 6) ||
                       (where.starts_with("header:") && where.size() > 7);
    return named || where == "path:token" || where == "basic";
}

void ProfileReaderFromToml::read_verifier(const toml::table& table) {
    ProfileTable row(table, "[verifier]", report_);
    row.require("kind");
    auto& verifier = profile_.verifier;
    const Texts kinds{"twilio_sha1",   "standard_webhooks",
                      "shared_secret", "hmac_template",
                      "sorted_fields", "nonce",
                      "jwt",           "ed25519"};
    const auto kind = row.choose("kind", kinds);
    if (kind) verifier.kind = static_cast<VerifierKind>(*kind);
    if (verifier.kind > VerifierKind::shared_secret) {
        row.refuse("kind", "'" + kinds[*kind] +
                               "' is not in this version; there are twilio_sha1, "
                               "standard_webhooks and shared_secret");
    }
    row.read("header", verifier.header);
    row.read("where", verifier.where);
    if (verifier.kind == VerifierKind::twilio_sha1) row.require("header");
    if (kind && verifier.kind == VerifierKind::shared_secret &&
        !is_place_of_secret(verifier.where)) {
        row.refuse("where", "must be \"path:token\", \"query:NAME\", \"header:NAME\" or \"basic\"");
    }
    row.finish();
}

void ProfileReaderFromToml::read_answer(const toml::table& table) {
    ProfileTable row(table, "[answer]", report_);
    row.read("content_type", profile_.answer.content_type);
    row.read("body", profile_.answer.body);
    if (!profile_.answer.body.empty() && profile_.answer.content_type.empty()) {
        row.refuse("body", "needs 'content_type' beside it");
    }
    row.finish();
}

void ProfileReaderFromToml::read_sender(const toml::table& table) {
    ProfileTable row(table, "[sender]", report_);
    auto& sender = profile_.sender.emplace();
    row.choose("method", {"POST"}, sender.method);
    row.choose("body", {"form", "text"}, sender.body);
    if (sender.body == "form") row.require("fields");
    if (const auto* fields = row.table("fields"))
        read_placeholders(*fields, "[sender.fields]", sender.fields);
    if (const auto* headers = row.table("headers"))
        read_placeholders(*headers, "[sender.headers]", sender.headers);
    row.read_statuses("accepted_statuses", sender.accepted_statuses);
    row.read("accepted_prefix", sender.accepted_prefix);
    row.read_statuses("retry_statuses", sender.retry_statuses);
    row.finish();
}

void ProfileReaderFromToml::read_placeholders(
    const toml::table& table, const std::string& where,
    std::vector<std::pair<std::string, std::string>>& values) {
    static const Texts placeholders{"{to}",   "{from}",   "{text}",
                                    "{user}", "{secret}", "{reference}"};
    for (auto&& [key, node] : table) {
        const auto text = node.value_exact<std::string>();
        const auto line = static_cast<int>(key.source().begin.line);
        if (!text) {
            report_.add(line, wrong_kind(key.str(), "text", node));
            continue;
        }
        for (auto open = text->find('{'); open != std::string::npos;
             open = text->find('{', open + 1)) {
            const auto word = text->substr(open, text->find('}', open) - open + 1);
            if (std::find(placeholders.begin(), placeholders.end(), word) != placeholders.end())
                continue;
            report_.add(line, "unknown placeholder '" + word + "' in " + where +
                                  did_you_mean(word, placeholders) + "; there are " +
                                  in_words(placeholders));
        }
        values.emplace_back(std::string(key.str()), *text);
    }
}

}  // namespace

std::string field_path_complaint(std::string_view path, BodyKind body) {
    const auto quoted_path = "has '" + std::string(path) + "'";
    for (const auto* prefix : {"query:", "header:"}) {
        if (path.starts_with(prefix)) {
            return path.size() > std::string_view(prefix).size()
                       ? ""
                       : quoted_path + ", which names nothing";
        }
    }
    if (path == "path:token") return "";
    if (path.find(':') != std::string_view::npos) {
        return quoted_path + "; before ':' there are query, header and path:token";
    }
    if (body == BodyKind::raw && path != "body") {
        return quoted_path + ", but a raw body has no fields; \"body\" is the whole of it";
    }
    return "";
}

ProviderProfile read_profile(const std::string& name, const toml::table& root, Report& report) {
    ProviderProfile profile;
    profile.name = name;
    ProfileReaderFromToml(root, profile, report).run();
    return profile;
}

}  // namespace tipwire::config
