// SPDX-License-Identifier: Apache-2.0
// SNPP sessions as lists of lines: those of real clients, and every limit.
#include "gateway/pager/snpp_session.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tipwire::gateway {
namespace {

struct Page {
    std::vector<std::string> pagers;
    std::string text;
    std::uint64_t transaction = 0;
};

SnppRules two_pagers() {
    SnppRules rules;
    rules.pagers = {"5551234", "5550001"};
    return rules;
}

SnppRules with_password() {
    SnppRules rules = two_pagers();
    rules.passwords = {routing::SecretString("now"), routing::SecretString("before")};
    return rules;
}

// A session whose store commits whatever it is given, unless it is told not to.
class Session {
public:
    explicit Session(SnppRules rules = two_pagers()) : rules_(std::move(rules)), session_(rules_) {}

    // The reply without its end, "" if there is none.
    std::string say(std::string_view line, bool crlf = true) {
        return take(session_.on(snpp::Line{line, crlf}));
    }
    std::string hear(const snpp::Event& event) { return take(session_.on(event)); }
    // Everything that a client sends, as it is on the wire; the codes of the replies.
    std::vector<std::string> play(std::string_view bytes) {
        std::vector<std::string> codes{SnppSession::greeting().substr(0, 3)};
        while (!bytes.empty() && !closed) {
            const auto end = bytes.find('\n');
            auto line = bytes.substr(0, end);
            const bool crlf = line.ends_with('\r');
            if (crlf) line.remove_suffix(1);
            const auto reply = say(line, crlf);
            if (!reply.empty()) codes.push_back(reply.substr(0, 3));
            bytes.remove_prefix(end + 1);
        }
        return codes;
    }

    bool commits = true;
    bool closed = false;
    std::vector<Page> pages;

private:
    std::string take(snpp::Action action) {
        if (action.commit) {
            if (!commits) return take(session_.on(snpp::NotCommitted{}));
            pages.push_back({session_.pagers(), session_.text().reveal(), session_.transaction()});
            return take(session_.on(snpp::Committed{"Xk2v"}));
        }
        closed = action.close;
        if (action.reply.ends_with("\r\n")) action.reply.resize(action.reply.size() - 2);
        return action.reply;
    }

    SnppRules rules_;
    SnppSession session_;
};

using Codes = std::vector<std::string>;
using Pagers = std::vector<std::string>;

// ---- what real clients send ---------------------------------------------------------------------

TEST(SnppSession, TakesWhatSendpageSendsFromItsCommandLine) {
    Session session;

    const auto codes = session.play(
        "LOGI tester\r\nSITE HELP NOTIFY\r\nLEVE 1\r\nPAGE 5551234\r\n"
        "MESS Tip at gate 4: two men with bolt cutters\r\nSEND\r\n");

    EXPECT_EQ(codes, (Codes{"220", "250", "500", "250", "250", "250", "250"}));
    ASSERT_EQ(session.pages.size(), 1u);
    EXPECT_EQ(session.pages[0].text, "Tip at gate 4: two men with bolt cutters");
    EXPECT_EQ(session.pages[0].pagers, Pagers{"5551234"});
    EXPECT_FALSE(session.closed);
}

TEST(SnppSession, TakesWhatSendpageReadsFromAFile) {
    Session session;

    const auto codes = session.play(
        "LOGI tester\r\nSITE HELP NOTIFY\r\nHOLD 2611222359\r\nLEVE 1\r\nPAGE 5551234\r\nDATA\r\n"
        "one\n.two\n..three\nлист\n\n.\r\nSEND\r\n");

    EXPECT_EQ(codes, (Codes{"220", "250", "500", "250", "250", "250", "354", "250", "250"}));
    ASSERT_EQ(session.pages.size(), 1u);
    EXPECT_EQ(session.pages[0].text, "one\n.two\n..three\nлист\n");
}

TEST(SnppSession, TakesWhatNetSnppSendsAndNothingThatItDidNotSend) {
    Session session;

    const auto codes = session.play(
        "PAGE 5551234\r\nPAGE 5550001\r\nMESS Tip from perl & co\r\nHOLD 261121205757 +0000\r\n"
        "COVE 1\r\nALER 1\r\nLEVE 2\r\nSEND\r\nRESE\r\nPAGE 5551234\r\nDATA\r\nline one\r\n"
        "..line two\r\nthree\r\n.\r\n2WAY\r\nPING 5551234\r\nQUIT\r\n");

    EXPECT_EQ(codes, (Codes{"220", "250", "250", "250", "250", "250", "250", "250", "250", "250",
                            "250", "354", "250", "500", "500", "221"}));
    ASSERT_EQ(session.pages.size(), 1u);
    EXPECT_EQ(session.pages[0].text, "Tip from perl & co");
    EXPECT_EQ(session.pages[0].pagers, (Pagers{"5551234", "5550001"}));
    EXPECT_TRUE(session.closed);
}

TEST(SnppSession, UndoublesTheDotsOfWhoEndsLinesInCrLf) {
    Session session;

    session.play("PAGE 5551234\r\nDATA\r\nline one\r\n..line two\r\n.three\r\n.\r\nSEND\r\n");

    ASSERT_EQ(session.pages.size(), 1u);
    EXPECT_EQ(session.pages[0].text, "line one\n.line two\n.three");
}

TEST(SnppSession, GoesOnAfterABadCommand) {
    Session session;

    const auto codes =
        session.play("FROB\r\nPAGE 5551234\r\nMESS after a bad command\r\nSEND\r\nQUIT\r\n");

    EXPECT_EQ(codes, (Codes{"220", "500", "250", "250", "250", "221"}));
    EXPECT_EQ(session.pages.at(0).text, "after a bad command");
}

TEST(SnppSession, UnderstandsBareLineFeedsAndSmallLetters) {
    Session session;

    const auto codes = session.play("page 5551234\ndata\nfirst\nsecond\n.\nsend\nquit\n");

    EXPECT_EQ(codes, (Codes{"220", "250", "354", "250", "250", "221"}));
    EXPECT_EQ(session.pages.at(0).text, "first\nsecond");
}

TEST(SnppSession, AnswersTheOptionalCommandsOfLevelTwoAndRefusesLevelThree) {
    Session session;
    for (const auto* line : {"LEVE 3", "HOLD 991231235959", "COVE 2", "ALER 0", "CALL 7010000001",
                             "LOGI anybody", "LOGI anybody secret", "SUBJ fire"}) {
        EXPECT_EQ(session.say(line).substr(0, 3), "250") << line;
    }
    for (const auto* line : {"2WAY", "PING 5551234", "ACKR 1", "MSTA 1 2", "KTAG 1 2", "MCRE 1",
                             "RTYP 1", "NOQU", "EXPT 1"}) {
        EXPECT_EQ(session.say(line).substr(0, 3), "500") << line;
    }
}

TEST(SnppSession, HelpsAndEndsTheHelpAsTheRfcSays) {
    Session session;

    const auto help = session.say("HELP");

    EXPECT_TRUE(help.starts_with("214 ")) << help;
    EXPECT_TRUE(help.ends_with("\r\n250 End of Help Information")) << help;
}

// ---- pages --------------------------------------------------------------------------------------

TEST(SnppSession, KeepsAPageWithoutAMessage) {
    Session session;

    session.play("PAGE 5551234\r\nSEND\r\n");

    ASSERT_EQ(session.pages.size(), 1u);
    EXPECT_EQ(session.pages[0].text, "");
}

TEST(SnppSession, PutsTheSubjectAboveTheMessage) {
    Session session;

    session.play("PAGE 5551234\r\nSUBJ Fire\r\nMESS at gate 4\r\nSEND\r\nPAGE 5551234\r\nSEND\r\n");

    ASSERT_EQ(session.pages.size(), 2u);
    EXPECT_EQ(session.pages[0].text, "Fire\nat gate 4");
    EXPECT_EQ(session.pages[1].text, "");
}

TEST(SnppSession, ReadsBytesThatAreNoUtf8AsLatin1) {
    Session session;

    session.play("PAGE 5551234\r\nMESS caf\xE9\r\nSEND\r\n");

    EXPECT_EQ(session.pages.at(0).text, "café");
}

TEST(SnppSession, GivesAPagerThatIsNamedTwiceThePageOnce) {
    Session session;

    session.play("PAGE 5551234\r\nPAGE 5551234\r\nMESS x\r\nSEND\r\n");

    EXPECT_EQ(session.pages.at(0).pagers, Pagers{"5551234"});
}

TEST(SnppSession, RefusesAnUnknownPagerAndIgnoresAPin) {
    Session session;

    EXPECT_EQ(session.say("PAGE 999").substr(0, 3), "550");
    EXPECT_EQ(session.say("PAGE").substr(0, 3), "550");
    EXPECT_EQ(session.say("PAGE 5551234 4711").substr(0, 3), "250");
}

TEST(SnppSession, SendsNothingWithoutAPager) {
    Session session;

    EXPECT_EQ(session.say("MESS text").substr(0, 3), "250");
    EXPECT_EQ(session.say("SEND").substr(0, 3), "503");
    EXPECT_TRUE(session.pages.empty());
}

TEST(SnppSession, TakesOneMessageAPage) {
    Session session;
    session.say("PAGE 5551234");

    EXPECT_EQ(session.say("MESS one").substr(0, 3), "250");
    EXPECT_EQ(session.say("MESS two").substr(0, 3), "503");
    EXPECT_EQ(session.say("DATA").substr(0, 3), "503");
}

TEST(SnppSession, ForgetsThePageOnReset) {
    Session session;
    session.play("PAGE 5551234\r\nSUBJ s\r\nMESS one\r\n");

    EXPECT_EQ(session.say("RESE"), "250 RESET OK");

    EXPECT_EQ(session.say("SEND").substr(0, 3), "503");
    session.play("PAGE 5550001\r\nMESS two\r\nSEND\r\n");
    EXPECT_EQ(session.pages.at(0).text, "two");
    EXPECT_EQ(session.pages.at(0).pagers, Pagers{"5550001"});
}

TEST(SnppSession, NamesTheJobOnceThePageIsDurable) {
    Session session;
    session.play("PAGE 5551234\r\nMESS x\r\n");

    EXPECT_EQ(session.say("SEND"), "250 Message Sent Successfully; jobid: Xk2v");
}

TEST(SnppSession, KeepsThePageForAnotherSendWhereTheStoreFailed) {
    Session session;
    session.play("PAGE 5551234\r\nMESS x\r\n");
    session.commits = false;
    EXPECT_EQ(session.say("SEND").substr(0, 3), "554");

    session.commits = true;
    EXPECT_EQ(session.say("SEND").substr(0, 3), "250");
    session.play("PAGE 5551234\r\nMESS y\r\nSEND\r\n");

    ASSERT_EQ(session.pages.size(), 2u);
    EXPECT_EQ(session.pages[0].text, "x");
    EXPECT_EQ(session.pages[0].transaction, 0u) << "the same SEND again has the same name";
    EXPECT_NE(session.pages[1].transaction, 0u);
}

// ---- the password -------------------------------------------------------------------------------

TEST(SnppSession, TakesNoPageBeforeTheLoginWhereThereIsAPassword) {
    Session session(with_password());

    EXPECT_EQ(session.say("PAGE 5551234").substr(0, 3), "550");
    EXPECT_EQ(session.say("LOGI desk").substr(0, 3), "550");
    EXPECT_EQ(session.say("LOGI desk wrong").substr(0, 3), "550");
    EXPECT_EQ(session.say("PAGE 5551234").substr(0, 3), "550");
    EXPECT_EQ(session.say("LOGI desk now").substr(0, 3), "250");
    EXPECT_EQ(session.say("PAGE 5551234").substr(0, 3), "250");
}

TEST(SnppSession, KnowsBothPasswordsOfARotationAndTheNameThatIsAskedFor) {
    EXPECT_EQ(Session(with_password()).say("LOGI desk before").substr(0, 3), "250");

    auto rules = with_password();
    rules.user = "desk";
    EXPECT_EQ(Session(rules).say("LOGI desk now").substr(0, 3), "250");
    EXPECT_EQ(Session(rules).say("LOGI other now").substr(0, 3), "550");
}

TEST(SnppSession, ClosesAfterTheLastWrongPassword) {
    auto rules = with_password();
    rules.limits.logins = 2;
    Session session(rules);

    EXPECT_EQ(session.say("LOGI desk a").substr(0, 3), "550");
    EXPECT_FALSE(session.closed);
    EXPECT_EQ(session.say("LOGI desk b").substr(0, 3), "421");
    EXPECT_TRUE(session.closed);
}

// ---- limits -------------------------------------------------------------------------------------

TEST(SnppSession, TakesATextOfTheLimitAndRefusesOneByteMore) {
    auto rules = two_pagers();
    rules.limits.text_bytes = 10;
    Session session(rules);
    session.say("PAGE 5551234");

    EXPECT_EQ(session.say("MESS 12345678901").substr(0, 3), "550");
    EXPECT_EQ(session.say("MESS 1234567890").substr(0, 3), "250");
    session.say("SEND");
    EXPECT_EQ(session.pages.at(0).text, "1234567890");

    session.play("PAGE 5551234\r\nDATA\r\n1234\r\n12345\r\n.\r\nSEND\r\n");
    EXPECT_EQ(session.pages.at(1).text, "1234\n12345");
    session.play("PAGE 5551234\r\nDATA\r\n1234\r\n123456\r\n");
    EXPECT_EQ(session.say(".").substr(0, 3), "550");
    EXPECT_EQ(session.say("MESS short").substr(0, 3), "250") << "nothing of it was kept";
}

TEST(SnppSession, RefusesALineThatIsTooLong) {
    Session session;

    EXPECT_EQ(session.hear(snpp::LineTooLong{}).substr(0, 3), "500");
    session.play("PAGE 5551234\r\nDATA\r\n");
    EXPECT_EQ(session.hear(snpp::LineTooLong{}), "");
    EXPECT_EQ(session.say(".").substr(0, 3), "550");
}

TEST(SnppSession, CountsTheSubjectAsPartOfTheText) {
    auto rules = two_pagers();
    rules.limits.text_bytes = 10;
    Session session(rules);
    session.say("PAGE 5551234");

    EXPECT_EQ(session.say("SUBJ 1234567890").substr(0, 3), "550");
    EXPECT_EQ(session.say("SUBJ 123456789").substr(0, 3), "250");
    EXPECT_EQ(session.say("MESS 12").substr(0, 3), "550");
    EXPECT_EQ(session.say("MESS 1").substr(0, 3), "250");
}

TEST(SnppSession, TakesAsManyPagersAsAllowed) {
    auto rules = two_pagers();
    rules.limits.pages = 2;
    Session session(rules);

    EXPECT_EQ(session.say("PAGE 5551234").substr(0, 3), "250");
    EXPECT_EQ(session.say("PAGE 5551234").substr(0, 3), "250");
    EXPECT_EQ(session.say("PAGE 5550001").substr(0, 3), "550");
    session.say("RESE");
    EXPECT_EQ(session.say("PAGE 5550001").substr(0, 3), "250");
}

TEST(SnppSession, EndsAfterTheLastTransaction) {
    auto rules = two_pagers();
    rules.limits.transactions = 2;
    Session session(rules);

    session.play("PAGE 5551234\r\nSEND\r\nPAGE 5551234\r\nSEND\r\nPAGE 5551234\r\n");
    EXPECT_FALSE(session.closed);
    EXPECT_EQ(session.say("SEND").substr(0, 3), "421");

    EXPECT_TRUE(session.closed);
    EXPECT_EQ(session.pages.size(), 2u);
}

TEST(SnppSession, EndsAfterTooManyErrorsInARow) {
    auto rules = two_pagers();
    rules.limits.errors = 2;
    Session session(rules);

    session.play("FROB\r\nPAGE 999\r\nPAGE 5551234\r\nSEND\r\nFROB\r\nFROB\r\n");
    EXPECT_FALSE(session.closed) << "a page that was taken begins the count anew";

    EXPECT_EQ(session.say("FROB").substr(0, 3), "421");
    EXPECT_TRUE(session.closed);
}

TEST(SnppSession, SaysGoodbyeWhenTimeIsUpAndWhenTheDaemonStops) {
    for (const snpp::Event& event : {snpp::Event(snpp::TimedOut{}), snpp::Event(snpp::Closing{})}) {
        Session session;
        EXPECT_EQ(session.hear(event).substr(0, 3), "421");
        EXPECT_TRUE(session.closed);
    }
}

}  // namespace
}  // namespace tipwire::gateway
