// SPDX-License-Identifier: Apache-2.0
// Telling commands from reports: "STATUS 4815 1623 4210 8159", "4815162342108159 they moved",
// "Sells by the gate".
#include "routing/domain/command.hpp"

#include "routing/domain/code_points.hpp"

namespace tipwire::routing {

namespace {

constexpr int code_gap_max = 3;  // blanks and dashes between two digits of a code

bool is_ascii_digit(char32_t point) { return point >= U'0' && point <= U'9'; }
bool is_gap(char32_t point) { return is_blank(point) || is_dash(point) || is_invisible(point); }
bool is_edge(char32_t point) {
    return is_blank(point) || is_punctuation(point) || is_invisible(point);
}
// What parts a code from the words after it. Other punctuation belongs to the words: "+7...",
// "(...".
bool is_separator(char32_t point) {
    return is_gap(point) || point == U':' || point == U',' || point == U'.' || point == U';';
}

template <class Predicate>
std::string_view drop_leading(std::string_view text, Predicate predicate) {
    while (!text.empty()) {
        const auto point = read_code_point(text);
        if (!predicate(point.value)) break;
        text.remove_prefix(point.size);
    }
    return text;
}

bool says_nothing(std::string_view text) { return drop_leading(text, is_edge).empty(); }

// Sixteen digits at the front of a text. With a wrong check digit there is no code.
struct Sixteen {
    std::optional<TipCode> code;
    std::string_view behind;  // what follows them
    std::string_view after;   // the same without separators

    Sixteen(std::optional<TipCode> read, std::string_view left)
        : code(read), behind(left), after(drop_leading(left, is_separator)) {}
};

std::optional<Sixteen> read_sixteen(std::string_view text) {
    std::string digits;
    digits.reserve(tip_code_length);
    int gap = 0;
    while (digits.size() < tip_code_length && !text.empty()) {
        const auto point = read_code_point(text);
        if (is_ascii_digit(point.value)) {
            digits.push_back(static_cast<char>(point.value));
            gap = 0;
        } else if (digits.empty() || !is_gap(point.value) || ++gap > code_gap_max) {
            return std::nullopt;
        }
        text.remove_prefix(point.size);
    }
    if (digits.size() < tip_code_length) return std::nullopt;
    if (!text.empty() && is_ascii_digit(read_code_point(text).value)) return std::nullopt;
    return Sixteen{TipCode::parse(digits), text};
}

// The first word, and what stands behind it.
struct FirstWord {
    std::string folded;
    std::string_view after;

    FirstWord(std::string word, std::string_view left) : folded(std::move(word)), after(left) {}
};

FirstWord first_word(std::string_view text) {
    // A digit ends it too if a whole code follows: "STATUS4815162342108159" is no report to pass
    // on.
    const auto ends_word = [](std::string_view at) {
        const char32_t point = read_code_point(at).value;
        if (is_ascii_digit(point)) return read_sixteen(at).has_value();
        return is_edge(point) && !is_apostrophe(point);
    };
    auto left = text;
    while (!left.empty() && !ends_word(left)) left.remove_prefix(read_code_point(left).size);
    return {fold_word(text.substr(0, text.size() - left.size())), left};
}

Command make_command(Command::Kind kind, std::optional<TipCode> code, std::string_view rest,
                     std::string_view language) {
    Command command;
    command.kind = kind;
    command.code = code;
    command.rest = rest;
    command.language = language;
    return command;
}

Command make_report(std::string_view text) {
    return make_command(Command::Kind::report, std::nullopt, text, {});
}

// A text that begins with a code and no command word.
Command read_bare_code(std::string_view text, std::string_view whole) {
    const auto sixteen = read_sixteen(text);
    if (!sixteen) return make_report(whole);
    if (says_nothing(sixteen->after))
        return make_command(Command::Kind::status, sixteen->code, {}, {});
    if (!sixteen->code) return make_report(whole);
    return make_command(Command::Kind::add, sixteen->code, sixteen->after, {});
}

// A command word and what followed it.
struct Words {
    std::string_view whole;
    std::string_view after;     // behind the command word
    std::string_view language;  // of the command word
};

// "STATUS", or "STATUS 1234": a mistyped code has no words that could be lost.
bool has_only_digits(std::string_view text) {
    const auto digit_or_edge = [](char32_t point) {
        return is_ascii_digit(point) || is_edge(point);
    };
    return drop_leading(text, digit_or_edge).empty();
}

Command read_status(const Words& words) {
    const auto sixteen = read_sixteen(drop_leading(words.after, is_edge));
    if (!sixteen) {
        if (!has_only_digits(words.after)) return make_report(words.whole);
        return make_command(Command::Kind::status, std::nullopt, {}, words.language);
    }
    if (says_nothing(sixteen->after)) {
        return make_command(Command::Kind::status, sixteen->code, {}, words.language);
    }
    // Words after the code are more important than the answer.
    if (!sixteen->code) return make_report(words.whole);
    return make_command(Command::Kind::add, sixteen->code, sixteen->after, words.language);
}

// "NEW: they ...", "NEW 4400 ..." and a line of its own; not "New people sell here".
bool is_set_off(std::string_view after) {
    const auto blank = [](char32_t point) {
        return (is_blank(point) && point != U'\n' && point != U'\r') || is_invisible(point);
    };
    const auto next = drop_leading(after, blank);
    const char32_t point = read_code_point(next).value;
    return is_ascii_digit(point) || is_edge(point);
}

Command read_fresh(const Words& words) {
    if (says_nothing(words.after)) return make_report(words.whole);
    const auto rest =
        is_set_off(words.after) ? drop_leading(words.after, is_separator) : words.whole;
    return make_command(Command::Kind::fresh, std::nullopt, rest, words.language);
}

// STOP and HELP. Words after a code are more important, and are for that code's tip.
Command read_alone(Command::Kind kind, const Words& words) {
    const auto left = drop_leading(words.after, is_edge);
    const auto sixteen = read_sixteen(left);
    if (left.empty() || (sixteen && says_nothing(sixteen->after)))
        return make_command(kind, std::nullopt, {}, words.language);
    if (!sixteen || !sixteen->code) return make_report(words.whole);
    return make_command(Command::Kind::add, sixteen->code, sixteen->after, words.language);
}

// CORRECT and WITHDRAW. A code alone is a question for its status: there are no words to keep, and
// a report made of it would hand the code to the contact.
Command read_with_code(Command::Kind kind, const Words& words) {
    const auto sixteen = read_sixteen(drop_leading(words.after, is_edge));
    if (!sixteen) return make_report(words.whole);
    const bool no_words = says_nothing(sixteen->after);
    const bool withdraws = kind == Command::Kind::withdraw;
    if (no_words && !(withdraws && sixteen->code)) {
        return make_command(Command::Kind::status, sixteen->code, {}, words.language);
    }
    if (!sixteen->code) return make_report(words.whole);
    return make_command(kind, sixteen->code, no_words ? std::string_view{} : sixteen->after,
                        words.language);
}

}  // namespace

Command read_command(std::string_view text, const Catalogue& catalogue) {
    const auto start = drop_leading(text, is_edge);
    if (start.empty()) return make_report(text);
    if (is_ascii_digit(read_code_point(start).value)) return read_bare_code(start, text);

    const FirstWord first = first_word(start);
    const CommandWord* word = catalogue.command(first.folded);
    if (!word) return make_report(text);
    const Words words{text, first.after, catalogue.language_of(first.folded)};
    switch (*word) {
        case CommandWord::status: return read_status(words);
        case CommandWord::fresh: return read_fresh(words);
        case CommandWord::help: return read_alone(Command::Kind::help, words);
        case CommandWord::stop: return read_alone(Command::Kind::stop, words);
        case CommandWord::correct: return read_with_code(Command::Kind::correct, words);
        case CommandWord::withdraw: return read_with_code(Command::Kind::withdraw, words);
    }
    return make_report(text);
}

std::vector<CodeInText> codes_in(std::string_view text) {
    std::vector<CodeInText> found;
    bool after_digit = false;
    for (std::size_t at = 0; at < text.size();) {
        const bool digit = is_ascii_digit(static_cast<unsigned char>(text[at]));
        const auto sixteen =
            digit && !after_digit ? read_sixteen(text.substr(at)) : std::optional<Sixteen>{};
        after_digit = digit;
        if (!sixteen || !sixteen->code) {
            ++at;
            continue;
        }
        const CodeInText code{*sixteen->code, at, text.size() - sixteen->behind.size()};
        at = code.end;
        found.push_back(code);
    }
    return found;
}

}  // namespace tipwire::routing
