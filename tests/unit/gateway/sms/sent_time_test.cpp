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

TEST(ReadSentAt, ReadsWhatProvidersWriteForRfc3339) {
    for (const auto* text :
         {"2026-01-01T00:00:00.000+0000", "2026-01-01T00:00:00.000Z", "2026-01-01 00:00:00",
          "2026-01-01T00:00:00", "2026-01-01T00:00:00.000000", "2026-01-01T05:00:00+0500",
          "2026-01-01T05:00:00+05", "2025-12-31T20:00:00-0400", " 2026-01-01T00:00:00Z "})
        EXPECT_EQ(read_sent_at(text, "rfc3339"), new_year) << text;
    EXPECT_EQ(read_sent_at("20260101000000", "ymdhms_utc"), new_year);
}

TEST(ReadSentAt, GivesNoneForADateThatIsNearlyOne) {
    for (const auto* text :
         {"2026-01-01", "2026-01-01T00:00", "2026-01-01T00:00:00+0", "2026-01-01T00:00:00+000",
          "2026-01-01T00:00:00+00000", "2026-01-01T00:00:00..", "2026-01-01T00:00:00 Almaty",
          "2026-01-01T00:00:00+2500"})
        EXPECT_EQ(read_sent_at(text, "rfc3339"), std::nullopt) << text;
    EXPECT_EQ(read_sent_at(std::string(19, '9') + std::string(100, '0'), "rfc3339"), std::nullopt);
    for (const auto* text :
         {"2026010100000", "202601010000000", "20261301000000", "2026010100000x"})
        EXPECT_EQ(read_sent_at(text, "ymdhms_utc"), std::nullopt) << text;
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
