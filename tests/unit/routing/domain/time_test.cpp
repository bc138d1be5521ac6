// SPDX-License-Identifier: Apache-2.0
// Instants and durations as text, there and back.
#include "routing/domain/time.hpp"

#include <gtest/gtest.h>

#include "routing/domain/calendar.hpp"

namespace tipwire::routing {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t evening = 1795293540;  // 2026-11-21T20:39:00Z

TEST(RoundDown, GoesToTheHour) {
    EXPECT_EQ(to_rfc3339(round_down(from_unix_seconds(evening), 1h)), "2026-11-21T20:00:00Z");
}
TEST(RoundDown, LeavesAWholeMultipleAlone) {
    const Instant whole = round_down(from_unix_seconds(evening), 1h);
    EXPECT_EQ(round_down(whole, 1h), whole);
}
TEST(RoundDown, GoesDownBeforeTheEpochToo) {
    EXPECT_EQ(round_down(from_unix_seconds(-1), 1h), from_unix_seconds(-3600));
}
TEST(RoundDown, ChangesNothingWithoutPrecision) {
    const Instant at{1234567ms};
    EXPECT_EQ(round_down(at, 0ms), at);
}

TEST(ToRfc3339, WritesWholeSecondsInUtc) {
    EXPECT_EQ(to_rfc3339(from_unix_seconds(evening)), "2026-11-21T20:39:00Z");
    EXPECT_EQ(to_rfc3339(from_unix_seconds(evening) + 999ms), "2026-11-21T20:39:00Z");
    EXPECT_EQ(to_rfc3339(from_unix_seconds(0)), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(Instant{-1ms}), "1969-12-31T23:59:59Z");
}
TEST(ToRfc3339, KeepsFourDigitsOfTheYearForAnyInstant) {
    EXPECT_EQ(to_rfc3339(Instant::max()), "9999-12-31T23:59:59Z");
    EXPECT_EQ(to_rfc3339(Instant::min()), "0000-01-01T00:00:00Z");
}

TEST(ParseRfc3339, ReadsUtcAndOffsets) {
    for (const auto* text : {"2026-11-21T20:39:00Z", "2026-11-21t20:39:00z", "2026-11-21 20:39:00Z",
                             "2026-11-22T01:39:00+05:00", "2026-11-21T17:09:00-03:30",
                             "2026-11-21T20:39:00+00:00", "2026-11-21T20:39:00-00:00"}) {
        const auto at = parse_rfc3339(text);
        ASSERT_TRUE(at) << text;
        EXPECT_EQ(to_unix_seconds(*at), evening) << text;
    }
}
TEST(ParseRfc3339, KeepsMillisecondsOfAFraction) {
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.5Z"), Instant{500ms});
    EXPECT_EQ(parse_rfc3339("1970-01-01T00:00:00.123456789Z"), Instant{123ms});
    EXPECT_EQ(parse_rfc3339("1970-01-01T05:00:00.007+05:00"), Instant{7ms});
}
TEST(ParseRfc3339, TakesALeapSecondAsTheSecondBefore) {
    EXPECT_EQ(parse_rfc3339("2016-12-31T23:59:60Z"), parse_rfc3339("2016-12-31T23:59:59Z"));
}
TEST(ParseRfc3339, KnowsLeapYears) {
    EXPECT_TRUE(parse_rfc3339("2024-02-29T00:00:00Z"));
    EXPECT_TRUE(parse_rfc3339("2000-02-29T00:00:00Z"));
    EXPECT_FALSE(parse_rfc3339("2100-02-29T00:00:00Z"));
}
TEST(ParseRfc3339, RefusesWhatIsNone) {
    for (const auto* text : {"",
                             "2026-11-21",
                             "2026-11-21T20:39:00",
                             "2026-11-21T20:39Z",
                             "2026-11-21T20:39:00ZZ",
                             "2026-11-21T20:39:00 Z",
                             "2026-13-21T20:39:00Z",
                             "2026-00-21T20:39:00Z",
                             "2026-11-31T20:39:00Z",
                             "2026-11-21T24:00:00Z",
                             "2026-11-21T20:60:00Z",
                             "2026-11-21T20:39:61Z",
                             "2026-11-21T20:39:00.Z",
                             "2026-11-21T20:39:00,5Z",
                             "2026-11-21T20:39:00+0500",
                             "2026-11-21T20:39:00+24:00",
                             "2026-11-21T20:39:00+05:60",
                             "2026-11-21T20:39:00+05",
                             "2026-11-21_20:39:00Z",
                             "2026-11-21T20.39.00Z",
                             "+026-11-21T20:39:00Z",
                             "2026-11-2 T20:39:00Z",
                             "2026-11-21T2a:39:00Z",
                             "20261121T203900Z0000",
                             "2026-11-21T20:39:00Z\n"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

TEST(ParseDuration, ReadsEachUnit) {
    EXPECT_EQ(parse_duration("90s"), Duration{90s});
    EXPECT_EQ(parse_duration("15m"), Duration{15min});
    EXPECT_EQ(parse_duration("12h"), Duration{12h});
    EXPECT_EQ(parse_duration("3d"), Duration{72h});
    EXPECT_EQ(parse_duration("0s"), Duration{0s});
}
TEST(ParseDuration, EndsAtTenYears) {
    EXPECT_TRUE(parse_duration("3652d"));
    EXPECT_FALSE(parse_duration("3653d"));
    EXPECT_FALSE(parse_duration("999999999d"));
    EXPECT_FALSE(parse_duration("9999999999s"));
}
TEST(ParseDuration, RefusesWhatIsNone) {
    for (const auto* text : {"", "s", "90", "-90s", "+90s", "90 s", "1.5h", "90S", "1h30m", "h1",
                             "90ms", "1w", "١s"}) {
        EXPECT_FALSE(parse_duration(text)) << text;
    }
}

TEST(DurationText, IsTheShortest) {
    EXPECT_EQ(to_text(90s), "90s");
    EXPECT_EQ(to_text(120s), "2m");
    EXPECT_EQ(to_text(12h), "12h");
    EXPECT_EQ(to_text(24h), "1d");
    EXPECT_EQ(to_text(36h), "36h");
    EXPECT_EQ(to_text(0s), "0s");
    EXPECT_EQ(to_text(1500ms), "1s");
}

TEST(ParseDate, ReadsExactlyTenCharacters) {
    EXPECT_EQ(parse_date("1970-01-02"), std::chrono::sys_days{std::chrono::days{1}});
    for (const auto* text : {"", "1970-1-2", "1970-01-02 ", "1970/01/02", "70-01-02", "1970-02-30",
                             "1970-01-00", "abcd-01-02"}) {
        EXPECT_FALSE(parse_date(text)) << text;
    }
}
TEST(ParseDigits, TakesUpToNine) {
    EXPECT_EQ(parse_digits("007"), 7);
    EXPECT_EQ(parse_digits("999999999"), 999999999);
    EXPECT_FALSE(parse_digits("1000000000"));
    EXPECT_FALSE(parse_digits(""));
    EXPECT_FALSE(parse_digits("1 "));
}

}  // namespace
}  // namespace tipwire::routing
