// SPDX-License-Identifier: Apache-2.0
// A flood of refusals is a few lines.
#include "gateway/sms/refusal_log.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;

struct RefusalLogTest : testing::Test {
    test::KeptLog log;
    test::StillClock clock;
    RefusalLog refusals{log, clock};
};

TEST_F(RefusalLogTest, WritesTheFirstAtOnce) {
    refusals.note("sms", Errc::bad_signature);

    EXPECT_EQ(log.lines,
              std::vector<std::string>{"sms.refused source=sms why=bad_signature count=1"});
}

TEST_F(RefusalLogTest, HoldsTheRestBackUntilThePauseIsOver) {
    for (int i = 0; i < 1000; ++i) refusals.note("sms", Errc::bad_signature);
    EXPECT_EQ(log.lines.size(), 1U);

    clock.pass(RefusalLog::pause);
    refusals.note("sms", Errc::bad_signature);

    ASSERT_EQ(log.lines.size(), 2U);
    EXPECT_EQ(log.lines[1], "sms.refused source=sms why=bad_signature count=1000");
}

TEST_F(RefusalLogTest, TellsSourcesAndCodesApart) {
    refusals.note("sms", Errc::bad_signature);
    refusals.note("sms", Errc::unreadable_body);
    refusals.note("other", Errc::bad_signature);

    EXPECT_EQ(log.lines.size(), 3U);
}

}  // namespace
}  // namespace tipwire::gateway
