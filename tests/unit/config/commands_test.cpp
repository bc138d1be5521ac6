// SPDX-License-Identifier: Apache-2.0
// Every command in every shipped language, with every word there is for it.
#include <gtest/gtest.h>

#include "config/catalogue.hpp"
#include "config/source_tree.hpp"
#include "routing/domain/command.hpp"

namespace tipwire::config {
namespace {

using routing::CommandWord;
using Kind = routing::Command::Kind;

const std::string code = "4815 1623 4210 8159";

const routing::Catalogue& every_language() {
    static const auto loaded = load_catalogue(language_names({shipped_data}), {shipped_data});
    return std::get<routing::Catalogue>(loaded);
}

struct Wanted {
    CommandWord command;
    std::string text;  // "@" is the word
    Kind kind;
    std::string rest;  // "": none; "=": the whole text
};

const std::vector<Wanted>& cases() {
    static const std::vector<Wanted> all{
        {CommandWord::status, "@", Kind::status, ""},
        {CommandWord::status, " @? ", Kind::status, ""},
        {CommandWord::status, "@ " + code, Kind::status, ""},
        {CommandWord::status, "@: " + code + " дом 5", Kind::add, "дом 5"},
        {CommandWord::status, "@ дома неясен", Kind::report, "="},
        {CommandWord::fresh, "@: дом 5", Kind::fresh, "дом 5"},
        {CommandWord::fresh, "@ 4400 1234 5678 9012", Kind::fresh, "4400 1234 5678 9012"},
        {CommandWord::fresh, "@ люди у дома", Kind::fresh, "="},
        {CommandWord::fresh, "@", Kind::report, "="},
        {CommandWord::help, "@", Kind::help, ""},
        {CommandWord::help, "«@!»", Kind::help, ""},
        {CommandWord::help, "@ " + code, Kind::help, ""},
        {CommandWord::help, "@ нужна, тут продают", Kind::report, "="},
        {CommandWord::stop, "@.", Kind::stop, ""},
        {CommandWord::stop, "@ " + code, Kind::stop, ""},
        {CommandWord::stop, "@ дом 5", Kind::report, "="},
        {CommandWord::correct, "@ " + code + " дом 7", Kind::correct, "дом 7"},
        {CommandWord::correct, "@ дом 7", Kind::report, "="},
        {CommandWord::correct, "@ " + code, Kind::status, ""},
        {CommandWord::withdraw, "@ " + code, Kind::withdraw, ""},
        {CommandWord::withdraw, "@", Kind::report, "="},
        {CommandWord::withdraw, "@ дом 7", Kind::report, "="},
    };
    return all;
}

std::string capitals(std::string word) {  // of ASCII
    for (char& letter : word) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return word;
}

void expect(const Wanted& wanted, const std::string& word) {
    std::string text = wanted.text;
    text.replace(text.find('@'), 1, word);
    const auto command = routing::read_command(text, every_language());
    EXPECT_EQ(command.kind, wanted.kind) << text;
    EXPECT_EQ(command.rest, wanted.rest == "=" ? text : wanted.rest) << text;
}

TEST(ShippedCommands, MeanTheSameInEveryLanguage) {
    int words = 0;
    for (const auto& tag : language_names({shipped_data})) {
        for (const auto& [word, command] : every_language().language(tag)->commands) {
            for (const auto& wanted : cases()) {
                if (wanted.command != command) continue;
                expect(wanted, word);
                expect(wanted, capitals(word));
                ++words;
            }
        }
    }
    EXPECT_GT(words, 300);
}

TEST(ShippedCommands, TakeTheApostropheOfAnyPhone) {
    for (const auto* text : {"to'xta", "to`xta", "TOʻXTA", "To‘xta", "to’xta", "toxta"})
        EXPECT_EQ(routing::read_command(text, every_language()).kind, Kind::stop) << text;
}

TEST(ShippedCommands, OfABareCodeNeedNoWord) {
    EXPECT_EQ(routing::read_command(code, every_language()).kind, Kind::status);
    EXPECT_EQ(routing::read_command(code + " дом 5", every_language()).kind, Kind::add);
}

}  // namespace
}  // namespace tipwire::config
