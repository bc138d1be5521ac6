// SPDX-License-Identifier: Apache-2.0
// A page as a list of replies: what is sent next, and what came of it.
#include "gateway/delivery/snpp_call.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace tipwire::gateway {
namespace {

using routing::Accepted;
using routing::DeliveryOutcome;
using routing::RetryAfter;

SnppPage a_page() {
    SnppPage page;
    page.pager = "5551234";
    page.line = "EKB-000123 new";
    return page;
}

// What the call sent, and its outcome in one word.
struct Course {
    std::vector<std::string> sent;
    std::string outcome;
};

Course play(SnppPage page, const std::vector<std::string>& replies) {
    SnppCall call(std::move(page));
    Course course;
    for (const auto& reply : replies) {
        auto step = call.on_reply(reply);
        if (!step.send.empty()) course.sent.push_back(step.send);
        if (!step.outcome) continue;
        if (const auto* accepted = std::get_if<Accepted>(&*step.outcome))
            course.outcome = "accepted " + accepted->receipt;
        if (const auto* retry = std::get_if<RetryAfter>(&*step.outcome))
            course.outcome = "again " + retry->why;
        break;
    }
    return course;
}

using Sent = std::vector<std::string>;

TEST(SnppCall, PagesWithOneLine) {
    const auto course =
        play(a_page(), {"220 gw ready", "250 Pager ID Accepted", "250 ok", "250 Message Sent"});

    EXPECT_EQ(course.sent,
              (Sent{"PAGE 5551234\r\n", "MESS EKB-000123 new\r\n", "SEND\r\n", "QUIT\r\n"}));
    EXPECT_EQ(course.outcome, "accepted snpp_250");
}

TEST(SnppCall, LogsInWhereItHasAName) {
    auto page = a_page();
    page.user = "tipwire";
    EXPECT_EQ(play(page, {"220 gw"}).sent, Sent{"LOGI tipwire\r\n"});

    page.password = routing::SecretString("4412");
    const auto course = play(page, {"220 gw", "230 Login OK"});
    EXPECT_EQ(course.sent, (Sent{"LOGI tipwire 4412\r\n", "PAGE 5551234\r\n"}));
}

TEST(SnppCall, TakesQueuedForSentAndKeepsTagAndPassCode) {
    const auto ticket = [](const char* reply) {
        SnppCall call(a_page());
        for (const auto* line : {"220", "250", "250", reply}) call.on_reply(line);
        const auto found = call.ticket();
        return found ? std::to_string(found->tag) + "/" + std::to_string(found->pass_code) : "";
    };
    EXPECT_EQ(play(a_page(), {"220", "250", "250", "960 11 123456 Queued"}).outcome,
              "accepted snpp_960");
    EXPECT_EQ(play(a_page(), {"220", "250", "250", "860 7 99"}).outcome, "accepted snpp_860");
    EXPECT_EQ(ticket("960 11 123456 Message Queued, Awaiting Delivery"), "11/123456");
    EXPECT_EQ(ticket("860 7 99"), "7/99");
    EXPECT_EQ(ticket("960 123456789012345678 1"), "123456789012345678/1");
    for (const auto* none : {"960", "960 11", "960 11 Queued", "960 Queued 11", "250 11 12",
                             "960 1234567890123456789 1"}) {
        EXPECT_EQ(ticket(none), "") << none;
    }
}

TEST(SnppCall, TriesAgainWhateverIsRefusedWherever) {
    EXPECT_EQ(play(a_page(), {"421 busy"}).outcome, "again snpp_421");
    EXPECT_EQ(play(a_page(), {"220", "550 Invalid Pager ID"}).outcome, "again snpp_550");
    EXPECT_EQ(play(a_page(), {"220", "250", "550 no"}).outcome, "again snpp_550");
    EXPECT_EQ(play(a_page(), {"220", "250", "250", "554 failed"}).outcome, "again snpp_554");
    EXPECT_EQ(play(a_page(), {"250 not a greeting"}).outcome, "again snpp_250");
}

TEST(SnppCall, DoesNotTakeAnotherSuccessForSent) {
    EXPECT_EQ(play(a_page(), {"220", "250", "250", "214 help"}).outcome, "again snpp_214");
}

TEST(SnppCall, WaitsForTheLastLineOfAReply) {
    const auto course = play(a_page(), {"220-welcome", "220-to the gateway", "220 ready"});

    EXPECT_EQ(course.sent, Sent{"PAGE 5551234\r\n"});
}

TEST(SnppCall, GivesUpOnWhatIsNoReply) {
    for (const auto* line : {"", "hello", "25", "25x", "2500 ok", "250_ok"}) {
        EXPECT_EQ(play(a_page(), {line}).outcome, "again protocol") << line;
    }
}

}  // namespace
}  // namespace tipwire::gateway
