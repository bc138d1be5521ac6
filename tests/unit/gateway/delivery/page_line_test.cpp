// SPDX-License-Identifier: Apache-2.0
// What a pager shows, and that it shows nothing of a tip.
#include "gateway/delivery/page_line.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using routing::DeliveryKind;

routing::Notice notice_of(DeliveryKind kind) {
    routing::Notice notice;
    notice.kind = kind;
    notice.reference = "EKB-000123";
    routing::NoticeMessage message;
    message.text = routing::TipText("behind the garages");
    notice.messages.push_back(std::move(message));
    return notice;
}

TEST(PageLine, NamesTheReferenceAndTheDeadline) {
    auto notice = notice_of(DeliveryKind::tip_forwarded);
    EXPECT_EQ(page_line(notice), "EKB-000123 new");

    notice.urgent = true;
    routing::Deadlines clocks;
    clocks.acknowledge_by = routing::parse_rfc3339("2026-11-22T23:44:19Z").value();
    notice.deadlines = clocks;
    EXPECT_EQ(page_line(notice), "EKB-000123 new, URGENT, acknowledge by 2026-11-22T23:44Z");
}

TEST(PageLine, SaysWhatElseHappened) {
    EXPECT_EQ(page_line(notice_of(DeliveryKind::tip_message)), "EKB-000123 has an addition");
    EXPECT_EQ(page_line(notice_of(DeliveryKind::tip_withdrawn)), "EKB-000123 withdrawn");
    EXPECT_EQ(page_line(notice_of(DeliveryKind::contact_test)), "Test, nothing need be done");
}

TEST(PageLine, TellsAnAlarmInItsWordsOrByItsName) {
    auto notice = notice_of(DeliveryKind::alarm);
    notice.alarm = "disk_low";
    EXPECT_EQ(page_line(notice), "disk_low");
    notice.summary = "The disk is nearly full.";
    EXPECT_EQ(page_line(notice), "The disk is nearly full.");
}

TEST(PageLine, IsOneShortLineOfAscii) {
    auto notice = notice_of(DeliveryKind::alarm);
    notice.summary = std::string(page_line_max + 1, 'x');
    EXPECT_EQ(page_line(notice).size(), page_line_max);
    notice.summary = "a\r\nSEND \x01\xC3";
    EXPECT_EQ(page_line(notice), "a??SEND ??");
}

}  // namespace
}  // namespace tipwire::gateway
