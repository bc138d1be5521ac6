// SPDX-License-Identifier: Apache-2.0
// Dates of providers; a bad one is none.
#include "gateway/sms/sent_time.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

const auto new_year = routing::from_unix_seconds(1'767'225'600);

TEST(ReadSentAt, ReadsEachFormat) {
    EXPECT_EQ(read_sent_at("1767225600", "unix"), new_year);
    EXPECT_EQ(read_sent_at("1767225600000", "unix_ms"), new_year);
    EXPECT_EQ(read_sent_at("2026-01-01T00:00:00Z", "rfc3339"), new_year);
    EXPECT_EQ(read_sent_at("2026-01-01T05:00:00+05:00", "rfc3339"), new_year);
    EXPECT_EQ(read_sent_at("2026-01-01 00:00:00", "ymd_hms_utc"), new_year);
}

TEST(ReadSentAt, GivesNoneForABadDate) {
    for (const auto* text : {"", "yesterday", "-1", "1767225600x", "99999999999999999999"})
        EXPECT_EQ(read_sent_at(text, "unix"), std::nullopt) << text;
    EXPECT_EQ(read_sent_at("2026-13-01T00:00:00Z", "rfc3339"), std::nullopt);
    EXPECT_EQ(read_sent_at("2026-01-01T00:00:00", "ymd_hms_utc"), std::nullopt);
    EXPECT_EQ(read_sent_at("2026-01-01 00:00:0Z", "ymd_hms_utc"), std::nullopt);
}

TEST(ReadSentAt, GivesNoneBeyondTheYear2199) {
    EXPECT_TRUE(read_sent_at("7258118399", "unix"));
    EXPECT_FALSE(read_sent_at("7258118400", "unix"));
    EXPECT_FALSE(read_sent_at("7258118400000", "unix_ms"));
    EXPECT_FALSE(read_sent_at("9223372036854775807", "unix"));
}

}  // namespace
}  // namespace tipwire::gateway
