// SPDX-License-Identifier: Apache-2.0
// Reads the configuration: the file, each section by its rows, references, defaults, combinations.
#include "config/load.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

#include "config/catalogue.hpp"
#include "config/draft.hpp"
#include "config/forms.hpp"
#include "config/section_reader.hpp"

namespace tipwire::config {

namespace {

std::array<std::uint8_t, 32> sha256_of(std::string_view bytes) {
    std::array<std::uint8_t, 32> digest{};
    if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) !=
        1) {
        throw std::runtime_error("SHA-256 is not available");
    }
    return digest;
}

class Loader {
public:
    Loader(const std::filesystem::path& file, const toml::table& root, Report& report)
        : root_(root), reading_{file.parent_path(), report}, folders_(data_folders(file)) {
        draft_.root = &root;
        draft_.settings.file = file;
    }

    Settings run() {
        check_section_names();
        read_tables();
        read_blocks();
        read_profiles();
        check_languages();
        apply_defaults();
        check_server(draft_, reading_.report);
        check_times(draft_, reading_.report);
        check_sources(draft_, reading_.report);
        check_pagers(draft_, reading_.report);
        check_contacts(draft_, reading_.report);
        check_routes(draft_, reading_.report);
        check_help(draft_, reading_.report);
        draft_.settings.advice = advice_on_help(draft_);
        const auto more = advice_on_replies(draft_);
        draft_.settings.advice.insert(draft_.settings.advice.end(), more.begin(), more.end());
        return std::move(draft_.settings);
    }

private:
    void check_section_names();
    void read_tables();
    void read_blocks();
    void read_source(const toml::table& table);
    void read_contact(const toml::table& table);
    void read_channels(const toml::table& table, Contact& contact);
    void read_help(const toml::table& table);
    void read_help_text(const toml::table& table, Help& help);
    void read_profiles();
    void read_profile(const toml::table& table, const std::string& kind);
    void check_languages();
    void check_language(const toml::table& table, const std::vector<std::string>& languages,
                        const std::vector<std::string>& known, std::vector<std::string>& used);
    void apply_defaults();
    void apply_source_defaults();
    void apply_contact_defaults();
    void resolve_listen(std::string& address, std::string_view key);

    template <class S>
    void read_table(std::string_view name, S& into) {
        static const toml::table absent;
        const auto* node = root_.get(name);
        const auto* table = node == nullptr ? &absent : node->as_table();
        const auto header = "[" + std::string(name) + "]";
        if (table != nullptr) return read_section(*table, header, reading_, into);
        reading_.report.add(line_of(root_, name),
                            "'" + std::string(name) + "' must be written as " + header);
    }
    // The tables of [[name]], as written.
    std::vector<const toml::table*> blocks(std::string_view name);

    const toml::table& root_;
    Reading reading_;
    std::vector<std::filesystem::path> folders_;
    Draft draft_;
};

void Loader::check_section_names() {
    const auto known = section_names();
    for (auto&& [key, node] : root_) {
        const std::string name(key.str());
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        const bool section = node.is_table() || node.is_array_of_tables();
        const auto hint = did_you_mean(name, known);
        reading_.report.add(static_cast<int>(key.source().begin.line),
                            section ? "unknown section '" + name + "'" +
                                          (hint.empty() ? "; there are " + in_words(known) : hint)
                                    : "key '" + name + "' stands outside of any section");
    }
}

void Loader::read_tables() {
    auto& settings = draft_.settings;
    Storage storage;
    read_table("instance", settings.instance);
    read_table("storage", storage);
    read_table("server", settings.server);
    read_table("keys", settings.keys);
    read_table("intake", settings.intake);
    read_table("floods", settings.floods);
    read_table("replies", settings.replies);
    read_table("delivery", settings.delivery);
    read_table("media", settings.media);
    read_table("alarms", settings.alarms);
    settings.storage_url = storage.url;
}

std::vector<const toml::table*> Loader::blocks(std::string_view name) {
    const auto* node = root_.get(name);
    if (node == nullptr) return {};
    std::vector<const toml::table*> tables;
    if (node->is_array_of_tables()) {
        for (const auto& element : *node->as_array()) tables.push_back(element.as_table());
    } else {
        const auto text = std::string(name);
        reading_.report.add(line_of(root_, name), "'" + text + "' must be written as [[" + text +
                                                      "]], once for each " + text);
    }
    return tables;
}

void Loader::read_blocks() {
    draft_.sources = blocks("source");
    draft_.contacts = blocks("contact");
    draft_.routes = blocks("route");
    draft_.help = blocks("help");
    for (const auto* table : draft_.sources) read_source(*table);
    for (const auto* table : draft_.contacts) read_contact(*table);
    for (const auto* table : draft_.routes) {
        Route route;
        read_section(*table, "[[route]]", reading_, route);
        draft_.settings.routes.push_back(std::move(route));
    }
    for (const auto* table : draft_.help) read_help(*table);
}

void Loader::read_help(const toml::table& table) {
    Help help;
    read_section(table, "[[help]]", reading_, help);
    if (const auto* node = table.get("text")) {
        if (const auto* texts = node->as_table()) {
            read_help_text(*texts, help);
        } else {
            reading_.report.add(line_of(*node), wrong_kind("text", "{ ru = \"...\", ... }", *node));
        }
    }
    draft_.settings.help.push_back(std::move(help));
}

void Loader::read_help_text(const toml::table& table, Help& help) {
    for (auto&& [key, node] : table) {
        const std::string tag(key.str());
        const auto text = node.value_exact<std::string>();
        const auto why = text ? complaint(Form::text, *text) : std::nullopt;
        if (!text) {
            reading_.report.add(line_of(node), wrong_kind(tag, "text", node));
        } else if (why) {
            reading_.report.add(line_of(node), "'" + tag + "' " + *why);
        } else {
            help.text.emplace(tag, *text);
        }
    }
}

void Loader::read_source(const toml::table& table) {
    Source source;
    read_section(table, "[[source]]", reading_, source);
    if (const auto* node = table.get("reply")) {
        if (const auto* reply = node->as_table()) {
            read_section(*reply, "reply", reading_, source.reply.emplace());
        } else {
            reading_.report.add(line_of(*node),
                                wrong_kind("reply", "{ kind = \"...\", ... }", *node));
        }
    }
    draft_.settings.sources.push_back(std::move(source));
}

void Loader::read_contact(const toml::table& table) {
    Contact contact;
    read_section(table, "[[contact]]", reading_, contact);
    read_channels(table, contact);
    if (const auto* node = table.get("clocks")) {
        if (const auto* clocks = node->as_table()) {
            read_section(*clocks, "clocks", reading_, contact.clocks);
        } else {
            reading_.report.add(line_of(*node),
                                wrong_kind("clocks", "{ acknowledge = \"24h\", ... }", *node));
        }
    }
    draft_.settings.contacts.push_back(std::move(contact));
}

void Loader::read_channels(const toml::table& table, Contact& contact) {
    const auto* node = table.get("channels");
    if (node == nullptr) return;  // reported as missing
    const auto* list = node->as_array();
    if (list == nullptr) {
        reading_.report.add(line_of(*node),
                            wrong_kind("channels", "[ { kind = \"webhook\", ... } ]", *node));
        return;
    }
    if (list->empty()) reading_.report.add(line_of(*node), "'channels' needs at least one channel");
    for (const auto& element : *list) {
        const auto* channel = element.as_table();
        if (channel != nullptr) {
            read_section(*channel, "channels", reading_, contact.channels.emplace_back());
        } else {
            reading_.report.add(
                line_of(element),
                wrong_kind("channels", "a list of { kind = \"webhook\", ... }", element));
        }
    }
}

void Loader::read_profiles() {
    const auto& sources = draft_.settings.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        if (!is_pager(sources[i].kind)) read_profile(*draft_.sources[i], sources[i].kind);
        const auto* reply = draft_.sources[i]->get_as<toml::table>("reply");
        if (reply != nullptr) read_profile(*reply, sources[i].reply->kind);
    }
}

void Loader::read_profile(const toml::table& table, const std::string& kind) {
    if (kind.empty() || draft_.profiles.contains(kind)) return;
    const bool later = kind == "sip" || kind.starts_with("voice-");
    const auto names = profile_names(folders_);
    if (later) {
        reading_.report.add(
            line_of(table, "kind"),
            "kind '" + kind + "' is not in this version; there are " + in_words(names));
        return;
    }
    if (std::find(names.begin(), names.end(), kind) == names.end()) {
        reading_.report.add(line_of(table, "kind"), "unknown kind '" + kind + "'" +
                                                        did_you_mean(kind, names) + "; there are " +
                                                        in_words(names));
        return;
    }
    auto loaded = load_profile(kind, folders_);
    if (auto* profile = std::get_if<ProviderProfile>(&loaded)) {
        draft_.profiles.emplace(kind, std::move(*profile));
    } else {
        reading_.report.add_all(std::get<std::vector<Problem>>(loaded));
    }
}

void Loader::check_languages() {
    const auto known = language_names(folders_);
    std::vector<std::string> used;
    static const toml::table absent;
    const auto* instance = root_.get_as<toml::table>("instance");
    check_language(instance == nullptr ? absent : *instance, draft_.settings.instance.languages,
                   known, used);
    for (std::size_t i = 0; i < draft_.sources.size(); ++i) {
        check_language(*draft_.sources[i], draft_.settings.sources[i].languages, known, used);
    }
    const auto catalogue = load_catalogue(used, folders_);
    if (const auto* problems = std::get_if<std::vector<Problem>>(&catalogue)) {
        reading_.report.add_all(*problems);
    } else {
        check_replies(draft_, std::get<routing::Catalogue>(catalogue), used, reading_.report);
    }
}

void Loader::check_language(const toml::table& table, const std::vector<std::string>& languages,
                            const std::vector<std::string>& known, std::vector<std::string>& used) {
    for (const auto& language : languages) {
        const bool here = std::find(known.begin(), known.end(), language) != known.end();
        if (!here) {
            reading_.report.add(line_of(table, "languages"), "unknown language '" + language +
                                                                 "'; there are " + in_words(known));
        } else if (std::find(used.begin(), used.end(), language) == used.end()) {
            used.push_back(language);
        }
    }
}

void Loader::apply_defaults() {
    auto& server = draft_.settings.server;
    if (server.data_dir.empty()) server.data_dir = reading_.folder / "data";
    resolve_listen(server.public_listen, "public");
    resolve_listen(server.admin_listen, "admin");
    if (server.public_url.empty()) {
        // A Unix or systemd socket has no address of its own: a proxy in front of it has one.
        const bool tcp =
            server.public_listen.find("unix:") != 0 && server.public_listen.find("systemd:") != 0;
        const std::string scheme = server.tls_certificate.empty() ? "http://" : "https://";
        server.public_url = scheme + (tcp ? server.public_listen : "localhost");
    }
    while (server.public_url.ends_with('/')) server.public_url.pop_back();
    apply_source_defaults();
    apply_contact_defaults();
}

void Loader::resolve_listen(std::string& address, std::string_view key) {
    if (!address.starts_with("unix:")) return;
    address = "unix:" + (reading_.folder / address.substr(5)).lexically_normal().string();
    if (const auto why = complaint(Form::listen, address)) {
        reading_.report.add(draft_.line("server", key), "'" + std::string(key) + "' " + *why);
    }
}

void Loader::apply_source_defaults() {
    const auto& instance = draft_.settings.instance;
    for (std::size_t i = 0; i < draft_.sources.size(); ++i) {
        auto& source = draft_.settings.sources[i];
        if (source.path.empty() && !source.name.empty()) source.path = "/hooks/" + source.name;
        if (!source.lines.empty()) source.line = source.lines.front();
        if (source.listen.starts_with("unix:"))
            source.listen =
                "unix:" + (reading_.folder / source.listen.substr(5)).lexically_normal().string();
        if (source.languages.empty()) source.languages = instance.languages;
        if (source.area.empty()) source.area = instance.area;
        if (!draft_.sources[i]->contains("receipts")) source.receipts = source.reply.has_value();
        if (source.reply && source.reply->from.empty()) source.reply->from = source.line;
    }
}

std::string prefix_from(std::string_view name) {
    std::string prefix;
    for (const char letter : name) {
        if (letter >= 'a' && letter <= 'z') prefix += static_cast<char>(letter - 'a' + 'A');
        if (letter >= '0' && letter <= '9') prefix += letter;
    }
    return prefix.substr(0, 12);
}

void Loader::apply_contact_defaults() {
    auto& settings = draft_.settings;
    for (auto& contact : settings.contacts) {
        if (contact.area.empty()) contact.area = settings.instance.area;
        if (contact.reference_prefix.empty()) contact.reference_prefix = prefix_from(contact.name);
    }
    for (auto& help : settings.help) {
        if (help.area.empty()) help.area = settings.instance.area;
    }
    if (!settings.routes.empty()) return;
    const auto police =
        std::find_if(settings.contacts.begin(), settings.contacts.end(),
                     [](const Contact& contact) { return contact.kind == "police"; });
    if (police != settings.contacts.end()) settings.routes.push_back(Route{{police->name}});
}

}  // namespace

std::variant<Settings, std::vector<Problem>> load(const std::filesystem::path& file) {
    Report report(file.string());
    const auto read = read_toml(file, report);
    if (!read) return report.sorted();
    const auto absolute = std::filesystem::absolute(file).lexically_normal();
    auto settings = Loader(absolute, read->table, report).run();
    if (!report.empty()) return report.sorted();
    settings.hash = sha256_of(read->bytes);
    return settings;
}

}  // namespace tipwire::config
