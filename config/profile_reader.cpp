// SPDX-License-Identifier: Apache-2.0
// Reads the tables of a provider profile: [request], [fields], [[rule]], [verifier], [answer],
// and hands [sender] and [receipt] on.
#include "config/profile_reader.hpp"

#include <algorithm>
#include <array>

#include "config/media_hosts.hpp"
#include "config/profile_table.hpp"
#include "config/sender_reader.hpp"
#include "config/verifier_reader.hpp"

namespace tipwire::config {

namespace {

struct FieldKey {
    std::string_view key;
    FieldPaths FieldMap::*member;
};
constexpr std::array field_keys{
    FieldKey{"id", &FieldMap::id},
    FieldKey{"id_suffix", &FieldMap::id_suffix},
    FieldKey{"sender", &FieldMap::sender},
    FieldKey{"recipient", &FieldMap::recipient},
    FieldKey{"subject", &FieldMap::subject},
    FieldKey{"text", &FieldMap::text},
    FieldKey{"sent_at", &FieldMap::sent_at},
    FieldKey{"part_reference", &FieldMap::part_reference},
    FieldKey{"part_number", &FieldMap::part_number},
    FieldKey{"part_total", &FieldMap::part_total},
    FieldKey{"text_hex", &FieldMap::text_hex},
    FieldKey{"charset", &FieldMap::charset},
    FieldKey{"udh", &FieldMap::udh},
    FieldKey{"media_url", &FieldMap::media_url},
    FieldKey{"media_type", &FieldMap::media_type},
    FieldKey{"media_data", &FieldMap::media_data},
};

const Texts charsets{"utf-8", "utf-16be", "utf-16le", "iso-8859-1", "windows-1251", "8-bit", "gsm"};

class ProfileReaderFromToml {
public:
    ProfileReaderFromToml(const toml::table& root, ProviderProfile& profile, Report& report)
        : root_(root, "", report), profile_(profile), report_(report) {}

    void run() {
        root_.read("title", profile_.title);
        root_.choose("channel", {"sms", "pager", "voice", "web"}, profile_.channel);
        for (const auto* key : {"title", "request", "fields", "verifier"}) root_.require(key);
        read_media();
        if (const auto* table = root_.table("request")) read_request(*table);
        if (const auto* table = root_.table("fields")) read_fields(*table);
        read_rules();
        if (const auto* table = root_.table("verifier"))
            profile_.verifier = read_verifier(*table, report_);
        if (const auto* table = root_.table("answer")) read_answer(*table);
        if (const auto* table = root_.table("sender"))
            profile_.sender = read_sender(*table, report_);
        if (const auto* table = root_.table("receipt"))
            profile_.receipt = read_receipt(*table, profile_.body, report_);
        root_.finish();
    }

private:
    void read_media();
    void read_request(const toml::table& table);
    void read_charsets(const toml::table& table);
    void read_fields(const toml::table& table);
    void read_rules();
    void read_rule(const toml::table& table);
    void read_answer(const toml::table& table);

    ProfileTable root_;
    ProviderProfile& profile_;
    Report& report_;
};

void ProfileReaderFromToml::read_media() {
    root_.read("media_hosts", profile_.media_hosts);
    for (const auto& host : profile_.media_hosts) {
        const auto why = media_host_complaint(host);
        if (!why.empty()) root_.refuse("media_hosts", why);
    }
    root_.choose("media_auth", {"none", "basic", "bearer"}, profile_.media_auth);
    const auto* redirects = root_.get("media_redirects");
    if (redirects == nullptr) return;
    const auto number = redirects->value_exact<std::int64_t>().value_or(-1);
    if (number != 0 && number != 1) root_.refuse("media_redirects", "must be 0 or 1");
    profile_.media_redirects = number == 1 ? 1 : 0;
}

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
    if (const auto body = request.choose("body", {"form", "json", "raw", "auto"})) {
        profile_.body = static_cast<BodyKind>(*body);
    }
    if (const auto* in_text = request.get("udh_in_text")) {
        profile_.udh_in_text = in_text->value_exact<bool>().value_or(false);
        if (!profile_.udh_in_text) request.refuse("udh_in_text", "can only be true");
    }
    request.read("list_root", profile_.list_root);
    if (!profile_.list_root.empty() && profile_.body != BodyKind::json) {
        request.refuse("list_root", "is for body = \"json\" only");
    }
    request.choose_some("time_format", {"rfc3339", "unix", "unix_ms", "ymd_hms_utc", "ymdhms_utc"},
                        profile_.time_format);
    request.choose("text_charset", charsets, profile_.text_charset);
    request.choose("text_encoding", {"plain", "percent"}, profile_.text_encoding);
    if (const auto* map = request.table("charsets")) read_charsets(*map);
    request.read("strip_prefixes", profile_.strip_prefixes);
    request.finish();
}

void ProfileReaderFromToml::read_charsets(const toml::table& table) {
    ProfileTable map(table, "[request.charsets]", report_);
    for (auto&& [key, node] : table) {
        const std::string code(key.str());
        std::string charset;
        if (map.choose(code, charsets, charset)) profile_.charsets.emplace(code, charset);
    }
    map.finish();
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
    if (row.read_some("equals", rule.equals) && rule.equals.empty())
        row.refuse("equals", "must not be empty");
    if (const auto* present = row.get("present")) {
        rule.present = present->value_exact<bool>().value_or(false);
        if (!rule.present) row.refuse("present", "can only be true");
    }
    if (row.has("equals") == row.has("present")) {
        report_.add(line_of(table), "[[rule]] needs one of 'equals' and 'present'");
    }
    row.choose("then", {"message", "receipt", "ignore", "stop"}, rule.then);
    row.finish();
    profile_.rules.push_back(std::move(rule));
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
    if (path.find('[') != std::string_view::npos && path.find(']') == std::string_view::npos) {
        return quoted_path + ", in which a ']' is missing";
    }
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
