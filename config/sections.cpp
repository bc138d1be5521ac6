// SPDX-License-Identifier: Apache-2.0
// The option table as the reference and `init` show it: types, defaults and ranges in words.
#include "config/options.hpp"
#include "config/toml_file.hpp"

namespace tipwire::config {

namespace {

struct TypeWord {
    const Option& option;

    template <class S>
    std::string operator()(std::string S::*) const {
        return std::string(description(option.form));
    }
    template <class S>
    std::string operator()(std::vector<std::string> S::*) const {
        const auto what = std::string(description(option.form));
        return option.one_alone ? what + " or list of it" : "list of: " + what;
    }
    template <class S>
    std::string operator()(bool S::*) const {
        return "true or false";
    }
    template <class S>
    std::string operator()(int S::*) const {
        return "whole number";
    }
    template <class S>
    std::string operator()(std::int64_t S::*) const {
        return "whole number";
    }
    template <class S>
    std::string operator()(routing::Duration S::*) const {
        return "duration";
    }
    template <class S>
    std::string operator()(std::filesystem::path S::*) const {
        return "path";
    }
    template <class S>
    std::string operator()(Secrets S::*) const {
        return "secret";
    }
    template <class S>
    std::string operator()(routing::SecretKey S::*) const {
        return "secret (root key)";
    }
    std::string operator()(Nested) const { return "table"; }
};

std::string default_of(const std::string& value) { return value.empty() ? "" : toml_text(value); }
std::string default_of(bool value) { return value ? "true" : "false"; }
std::string default_of(std::int64_t value) { return std::to_string(value); }
std::string default_of(int value) { return std::to_string(value); }
std::string default_of(routing::Duration value) { return toml_text(routing::to_text(value)); }
std::string default_of(const std::filesystem::path&) { return ""; }
std::string default_of(const Secrets&) { return ""; }
std::string default_of(const routing::SecretKey&) { return ""; }
std::string default_of(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "[" : ", ") + toml_text(value);
    return text.empty() ? "" : text + "]";
}

struct Width {  // of a range: how its ends are written
    template <class S>
    std::string operator()(routing::Duration S::*) const {
        const auto end = [](std::int64_t value) {
            return routing::to_text(std::chrono::seconds{value});
        };
        return end(range.min) + " to " + end(range.max);
    }
    template <class Other>
    std::string operator()(Other) const {
        return std::to_string(range.min) + " to " + std::to_string(range.max);
    }
    const Range& range;
};

template <class S>
struct DefaultValue {
    template <class T>
    std::string operator()(T S::*member) const {
        static const S defaults{};
        return default_of(defaults.*member);
    }
    std::string operator()(Nested) const { return ""; }
};

template <class S>
Entry entry_of(const Row<S>& row) {
    Entry entry{&row.option, std::visit(TypeWord{row.option}, row.target), "", ""};
    const bool told = !row.option.fallback.empty();
    if (told) entry.fallback = row.option.fallback;
    if (!told && row.option.presence != Presence::required) {
        entry.fallback = std::visit(DefaultValue<S>{}, row.target);
    }
    if (row.option.range.max != 0) entry.range = std::visit(Width{row.option.range}, row.target);
    return entry;
}

template <class S>
SectionInfo section(std::string_view name, SectionForm form, std::string_view help) {
    SectionInfo info{name, form, help, {}};
    for (const auto& row : rows<S>()) info.entries.push_back(entry_of(row));
    return info;
}

std::vector<SectionInfo> all_sections() {
    using F = SectionForm;
    return {
        section<Instance>("instance", F::table, "The line itself."),
        section<Storage>("storage", F::table, "Where tips are kept."),
        section<Server>("server", F::table,
                        "Folders and addresses. An address is \"127.0.0.1:8080\", \"[::1]:8080\", "
                        "\"unix:PATH\" or \"systemd:NAME\" (a socket unit's FileDescriptorName=)."),
        section<Keys>("keys", F::table, "Keys and how long what they open can be opened."),
        section<Intake>("intake", F::table, "What happens to messages that come in."),
        section<Floods>(
            "floods", F::table,
            "What is too much. Nothing over a limit is lost: it is stored, held, and goes "
            "on when an operator says so (`tipwire tips release`)."),
        section<Replies>("replies", F::table,
                         "How many replies may go out, so that nobody can spend your money."),
        section<DeliverySettings>("delivery", F::table, "How often a contact is tried."),
        section<MediaSettings>("media", F::table,
                               "Pictures, sound and films that come with messages: docs/media.md."),
        section<Alarms>("alarms", F::table, "When the administrator is called."),
        section<Source>("source", F::array, "Where messages come from; one block for each source."),
        section<Reply>("source.reply", F::inline_table, "How a source's senders are answered."),
        section<Contact>("contact", F::array, "Who tips go to; one block for each contact."),
        section<Channel>("contact.channels", F::inline_array, "The ways to reach a contact."),
        section<routing::ClockLimits>("contact.clocks", F::inline_table,
                                      "How long a contact may take, from the moment of sending."),
        section<Route>(
            "route", F::array,
            "Which contacts get the tips. Without any: the first contact of kind police."),
        section<Help>("help", F::array,
                      "What the command HELP answers: who treats, listens and advises in an area. "
                      "Where there is none, a text of nothing but HELP is kept as a tip."),
    };
}

}  // namespace

std::string SectionInfo::header() const {
    const auto own =
        std::string(name.substr(name.rfind('.') == name.npos ? 0 : name.rfind('.') + 1));
    switch (form) {
        case SectionForm::table: return "[" + own + "]";
        case SectionForm::array: return "[[" + own + "]]";
        case SectionForm::inline_table: return own + " = { ... }";
        case SectionForm::inline_array: return own + " = [ { ... } ]";
    }
    return own;
}

const std::vector<SectionInfo>& sections() {
    static const auto all = all_sections();
    return all;
}

std::vector<std::string> section_names() {
    std::vector<std::string> names;
    for (const auto& info : sections()) {
        if (info.name.find('.') == std::string_view::npos) names.emplace_back(info.name);
    }
    return names;
}

}  // namespace tipwire::config
