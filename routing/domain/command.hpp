// SPDX-License-Identifier: Apache-2.0
// What a text asks for: a report by default; a command only if its first word says so, or it begins
// with a tip code.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "routing/domain/catalogue.hpp"
#include "routing/domain/tip_code.hpp"

namespace tipwire::routing {

struct Command {
    enum class Kind {
        report,    // no command: the text is the report
        status,    // "STATUS code", or nothing but a code
        fresh,     // "NEW text": always a new tip; rest is its text
        help,      // "HELP" and nothing else
        stop,      // "STOP" and nothing else
        add,       // "code text": more for that tip
        correct,   // "CORRECT code text"
        withdraw,  // "WITHDRAW code" (words after the code are kept as its text)
    } kind = Kind::report;
    // Empty where sixteen digits stood but their check digit is wrong: to be treated like an
    // unknown code.
    std::optional<TipCode> code;
    std::string rest;      // the text after the command and code, untrimmed at its end
    std::string language;  // whose command word it was; "" if none

    Command() = default;
};

// Case-insensitive (fold_word), in every language of the catalogue; blanks, line ends and
// punctuation around the command are ignored. Digits of a code may be grouped by blanks or dashes.
// A command word without what it needs ("WITHDRAW soon", "NEW" alone) is a report. "STOP selling
// there" and "Help is needed" are reports: STOP and HELP count only alone, or with nothing but a
// code; "STOP code words" is add. Texts are never lost: when in doubt, report.
//  - NEW is cut off only where it is set off ("NEW: ...", "NEW 4400 ..."): in "New people sell" it
//  belongs to the sentence, and stays.
//  - STATUS alone or with some other count of digits ("STATUS 1234") is status with no code.
//  - "STATUS code words" is add: the words matter more than the answer.
//  - "CORRECT code" without words is status, and so is any command with sixteen wrong digits and
//  nothing else.
Command read_command(std::string_view text, const Catalogue& catalogue);

// Every sixteen digits of a text that could be a tip code, grouped as read_command() takes them.
struct CodeInText {
    TipCode code;
    std::size_t begin = 0;  // bytes of the text
    std::size_t end = 0;
};
std::vector<CodeInText> codes_in(std::string_view text);

}  // namespace tipwire::routing
