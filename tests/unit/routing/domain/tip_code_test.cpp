// SPDX-License-Identifier: Apache-2.0
// The tip code: Damm's digit, writing and reading.
#include "routing/domain/tip_code.hpp"

#include <gtest/gtest.h>

namespace tipwire::routing {
namespace {

TEST(DammDigit, AgreesWithThePublishedExample) {
    EXPECT_EQ(damm_digit("572"), 4);  // Wikipedia, "Damm algorithm"
    EXPECT_EQ(damm_digit("5724"), 0);
    EXPECT_EQ(damm_digit(""), 0);
}

TEST(TipCode, IsWrittenInSixteenDigits) {
    EXPECT_EQ(TipCode(481516234210815).digits(), "4815162342108159");
    EXPECT_EQ(TipCode(0).digits(), "0000000000000000");
    EXPECT_EQ(TipCode(7).digits().size(), 16u);
    EXPECT_EQ(TipCode(tip_code_space - 1).digits().substr(0, 15), "999999999999999");
}
TEST(TipCode, IsGroupedByFours) {
    EXPECT_EQ(TipCode(481516234210815).grouped(), "4815 1623 4210 8159");
}
TEST(TipCode, ReadsBackHoweverItIsGrouped) {
    for (const auto* text : {"4815162342108159", "4815 1623 4210 8159", "4815-1623-4210-8159",
                             " 4815162342108159\n", "4815 1623\u00a04210\u20118159",
                             "4 8 1 5 1 6 2 3 4 2 1 0 8 1 5 9", "\u202a4815162342108159\u202c"}) {
        const auto code = TipCode::parse(text);
        ASSERT_TRUE(code) << text;
        EXPECT_EQ(code->number(), 481516234210815u) << text;
    }
}
TEST(TipCode, RefusesWhatIsNone) {
    for (const auto* text :
         {"", "481516234210815", "48151623421081590", "4815162342108157", "4815.1623.4210.8159",
          "code 4815162342108159", "4815162342108159x", "4815162342108l59", "٤٨١٥١٦٢٣٤٢١٠٨١٥٩"}) {
        EXPECT_FALSE(TipCode::parse(text)) << text;
    }
}
TEST(TipCodeDeathTest, BeyondItsSpaceIsAnAssertion) {
    EXPECT_DEATH(TipCode{tip_code_space}, "assertion failed");
}

}  // namespace
}  // namespace tipwire::routing
