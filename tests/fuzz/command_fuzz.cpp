// SPDX-License-Identifier: Apache-2.0
// Any text is read as some command, and the words of a report or an addition are never lost; codes
// are found where they stand.
#include "routing/domain/command.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace tipwire::fuzz {

using routing::Command;
using routing::CommandWord;

namespace {
routing::Catalogue make_catalogue() {
    std::map<std::string, routing::Language, std::less<>> languages;
    languages["en"].commands = {
        {"status", CommandWord::status},   {"new", CommandWord::fresh},
        {"help", CommandWord::help},       {"stop", CommandWord::stop},
        {"correct", CommandWord::correct}, {"withdraw", CommandWord::withdraw}};
    languages["ru"].commands = {{"статус", CommandWord::status}, {"стоп", CommandWord::stop}};
    return {std::move(languages), "ru"};
}
}  // namespace

void run(Input input) {
    static const routing::Catalogue catalogue = make_catalogue();
    const auto text = input.rest();
    const Command command = routing::read_command(text, catalogue);
    require(text.ends_with(command.rest));
    switch (command.kind) {
        case Command::Kind::report: require(command.rest == text && !command.code); break;
        case Command::Kind::fresh: require(!command.rest.empty()); break;
        case Command::Kind::add:
        case Command::Kind::correct: require(command.code && !command.rest.empty()); break;
        case Command::Kind::withdraw: require(command.code.has_value()); break;
        case Command::Kind::help:
        case Command::Kind::stop:
        case Command::Kind::status: require(command.rest.empty()); break;
    }
    std::size_t end = 0;
    for (const auto& found : routing::codes_in(text)) {
        require(end <= found.begin && found.begin < found.end && found.end <= text.size());
        end = found.end;
        const auto again = routing::codes_in(text.substr(found.begin, found.end - found.begin));
        require(again.size() == 1 && again[0].code.number() == found.code.number());
    }
}

}  // namespace tipwire::fuzz
