// SPDX-License-Identifier: Apache-2.0
// A request's forms: decoded when asked for, once.
#include "gateway/sms/hook_request.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using test::SmsRequest;

TEST(HookRequest, DecodesQueryAndBody) {
    SmsRequest request;
    request.target = "/hooks/sms?a=1%202";
    request.body = "b=x+y";
    const HookRequest received(request.view(), "token");
    EXPECT_EQ(*received.query(), (FormFields{{"a", "1 2"}}));
    EXPECT_EQ(*received.form(), (FormFields{{"b", "x y"}}));
    EXPECT_EQ(received.path_token(), "token");
    EXPECT_EQ(received->target, request.target);
}

TEST(HookRequest, GivesTheSameFieldsToWhoeverAsks) {
    SmsRequest request;
    request.body = "b=1";
    const HookRequest received(request.view());
    EXPECT_EQ(received.form(), received.form());
}

TEST(HookRequest, HasNoFieldsWhereThereAreTooMany) {
    SmsRequest request;
    for (std::size_t i = 0; i <= form_fields_max; ++i) request.body += "a=1&";
    const HookRequest received(request.view());
    EXPECT_EQ(received.form(), nullptr);
    EXPECT_EQ(received.form(), nullptr);
}

}  // namespace
}  // namespace tipwire::gateway
