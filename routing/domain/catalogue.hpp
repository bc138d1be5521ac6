// SPDX-License-Identifier: Apache-2.0
// The texts a citizen gets and the command words a citizen may send, by language. Filled by config.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tipwire::routing {

enum class CommandWord { status, fresh, help, stop, correct, withdraw };

// Every key of a messages.toml [texts] table; "{code}" in receipt is replaced.
inline constexpr std::array<std::string_view, 15> text_keys{
    "receipt",       // neutral word and {code}
    "added",         // a message was added to a tip by its code
    "withdrawn",     // a tip was withdrawn by its code
    "stopped",       // STOP: nothing will be sent any more
    "code.unknown",  // wrong, unknown, expired and destroyed codes alike; tells how to send a
                     // report
    "code.later",    // over the guess budget
    "status.received",
    "status.forwarded",
    "status.acknowledged",
    "status.registered",
    "status.under_check",
    "status.decided",
    "status.closed",
    "status.withdrawn",
    "status.held",
};

struct Language {
    std::map<std::string, std::string, std::less<>> texts;
    std::map<std::string, CommandWord, std::less<>> commands;  // folded: fold_word()
    // How its texts are told from others': the letters it has beyond a-z, and frequent words.
    // Folded: fold_letter().
    std::set<char32_t> letters;
    std::set<std::string, std::less<>> frequent;
};

// What HELP answers: by area, then by language. An area has at least one text.
using HelpTexts =
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;

class Catalogue {
public:
    Catalogue() = default;
    Catalogue(std::map<std::string, Language, std::less<>> languages, std::string fallback,
              HelpTexts help = {})
        : languages_(std::move(languages)),
          fallback_(std::move(fallback)),
          help_(std::move(help)) {}

    // The text in that language, or in the fallback language; an unknown key is an assertion.
    const std::string& text(std::string_view language, std::string_view key) const;
    // The command of a folded word, in any language.
    const CommandWord* command(std::string_view folded_word) const;
    // The language whose word it is, "" if none or several.
    std::string_view language_of(std::string_view folded_word) const;
    bool has(std::string_view language) const { return languages_.contains(language); }
    // nullptr if there is no such language.
    const Language* language(std::string_view tag) const;
    // The area whose help text serves this area: itself, else the nearest one above it ("a" for
    // "a/b"), else "" if there is one for everywhere. nullptr if none does.
    const std::string* help_area(std::string_view area) const;
    // Of an area as help_area() names it: in that language, the fallback language, or any. nullptr
    // if it is there no more.
    const std::string* help(std::string_view language, std::string_view area) const;

private:
    std::map<std::string, Language, std::less<>> languages_;
    std::string fallback_;
    HelpTexts help_;
};

// Lower case as to_lower() of letter_case.hpp, every apostrophe the same, without surrounding
// blanks and punctuation: enough for command words; not for search.
std::string fold_word(std::string_view word);

// One letter folded: lower case, and one apostrophe for all of them.
char32_t fold_letter(char32_t point);

}  // namespace tipwire::routing
