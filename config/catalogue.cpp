// SPDX-License-Identifier: Apache-2.0
// Reads languages: the texts, which must all be there, and the command words, which must be
// distinct.
#include "config/catalogue.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <sstream>

#include "config/forms.hpp"
#include "config/toml_file.hpp"
#include "routing/domain/code_points.hpp"

namespace tipwire::config {

namespace {

using routing::CommandWord;
using routing::Language;

struct CommandKey {
    std::string_view key;
    CommandWord word;
};
constexpr std::array command_keys{
    CommandKey{"status", CommandWord::status},   CommandKey{"new", CommandWord::fresh},
    CommandKey{"help", CommandWord::help},       CommandKey{"stop", CommandWord::stop},
    CommandKey{"correct", CommandWord::correct}, CommandKey{"withdraw", CommandWord::withdraw},
};
constexpr std::string_view code_placeholder = "{code}";

std::filesystem::path messages_file(const std::filesystem::path& folder, const std::string& tag) {
    return folder / "languages" / tag / "messages.toml";
}

// A word of a command and where it was read, for words that two commands share.
struct Origin {
    CommandWord command;
    std::string place;  // "languages/ru/messages.toml:30"
};
using Origins = std::map<std::string, Origin, std::less<>>;

class LanguageReader {
public:
    LanguageReader(std::string file, const toml::table& root, Origins& origins, Report& report)
        : file_(std::move(file)), root_(root), origins_(origins), report_(report) {}

    Language run() {
        static const std::vector<std::string> tables{"texts", "commands", "guess"};
        for (auto&& [key, node] : root_) {
            const std::string name(key.str());
            if (std::find(tables.begin(), tables.end(), name) != tables.end()) continue;
            report_.add(line_of(root_, name),
                        "unknown section '" + name + "'" + did_you_mean(name, tables));
        }
        if (const auto* texts = table("texts")) read_texts(*texts, "");
        if (const auto* commands = table("commands")) read_commands(*commands);
        if (root_.contains("guess")) read_guess();
        for (const auto key : routing::text_keys) {
            if (seen_.contains(key)) continue;
            report_.add(line_of(root_, "texts"), "text '" + std::string(key) + "' is missing");
        }
        return std::move(language_);
    }

private:
    const toml::table* table(std::string_view name) {
        const auto* found = root_.get_as<toml::table>(name);
        if (found == nullptr) report_.add(0, "needs a table [" + std::string(name) + "]");
        return found;
    }
    void read_texts(const toml::table& table, const std::string& prefix);
    void read_text(const std::string& key, const toml::node& node, int line);
    void read_commands(const toml::table& table);
    void read_words(const CommandKey& command, const toml::table& table);
    void read_word(const CommandKey& command, const toml::node& node);
    void read_guess();

    std::string file_;
    const toml::table& root_;
    Origins& origins_;
    Report& report_;
    Language language_;
    std::set<std::string, std::less<>> seen_;
};

// code.unknown is a key in a table to TOML, and one key to us.
void LanguageReader::read_texts(const toml::table& table, const std::string& prefix) {
    for (auto&& [key, node] : table) {
        const auto name = prefix + std::string(key.str());
        const auto line = static_cast<int>(key.source().begin.line);
        if (const auto* inner = node.as_table()) {
            read_texts(*inner, name + ".");
        } else {
            read_text(name, node, line);
        }
    }
}

void LanguageReader::read_text(const std::string& key, const toml::node& node, int line) {
    static const std::vector<std::string> known(routing::text_keys.begin(),
                                                routing::text_keys.end());
    if (std::find(known.begin(), known.end(), key) == known.end()) {
        return report_.add(line, "unknown text '" + key + "'" + did_you_mean(key, known));
    }
    seen_.insert(key);
    const auto text = node.value_exact<std::string>();
    if (!text) return report_.add(line, wrong_kind(key, "text", node));
    if (is_blank(*text)) return report_.add(line, "text '" + key + "' is blank");
    const bool has_code = text->find(code_placeholder) != std::string::npos;
    if (key == "receipt" && !has_code) report_.add(line, "text 'receipt' needs {code}");
    if (key != "receipt" && text->find('{') != std::string::npos) {
        report_.add(line, "text '" + key + "' must not hold '{': only receipt has {code}");
    }
    language_.texts.emplace(key, *text);
}

void LanguageReader::read_commands(const toml::table& table) {
    std::vector<std::string> known;
    for (const auto& command : command_keys) {
        known.emplace_back(command.key);
        read_words(command, table);
    }
    for (auto&& [key, node] : table) {
        const std::string name(key.str());
        if (std::find(known.begin(), known.end(), name) != known.end()) continue;
        report_.add(static_cast<int>(key.source().begin.line),
                    "unknown command '" + name + "'" + did_you_mean(name, known) + "; there are " +
                        in_words(known));
    }
}

void LanguageReader::read_words(const CommandKey& command, const toml::table& table) {
    const auto* node = table.get(command.key);
    const auto name = std::string(command.key);
    if (node == nullptr) return report_.add(line_of(table), "command '" + name + "' is missing");
    const auto* list = node->as_array();
    if (list == nullptr)
        return report_.add(line_of(*node), wrong_kind(command.key, "a list of words", *node));
    if (list->empty())
        return report_.add(line_of(*node), "command '" + name + "' needs at least one word");
    for (const auto& element : *list) read_word(command, element);
}

void LanguageReader::read_word(const CommandKey& command, const toml::node& node) {
    const auto word = node.value_exact<std::string>().value_or("");
    const auto folded = routing::fold_word(word);
    if (is_blank(folded) || folded.find_first_of(" \t\r\n") != std::string::npos) {
        return report_.add(line_of(node),
                           "command '" + std::string(command.key) + "' must list single words");
    }
    const Origin here{command.word, file_ + ":" + std::to_string(line_of(node))};
    const auto [there, fresh] = origins_.emplace(folded, here);
    if (!fresh && there->second.command != command.word) {
        return report_.add(line_of(node), "the word '" + word + "' is another command's too (" +
                                              there->second.place + ")");
    }
    language_.commands.emplace(folded, command.word);
}

// A language without [guess] is told from others by statistics alone.
void LanguageReader::read_guess() {
    const auto* guess = table("guess");
    if (guess == nullptr) return;
    for (auto&& [key, node] : *guess) {
        static const std::vector<std::string> known{"letters", "words"};
        const std::string name(key.str());
        const auto text = node.value_exact<std::string>();
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            report_.add(line_of(*guess, name), "unknown key '" + name + "'" +
                                                   did_you_mean(name, known) + "; there are " +
                                                   in_words(known));
        } else if (!text) {
            report_.add(line_of(node), wrong_kind(name, "text", node));
        } else if (name == "letters") {
            for (std::string_view rest = *text; !rest.empty();)
                language_.letters.insert(routing::fold_letter(routing::take_code_point(rest)));
        } else {
            std::istringstream words(*text);
            for (std::string word; words >> word;)
                language_.frequent.insert(routing::fold_word(word));
        }
    }
}

// The file of a language, "" if no folder has one.
std::filesystem::path find_language(const std::string& tag,
                                    const std::vector<std::filesystem::path>& folders) {
    for (const auto& folder : folders) {
        std::error_code failed;
        const auto file = messages_file(folder, tag);
        if (!complaint(Form::language, tag) && std::filesystem::exists(file, failed)) return file;
    }
    return {};
}

}  // namespace

std::variant<routing::Catalogue, std::vector<Problem>> load_catalogue(
    const std::vector<std::string>& languages, const std::vector<std::filesystem::path>& folders,
    routing::HelpTexts help) {
    std::map<std::string, Language, std::less<>> loaded;
    std::vector<Problem> problems;
    Origins origins;
    for (const auto& tag : languages) {
        if (loaded.contains(tag)) continue;
        const auto file = find_language(tag, folders);
        Report report(file.empty() ? "languages/" + tag + "/messages.toml" : file.string());
        if (file.empty()) {
            report.add(0,
                       "there is no such language; there are " + in_words(language_names(folders)));
        } else if (const auto read = read_toml(file, report)) {
            loaded.emplace(tag, LanguageReader(file.string(), read->table, origins, report).run());
        }
        const auto found = report.sorted();
        problems.insert(problems.end(), found.begin(), found.end());
    }
    if (!problems.empty()) return problems;
    return routing::Catalogue(std::move(loaded), languages.empty() ? "" : languages.front(),
                              std::move(help));
}

std::vector<std::string> language_names(const std::vector<std::filesystem::path>& folders) {
    std::set<std::string> names;
    for (const auto& folder : folders) {
        std::error_code failed;
        for (const auto& entry :
             std::filesystem::directory_iterator(folder / "languages", failed)) {
            const auto tag = entry.path().filename().string();
            if (!complaint(Form::language, tag) &&
                std::filesystem::exists(messages_file(folder, tag), failed)) {
                names.insert(tag);
            }
        }
    }
    return {names.begin(), names.end()};
}

}  // namespace tipwire::config
