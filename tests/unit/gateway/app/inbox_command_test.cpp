// SPDX-License-Identifier: Apache-2.0
// What an officer types, and the report it becomes.
#include "gateway/app/inbox_command.hpp"

#include <gtest/gtest.h>

#include "gateway/http/referral_json.hpp"

namespace tipwire::gateway {
namespace {

TEST(InboxCommand, BecomesAReport) {
    const std::tuple<const char*, const char*, const char*> cases[] = {
        {"ack EKB-000123", "acknowledged", R"({"state":"acknowledged"})"},
        {"  register\tEKB-000123  KUSP-17\r", "registered",
         R"({"state":"registered","register":{"number":"KUSP-17"}})"},
        {"check EKB-000123", "under_check", R"({"state":"under_check"})"},
        {"decide EKB-000123 case_opened", "decided",
         R"({"state":"decided","decision":"case_opened"})"},
        {"close EKB-000123", "closed", R"({"state":"closed"})"},
    };
    for (const auto& [line, state, report] : cases) {
        const auto command = parse_inbox_command(line);
        ASSERT_TRUE(command) << line;
        EXPECT_EQ(command->reference, "EKB-000123") << line;
        EXPECT_EQ(command->state, state) << line;
        EXPECT_EQ(command->report, report) << line;
        EXPECT_TRUE(parse_referral_update(command->report)) << "the gateway would refuse " << line;
    }
}

TEST(InboxCommand, ExplainsItselfOtherwise) {
    for (const char* line : {"help", "ack", "ack A B", "register EKB-1", "decide EKB-1",
                             "decide EKB-1 maybe", "close", "ACK EKB-1", "ack EKB-1 EKB-2 EKB-3"}) {
        const auto command = parse_inbox_command(line);
        ASSERT_FALSE(command) << line;
        EXPECT_EQ(command.error().detail, inbox_help) << line;
    }
}

TEST(InboxCommand, EscapesWhatIsTyped) {
    const auto command = parse_inbox_command(R"(register EKB-1 17","state":"closed)");

    ASSERT_TRUE(command);
    const auto update = parse_referral_update(command->report);
    ASSERT_TRUE(update);
    EXPECT_EQ(update->state, routing::ReferralStatus::registered);
}

}  // namespace
}  // namespace tipwire::gateway
