// SPDX-License-Identifier: Apache-2.0
// Retry-After in every form that RFC 9110 knows, and in those it does not.
#include "gateway/delivery/retry_after.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using std::chrono::seconds;

const routing::Instant now = routing::parse_rfc3339("2026-11-21T20:39:00Z").value();

TEST(RetryAfter, TakesSeconds) {
    EXPECT_EQ(parse_retry_after("0", now), seconds{0});
    EXPECT_EQ(parse_retry_after("120", now), seconds{120});
}

TEST(RetryAfter, IsCappedAtADay) {
    EXPECT_EQ(parse_retry_after("86400", now), seconds{86400});
    EXPECT_EQ(parse_retry_after("86401", now), seconds{86400});
    EXPECT_EQ(parse_retry_after("99999999999999999999999999", now), seconds{86400});
    EXPECT_EQ(parse_retry_after("Tue, 21 Nov 2028 20:39:00 GMT", now), seconds{86400});
}

TEST(RetryAfter, TakesADate) {
    EXPECT_EQ(parse_retry_after("Sat, 21 Nov 2026 20:40:30 GMT", now), seconds{90});
}

TEST(RetryAfter, OfThePastIsNoWait) {
    EXPECT_EQ(parse_retry_after("Sat, 21 Nov 2026 20:38:59 GMT", now), seconds{0});
    EXPECT_EQ(parse_retry_after("Sat, 21 Nov 2026 20:39:00 GMT", now), seconds{0});
}

TEST(RetryAfter, RoundsAPartOfASecondUp) {
    const auto a_little_before = now - routing::Duration{1};

    EXPECT_EQ(parse_retry_after("Sat, 21 Nov 2026 20:39:00 GMT", a_little_before), seconds{1});
}

TEST(RetryAfter, ThatCannotBeReadIsNoWait) {
    for (const char* value : {"", "soon", "-5", "1.5", "5 s", "Sat, 21 Nov 2026 20:40:30",
                              "Sat, 31 Feb 2027 20:40:30 GMT", "Sat, 21 Nov 2026 24:00:00 GMT",
                              "Sat, 21 Foo 2026 20:40:30 GMT", "Sat, 21 Nov 026 20:40:30 GMT",
                              "Sat, 21 Nov 2026 20:4x:30 GMT", "Sat, 21 Nov 2026 20:40:30 EST"}) {
        EXPECT_EQ(parse_retry_after(value, now), seconds{0}) << value;
    }
}

TEST(HttpDate, ReadsTheThreeFormsOfRfc9110) {
    const auto expected = routing::parse_rfc3339("1994-11-06T08:49:37Z");

    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT", now), expected);
    EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT", now), expected);
    EXPECT_EQ(parse_http_date("Sun Nov  6 08:49:37 1994", now), expected);
}

TEST(HttpDate, TakesATwoDigitYearAtMostFiftyYearsAhead) {
    EXPECT_EQ(parse_http_date("Saturday, 21-Nov-76 00:00:00 GMT", now),
              routing::parse_rfc3339("2076-11-21T00:00:00Z"));
    EXPECT_EQ(parse_http_date("Monday, 21-Nov-77 00:00:00 GMT", now),
              routing::parse_rfc3339("1977-11-21T00:00:00Z"));
}

}  // namespace
}  // namespace tipwire::gateway
