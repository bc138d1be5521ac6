// SPDX-License-Identifier: Apache-2.0
// Properties over generated values: round trips, detected slips, texts left alone.
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "routing/domain/command.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/domain/normalise.hpp"
#include "routing/domain/redaction.hpp"
#include "routing/domain/time.hpp"
#include "routing/domain/tip_code.hpp"

namespace tipwire::routing {
namespace {

TipCode any_code() { return TipCode{*rc::gen::inRange<std::uint64_t>(0, tip_code_space)}; }

// A number of 10 to 15 digits, and a text of what surrounds numbers in reports.
std::string any_number() {
    const auto digits = *rc::gen::inRange<std::size_t>(10, 16);
    std::string number = "+" + std::to_string(*rc::gen::inRange(1, 10));
    while (number.size() <= digits) number += static_cast<char>('0' + *rc::gen::inRange(0, 10));
    return number;
}
std::string any_words() {
    static const std::vector<std::string> words{"дом", " ", "у гаража", "\n",     "(", ")", "-",
                                                "+",   ".", "«",        "\u00a0", "x", "/", ", "};
    std::string text;
    for (const auto& word :
         *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words))) {
        text += word;
    }
    return text;
}

RC_GTEST_PROP(TipCodeProperty, ReadsBack, ()) {
    const TipCode code = any_code();
    RC_ASSERT(TipCode::parse(code.digits()) == code);
    RC_ASSERT(TipCode::parse(code.grouped()) == code);
}
RC_GTEST_PROP(TipCodeProperty, DetectsEverySingleWrongDigit, ()) {
    const std::string digits = any_code().digits();
    for (std::size_t at = 0; at < digits.size(); ++at) {
        for (char other = '0'; other <= '9'; ++other) {
            std::string wrong = digits;
            wrong[at] = other;
            RC_ASSERT(TipCode::parse(wrong).has_value() == (other == digits[at]));
        }
    }
}
RC_GTEST_PROP(TipCodeProperty, DetectsEverySwapOfNeighbours, ()) {
    const std::string digits = any_code().digits();
    for (std::size_t at = 0; at + 1 < digits.size(); ++at) {
        std::string wrong = digits;
        std::swap(wrong[at], wrong[at + 1]);
        RC_ASSERT(TipCode::parse(wrong).has_value() == (wrong == digits));
    }
}

RC_GTEST_PROP(MessageBodyProperty, ReadsBack, (std::string text, std::string recipient)) {
    MessageBody body;
    body.text = TipText{text};
    body.recipient = recipient;
    body.part = {*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>(),
                 *rc::gen::arbitrary<std::uint32_t>()};
    for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        body.media.push_back({*rc::gen::arbitrary<std::string>(),
                              *rc::gen::arbitrary<std::string>(), *rc::gen::arbitrary<Bytes>()});
    }

    const auto read = decode_message_body(encode(body).reveal());

    RC_ASSERT(read.has_value());
    RC_ASSERT(read->text.reveal() == text);
    RC_ASSERT(read->recipient == recipient);
    RC_ASSERT(read->part == body.part);
    RC_ASSERT(read->media == body.media);
}
RC_GTEST_PROP(MessageBodyProperty, SurvivesAnyBytes, (Bytes bytes)) {
    bytes.insert(bytes.begin(), 1);
    const auto read = decode_message_body(bytes);
    RC_ASSERT(read.has_value() || read.error().code == Errc::damaged);
}

RC_GTEST_PROP(NormaliseProperty, IsStable, (std::string text)) {
    const auto once = to_valid_utf8(text);
    RC_ASSERT(to_valid_utf8(once) == once);
    RC_ASSERT(once.find('\0') == std::string::npos);
}

RC_GTEST_PROP(TimeProperty, ReadsBack, ()) {
    const auto seconds = *rc::gen::inRange<std::int64_t>(-62'000'000'000, 253'000'000'000);
    RC_ASSERT(parse_rfc3339(to_rfc3339(from_unix_seconds(seconds))) == from_unix_seconds(seconds));
}
RC_GTEST_PROP(DurationProperty, ReadsBack, ()) {
    const std::chrono::seconds duration{*rc::gen::inRange(0, 315'000'000)};
    RC_ASSERT(parse_duration(to_text(duration)) == Duration{duration});
}

RC_GTEST_PROP(RedactionProperty, LeavesTextWithoutDigitsAlone, ()) {
    const std::string text = any_words();
    RC_ASSERT(mask_own_number(text, *PhoneNumber::parse(any_number())) == text);
}
RC_GTEST_PROP(RedactionProperty, LeavesNoOwnNumberInAnyGrouping, ()) {
    const std::string number = any_number();
    const PhoneNumber own = *PhoneNumber::parse(number);
    const auto separators =
        std::vector<std::string>{"", "", " ", "-", " (", ") ", "\u00a0", ".", "\n"};
    std::string spelling;
    for (const char digit : number.substr(1)) {
        if (!spelling.empty()) spelling += *rc::gen::elementOf(separators);
        spelling += digit;
    }
    const std::string text = "тел. " + any_words() + "a" + spelling + "b" + any_words();

    const std::string masked = mask_own_number(text, own);

    RC_ASSERT(masked.find(mask) != std::string::npos);
    RC_ASSERT(masked.find_first_of("0123456789") == std::string::npos);
}
RC_GTEST_PROP(RedactionProperty, LeavesNumbersWithAnotherEndAlone, ()) {
    const std::string number = any_number();
    std::string other = any_number();
    RC_PRE(other.substr(other.size() - 7) != number.substr(number.size() - 7));
    const std::string text = any_words() + "a" + other + "b";
    RC_ASSERT(mask_own_number(text, *PhoneNumber::parse(number)) == text);
}

RC_GTEST_PROP(CommandProperty, LosesNoWordsAfterACode, ()) {
    const std::string text = any_code().grouped() + " слово " + any_words();
    const auto command = read_command(text, Catalogue{});
    RC_ASSERT(command.kind == Command::Kind::add);
    RC_ASSERT(text.ends_with(command.rest) && command.rest.starts_with("слово"));
}

// Texts as people may send them: a command word or none, codes right and wrong, words, signs.
struct AnyText {
    std::string text;
    std::vector<std::string> words;  // those that must not be lost
};
const Catalogue& one_word_each() {
    static const Catalogue catalogue = [] {
        std::map<std::string, Language, std::less<>> languages;
        languages["xx"].commands = {
            {"status", CommandWord::status},   {"new", CommandWord::fresh},
            {"help", CommandWord::help},       {"stop", CommandWord::stop},
            {"correct", CommandWord::correct}, {"withdraw", CommandWord::withdraw}};
        return Catalogue{std::move(languages), "xx"};
    }();
    return catalogue;
}
std::string any_blank() {
    return *rc::gen::elementOf(std::vector<std::string>{" ", "  ", ": ", "\n", ", ", " - "});
}
AnyText any_text(const std::vector<std::string>& commands, bool code_first = false) {
    AnyText made;
    const auto command = *rc::gen::elementOf(commands);
    if (!command.empty()) made.text = command + any_blank();
    const int pieces = *rc::gen::inRange(1, 6);
    for (int i = 0; i < pieces; ++i) {
        const int kind = code_first && i == 0 ? 1 : *rc::gen::inRange(0, 3);
        if (kind == 0) {
            made.words.push_back("слово" + std::string(1, static_cast<char>('a' + i)));
            made.text += made.words.back();
        } else {
            std::string code = any_code().grouped();
            if (kind == 2)
                code.back() = code.back() == '9' ? '0' : static_cast<char>(code.back() + 1);
            made.text += code;
        }
        made.text += kind == 0 ? any_blank()
                               : *rc::gen::elementOf(std::vector<std::string>{" x ", ", и ", "? "});
    }
    return made;
}

RC_GTEST_PROP(CommandProperty, NeverLosesAWord, ()) {
    const auto made = any_text({"", "STATUS", "new", "Help", "stop", "correct", "WITHDRAW"});
    const auto command = read_command(made.text, one_word_each());
    if (command.kind == Command::Kind::report) RC_ASSERT(command.rest == made.text);
    for (const auto& word : made.words) RC_ASSERT(command.rest.find(word) != std::string::npos);
}
RC_GTEST_PROP(CommandProperty, HandsOnNoCodeThatATextBeginsWith, ()) {
    const auto made = any_text({"", "STATUS", "Help", "stop", "correct", "WITHDRAW"}, true);
    const auto command = read_command(made.text, one_word_each());
    const auto codes = codes_in(made.text);
    RC_ASSERT(!codes.empty());
    RC_ASSERT(command.kind != Command::Kind::report);
    RC_ASSERT(codes_in(command.rest).size() == codes.size() - 1);
}
RC_GTEST_PROP(CommandProperty, FindsEveryCode, ()) {
    const std::string code = any_code().grouped();
    const auto codes = codes_in("a" + any_words() + "a" + code + "b" + any_words());
    RC_ASSERT(codes.size() == 1U);
    RC_ASSERT(codes[0].code.grouped() == code);
}
RC_GTEST_PROP(CommandProperty, ReadsAnyBytesAsAReportWithoutCommandWords, (std::string text)) {
    const auto command = read_command("x" + text, Catalogue{});
    RC_ASSERT(command.kind == Command::Kind::report);
    RC_ASSERT(command.rest == "x" + text);
}

}  // namespace
}  // namespace tipwire::routing
