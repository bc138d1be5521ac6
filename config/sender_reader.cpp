// SPDX-License-Identifier: Apache-2.0
// Reads how a profile sends: the request with its placeholders, and the rules for the answer.
#include "config/sender_reader.hpp"

#include <algorithm>

#include "config/profile_reader.hpp"
#include "config/profile_table.hpp"

namespace tipwire::config {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const Texts placeholders{"{to}",          "{to_digits}", "{from}",         "{text}",
                         "{text_hex}",    "{coding}",    "{user}",         "{secret}",
                         "{account}",     "{basic}",     "{basic_secret}", "{reference}",
                         "{receipts_url}"};
const Texts url_placeholders{"{user}", "{account}"};

class SenderReader {
public:
    SenderReader(const toml::table& table, Report& report) : table_(table), report_(report) {}

    SenderTemplate run();

private:
    void check_placeholders(std::string_view text, const Texts& known, int line,
                            const std::string& where);
    void read_pairs(const toml::table& table, const std::string& where, Pairs& values);
    void read_body(ProfileTable& row);
    void read_receipts(ProfileTable& row);
    void read_coding(ProfileTable& row);
    AnswerRule read_rule(ProfileTable& row, std::string_view key);
    void add_json(const toml::node& node, const std::string& where, std::vector<JsonPiece>& into);
    void add_member(const std::string& name, const toml::node& node, const std::string& where,
                    std::vector<JsonPiece>& into);
    std::vector<JsonPiece> json_of(const toml::table& table, const std::string& where);

    const toml::table& table_;
    Report& report_;
    SenderTemplate sender_;
};

SenderTemplate SenderReader::run() {
    ProfileTable row(table_, "[sender]", report_);
    if (row.read("url", sender_.url))
        check_placeholders(sender_.url, url_placeholders, line_of(table_, "url"), "[sender]");
    row.choose("method", {"POST", "GET"}, sender_.method);
    row.choose("body", {"form", "json", "text"}, sender_.body);
    if (sender_.method == "GET" && sender_.body != "form")
        row.refuse("method",
                   "can be GET only where the body is \"form\", for its fields stand in the query");
    read_body(row);
    read_receipts(row);
    read_coding(row);
    sender_.opted_out = read_rule(row, "opted_out");
    sender_.retry = read_rule(row, "retry");
    sender_.accepted = read_rule(row, "accepted");
    row.read_statuses("accepted_statuses", sender_.accepted_statuses);
    row.read("accepted_prefix", sender_.accepted_prefix);
    row.read_statuses("retry_statuses", sender_.retry_statuses);
    row.finish();
    return std::move(sender_);
}

// ---- the request --------------------------------------------------------------------------------

void SenderReader::read_body(ProfileTable& row) {
    const bool json = sender_.body == "json";
    if (json) row.require("json");
    if (sender_.body == "form") row.require("fields");
    if (!json && row.has("json")) row.refuse("json", "is for body = \"json\" only");
    if (sender_.body != "form" && row.has("fields"))
        row.refuse("fields", "is for body = \"form\" only");
    if (const auto* fields = row.table("fields"))
        read_pairs(*fields, "[sender.fields]", sender_.fields);
    if (const auto* headers = row.table("headers"))
        read_pairs(*headers, "[sender.headers]", sender_.headers);
    if (const auto* members = row.table("json"))
        sender_.json = sender_.json_with_receipts = json_of(*members, "[sender.json]");
}

// Of JSON the members stand beside those of [sender.json], or in their place.
void SenderReader::read_receipts(ProfileTable& row) {
    const auto* receipts = row.table("receipts");
    if (receipts == nullptr) return;
    if (sender_.body != "json") return read_pairs(*receipts, "[sender.receipts]", sender_.receipts);
    toml::table all;
    if (const auto* members = table_.get_as<toml::table>("json")) all = *members;
    for (auto&& [key, node] : *receipts) all.insert_or_assign(key.str(), node);
    sender_.json_with_receipts = json_of(all, "[sender.receipts]");
}

void SenderReader::read_coding(ProfileTable& row) {
    if (!row.read("coding", sender_.coding)) return;
    if (sender_.coding.size() == 2) return;
    row.refuse("coding", "must list two words: of a text of the GSM alphabet, and of any other");
    sender_.coding = {"", ""};
}

void SenderReader::check_placeholders(std::string_view text, const Texts& known, int line,
                                      const std::string& where) {
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
        const auto word = std::string(text.substr(open, text.find('}', open) - open + 1));
        if (std::find(known.begin(), known.end(), word) != known.end()) continue;
        report_.add(line, "unknown placeholder '" + word + "' in " + where +
                              did_you_mean(word, known) + "; there are " + in_words(known));
    }
}

void SenderReader::read_pairs(const toml::table& table, const std::string& where, Pairs& values) {
    for (auto&& [key, node] : table) {
        const auto text = node.value_exact<std::string>();
        const auto line = static_cast<int>(key.source().begin.line);
        if (!text) {
            report_.add(line, wrong_kind(key.str(), "text", node));
            continue;
        }
        check_placeholders(*text, placeholders, line, where);
        values.emplace_back(std::string(key.str()), *text);
    }
}

// ---- JSON ---------------------------------------------------------------------------------------

void SenderReader::add_member(const std::string& name, const toml::node& node,
                              const std::string& where, std::vector<JsonPiece>& into) {
    into.push_back({"", name});
    into.push_back({":", std::nullopt});
    add_json(node, where, into);
}

void SenderReader::add_json(const toml::node& node, const std::string& where,
                            std::vector<JsonPiece>& into) {
    const auto add = [&into](std::string raw) { into.push_back({std::move(raw), std::nullopt}); };
    if (const auto* table = node.as_table()) {
        std::string before = "{";
        for (auto&& [key, member] : *table) {
            add(std::exchange(before, ","));
            add_member(std::string(key.str()), member, where, into);
        }
        add(table->empty() ? "{}" : "}");
    } else if (const auto* array = node.as_array()) {
        std::string before = "[";
        for (const auto& element : *array) {
            add(std::exchange(before, ","));
            add_json(element, where, into);
        }
        add(array->empty() ? "[]" : "]");
    } else if (const auto text = node.value_exact<std::string>()) {
        check_placeholders(*text, placeholders, line_of(node), where);
        into.push_back({"", *text});
    } else if (const auto flag = node.value_exact<bool>()) {
        add(*flag ? "true" : "false");
    } else if (const auto number = node.value_exact<std::int64_t>()) {
        add(std::to_string(*number));
    } else {
        report_.add(line_of(node), "a value in " + where +
                                       " must be text, a whole number, true or false, a list or a "
                                       "table");
    }
}

std::vector<JsonPiece> SenderReader::json_of(const toml::table& table, const std::string& where) {
    std::vector<JsonPiece> pieces;
    add_json(table, where, pieces);
    return pieces;
}

// ---- the answer ---------------------------------------------------------------------------------

AnswerRule SenderReader::read_rule(ProfileTable& row, std::string_view key) {
    AnswerRule rule;
    const auto* table = row.table(key);
    if (table == nullptr) return rule;
    ProfileTable of_rule(*table, "'" + std::string(key) + "'", report_);
    of_rule.require("path");
    if (of_rule.read("path", rule.path)) {
        const auto why = field_path_complaint(rule.path, BodyKind::json);
        const bool elsewhere = rule.path.find(':') != std::string::npos;
        if (elsewhere || !why.empty())
            of_rule.refuse("path", elsewhere ? "must be a place in the JSON answer" : why);
    }
    if (of_rule.read_some("equals", rule.equals) && rule.equals.empty())
        of_rule.refuse("equals", "must not be empty");
    if (const auto* present = of_rule.get("present")) {
        rule.present = present->value_exact<bool>().value_or(false);
        if (!rule.present) of_rule.refuse("present", "can only be true");
    }
    if (of_rule.has("equals") == of_rule.has("present"))
        report_.add(line_of(*table),
                    "'" + std::string(key) + "' needs one of 'equals' and 'present'");
    of_rule.finish();
    return rule;
}

}  // namespace

SenderTemplate read_sender(const toml::table& table, Report& report) {
    return SenderReader(table, report).run();
}

ReceiptMap read_receipt(const toml::table& table, BodyKind body, Report& report) {
    ProfileTable row(table, "[receipt]", report);
    ReceiptMap map;
    const auto read_paths = [&](std::string_view key, FieldPaths& paths) {
        if (!row.read(key, paths)) return;
        for (const auto& path : paths) {
            const auto why = field_path_complaint(path, body);
            if (!why.empty()) row.refuse(key, why);
        }
    };
    row.require("status");
    read_paths("id", map.id);
    read_paths("phone", map.phone);
    read_paths("status", map.status);
    read_paths("code", map.code);
    row.read("delivered", map.delivered);
    row.read("failed", map.failed);
    row.read("opted_out", map.opted_out);
    if (!map.opted_out.empty()) {
        for (const auto* key : {"id", "phone", "code"}) row.require(key);
    }
    row.finish();
    return map;
}

}  // namespace tipwire::config
