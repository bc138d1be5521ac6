// SPDX-License-Identifier: Apache-2.0
// Names of deliveries and directions: part of the webhook's contract.
#include "routing/domain/delivery.hpp"

#include <gtest/gtest.h>

#include "routing/domain/notice.hpp"

namespace tipwire::routing {
namespace {

TEST(DeliveryKind, IsNamedAsTheWebhooksType) {
    EXPECT_EQ(name(DeliveryKind::route), "route");
    EXPECT_EQ(name(DeliveryKind::tip_forwarded), "tip.forwarded");
    EXPECT_EQ(name(DeliveryKind::tip_message), "tip.message");
    EXPECT_EQ(name(DeliveryKind::tip_withdrawn), "tip.withdrawn");
    EXPECT_EQ(name(DeliveryKind::receipt), "receipt");
    EXPECT_EQ(name(DeliveryKind::answer), "answer");
    EXPECT_EQ(name(DeliveryKind::alarm), "alarm.raised");
    EXPECT_EQ(name(DeliveryKind::contact_test), "contact.test");
    EXPECT_EQ(name(static_cast<DeliveryKind>(99)), "unknown");
}
TEST(DeliveryKind, IsAReplyOnlyIfItGoesToTheSender) {
    for (int number = 1; number <= 8; ++number) {
        const auto kind = static_cast<DeliveryKind>(number);
        const bool expected = kind == DeliveryKind::receipt || kind == DeliveryKind::answer;
        EXPECT_EQ(is_reply(kind), expected) << name(kind);
    }
}
TEST(DeliveryStatus, HasNames) {
    EXPECT_EQ(name(DeliveryStatus::waiting), "waiting");
    EXPECT_EQ(name(DeliveryStatus::delivered), "delivered");
    EXPECT_EQ(name(DeliveryStatus::dead), "dead");
    EXPECT_EQ(name(DeliveryStatus::cancelled), "cancelled");
    EXPECT_EQ(name(static_cast<DeliveryStatus>(0)), "unknown");
}
TEST(Direction, HasNames) {
    EXPECT_EQ(name(Direction::in), "in");
    EXPECT_EQ(name(Direction::out), "out");
    EXPECT_EQ(name(static_cast<Direction>(0)), "unknown");
}

}  // namespace
}  // namespace tipwire::routing
