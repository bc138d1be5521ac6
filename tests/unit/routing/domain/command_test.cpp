// SPDX-License-Identifier: Apache-2.0
// Commands and reports told apart: a text is never lost to a misread command.
#include "routing/domain/command.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

using Kind = Command::Kind;

constexpr std::uint64_t number = 481516234210815;  // 4815 1623 4210 8159

const Catalogue& command_words() {
    static const Catalogue catalogue = [] {
        std::map<std::string, Language, std::less<>> languages;
        languages["en"].commands = {
            {"status", CommandWord::status},   {"new", CommandWord::fresh},
            {"help", CommandWord::help},       {"stop", CommandWord::stop},
            {"correct", CommandWord::correct}, {"withdraw", CommandWord::withdraw}};
        languages["ru"].commands = {
            {"статус", CommandWord::status},     {"новое", CommandWord::fresh},
            {"помощь", CommandWord::help},       {"стоп", CommandWord::stop},
            {"исправить", CommandWord::correct}, {"отозвать", CommandWord::withdraw}};
        languages["kk"].commands = {{"күй", CommandWord::status}, {"стоп", CommandWord::stop}};
        languages["uz"].commands = {{"to'xta", CommandWord::stop}};
        return Catalogue{std::move(languages), "ru"};
    }();
    return catalogue;
}

Command command_of(std::string_view text) { return read_command(text, command_words()); }

void expect_report(std::string_view text) {
    const auto command = command_of(text);
    EXPECT_EQ(command.kind, Kind::report) << text;
    EXPECT_EQ(command.rest, text);
    EXPECT_FALSE(command.code) << text;
}
void expect_status(std::string_view text) {
    const auto command = command_of(text);
    EXPECT_EQ(command.kind, Kind::status) << text;
    ASSERT_TRUE(command.code) << text;
    EXPECT_EQ(command.code->number(), number) << text;
}
void expect_unknown_code(std::string_view text) {
    const auto command = command_of(text);
    EXPECT_EQ(command.kind, Kind::status) << text;
    EXPECT_FALSE(command.code) << text;
}
void expect_command(std::string_view text, Kind kind, std::string_view rest) {
    const auto command = command_of(text);
    EXPECT_EQ(command.kind, kind) << text;
    EXPECT_EQ(command.rest, rest) << text;
    const bool by_code = kind == Kind::add || kind == Kind::correct || kind == Kind::withdraw;
    EXPECT_EQ(command.code.has_value(), by_code) << text;
    if (command.code) {
        EXPECT_EQ(command.code->number(), number) << text;
    }
}

TEST(Command, IsAReportByDefault) {
    for (const auto* text :
         {"", " ", "?", "Торгуют у гаража", "Продают во дворе, ул. Мира 12", "😀",
          "+7 701 000 00 01 продаёт", "15 человек у подъезда", "12345678 неизвестно",
          "the status is unclear", "statuses", "\xff\xfe", "2026-11-21 20:39 у школы"}) {
        expect_report(text);
    }
}

TEST(Command, OfNothingButACodeIsStatus) {
    for (const auto* text :
         {"4815162342108159", "4815 1623 4210 8159", "4815-1623-4210-8159", " 4815162342108159\r\n",
          "4815 1623 4210 8159.", "«4815 1623 4210 8159»", "#4815162342108159",
          "48151623 42108159?", "4815 - 1623 - 4210 - 8159", "4815\u00a01623\u00a04210\u00a08159",
          "4815 1623\n4210 8159", "\ufeff4815162342108159", "№ 4815 1623 4210 8159"}) {
        expect_status(text);
        EXPECT_EQ(command_of(text).language, "");
    }
}

TEST(Command, OfStatusAndACodeIsStatus) {
    for (const auto* text :
         {"STATUS 4815162342108159", "status: 4815 1623 4210 8159", "Статус №4815-1623-4210-8159",
          "СТАТУС\n4815162342108159", "\"Күй\" 4815162342108159!", "status4815162342108159",
          "Статус? 4815 1623 4210 8159 ?", "STATUS <4815162342108159>",
          "status-4815162342108159"}) {
        expect_status(text);
    }
}

TEST(Command, WithAWrongCheckDigitIsStatusOfAnUnknownCode) {
    for (const auto* text :
         {"4815162342108157", "STATUS 4815162342108157", "статус 4815 1623 4210 8157.",
          "CORRECT 4815162342108157", "withdraw 4815162342108157"}) {
        expect_unknown_code(text);
    }
}
TEST(Command, OfStatusWithoutACodeIsStatusOfAnUnknownCode) {
    for (const auto* text : {"STATUS", "статус?", "Статус 1234", "status 481516234210815",
                             "status 48151623421081590"}) {
        expect_unknown_code(text);
    }
}
TEST(Command, KeepsWordsBesideAWrongCodeAsAReport) {
    for (const auto* text :
         {"4815162342108157 они переехали", "STATUS 4815162342108157 они переехали",
          "CORRECT 4815162342108157 дом 5", "withdraw 4815162342108157 ошибся", "status soon",
          "статус дела неясен", "status 1234 в доме"}) {
        expect_report(text);
    }
}

TEST(Command, OfACodeAndWordsAddsThem) {
    expect_command("4815 1623 4210 8159 они переехали", Kind::add, "они переехали");
    expect_command("4815162342108159: дом 5 ", Kind::add, "дом 5 ");
    expect_command("4815162342108159\n\n- дом 5", Kind::add, "дом 5");
    expect_command("4815162342108159, 15 человек", Kind::add, "15 человек");
    expect_command("4815162342108159 5", Kind::add, "5");
    expect_command("4815162342108159дом", Kind::add, "дом");
    expect_command("4815162342108159 +77010000001", Kind::add, "+77010000001");
    expect_command("4815162342108159 (дом 5)", Kind::add, "(дом 5)");
    expect_command("STATUS 4815162342108159 они переехали", Kind::add, "они переехали");
}
TEST(Command, NeedsExactlySixteenDigitsForACode) {
    expect_report("48151623421081590 дом");
    expect_report("481516234210815 дом");
    expect_report("4815, 1623, 4210, 8159 дом");
    expect_report("4815    1623 4210 8159 дом");  // four blanks part numbers, not groups of one
}

TEST(Command, OfNewBeginsANewTip) {
    expect_command("NEW - они вернулись", Kind::fresh, "они вернулись");
    expect_command("NEW\nони вернулись", Kind::fresh, "они вернулись");
    expect_command("Новое: у школы\nв 8 вечера ", Kind::fresh, "у школы\nв 8 вечера ");
    expect_command("new 4815162342108159 дом", Kind::fresh, "4815162342108159 дом");
    EXPECT_EQ(command_of("Новое: у школы").language, "ru");
}
TEST(Command, OfNewKeepsTheWordWhereItBelongsToTheSentence) {
    expect_command("New people sell here", Kind::fresh, "New people sell here");
    expect_command(" Новое место у школы", Kind::fresh, " Новое место у школы");
}
TEST(Command, OfNewAloneIsAReport) {
    expect_report("NEW");
    expect_report("новое!");
    expect_report("newcomers sell here");
}

TEST(Command, OfStopCountsOnlyAlone) {
    for (const auto* text :
         {"STOP", "stop.", " «Стоп» ", "СТОП!!!", "STOP 4815162342108159", "To\u02BBxta"}) {
        expect_command(text, Kind::stop, "");
    }
    for (const auto* text : {"STOP selling there", "стоп наркотикам", "stop 24", "stop, 5",
                             "stop 4815162342108157 дом", "stopp"}) {
        expect_report(text);
    }
}

TEST(Command, OfHelpCountsOnlyAlone) {
    for (const auto* text : {"HELP", "help!", " «Помощь» ", "ПОМОЩЬ???", "HELP 4815162342108159"})
        expect_command(text, Kind::help, "");
    for (const auto* text : {"Помощь нужна, тут продают", "help me please", "помощь 24", "помощью",
                             "Help 4815162342108157 he is ill"}) {
        expect_report(text);
    }
    expect_command("Help 4815162342108159 he is ill", Kind::add, "he is ill");
    expect_command("stop 4815162342108159 дом", Kind::add, "дом");
}

TEST(Command, OfCorrectNeedsCodeAndWords) {
    expect_command("CORRECT 4815162342108159 дом 7, не 5", Kind::correct, "дом 7, не 5");
    expect_command("Исправить 4815 1623 4210 8159: дом 7", Kind::correct, "дом 7");
    expect_report("correct me if I am wrong");
    expect_report("CORRECT");
    expect_status("CORRECT 4815162342108159");
}
TEST(Command, OfWithdrawNeedsACode) {
    expect_command("WITHDRAW 4815162342108159", Kind::withdraw, "");
    expect_command("Отозвать: 4815 1623 4210 8159.", Kind::withdraw, "");
    expect_command("withdraw 4815162342108159 ошибся домом", Kind::withdraw, "ошибся домом");
    expect_report("WITHDRAW soon");
    expect_report("withdraw");
}

TEST(CodesIn, AreFoundWhereverTheyStand) {
    const std::string text = "мой код 4815 1623 4210 8159, и ещё №4815-1623-4210-8159!";
    const auto codes = codes_in(text);
    ASSERT_EQ(codes.size(), 2U);
    for (const auto& found : codes) EXPECT_EQ(found.code.number(), number);
    EXPECT_EQ(text.substr(codes[0].begin, codes[0].end - codes[0].begin), "4815 1623 4210 8159");
    EXPECT_EQ(text.substr(codes[1].begin, codes[1].end - codes[1].begin), "4815-1623-4210-8159");
}
TEST(CodesIn, AreSixteenDigitsWithTheirCheckDigit) {
    for (const auto* text : {"", "дом 5", "4815162342108157", "481516234210815",
                             "48151623421081590", "04815162342108159", "4815, 1623, 4210, 8159"}) {
        EXPECT_TRUE(codes_in(text).empty()) << text;
    }
    EXPECT_EQ(codes_in("дом 5, 4815162342108159").size(), 1U);
}
TEST(CodesIn, AreFoundBehindANumberThatReachesIntoThem) {
    EXPECT_EQ(codes_in("кв 12 4815162342108159").size(), 1U);
}

TEST(Command, SaysWhoseWordItWas) {
    EXPECT_EQ(command_of("статус").language, "ru");
    EXPECT_EQ(command_of("STATUS 4815162342108159").language, "en");
    EXPECT_EQ(command_of("күй 4815162342108159").language, "kk");
    EXPECT_EQ(command_of("стоп").language, "");  // a word of two languages
    EXPECT_EQ(command_of("Торгуют у гаража").language, "");
}

}  // namespace
}  // namespace tipwire::routing
