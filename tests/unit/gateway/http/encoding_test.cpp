// SPDX-License-Identifier: Apache-2.0
// Form fields and percent-coding, tidy and sloppy; headers of requests; problem documents.
#include "gateway/http/encoding.hpp"

#include <gtest/gtest.h>

#include "gateway/http/message.hpp"

namespace tipwire::gateway::test::encoding_cases {
namespace {

FormFields parsed(std::string_view text) { return parse_form(text).value(); }

TEST(Form, KeepsOrderAndRepeats) {
    const FormFields expected = {{"a", "1"}, {"b", ""}, {"a", "2"}, {"", "x"}, {"c", ""}};
    EXPECT_EQ(parsed("a=1&b=&a=2&=x&c"), expected);
    EXPECT_EQ(*find(expected, "a"), "1");
    EXPECT_EQ(find(expected, "z"), nullptr);
}

TEST(Form, DecodesOnceAndLosesNoByte) {
    EXPECT_EQ(parsed("a=%D0%9a+b")[0].second, "\xD0\x9A b");
    EXPECT_EQ(parsed("a=%2541")[0].second, "%41");
    EXPECT_EQ(parsed("a=%2B%26%3D")[0].second, "+&=");
    EXPECT_EQ(parsed("a=100%&b=%zz%4")[0].second, "100%");
    EXPECT_EQ(parsed("a=100%&b=%zz%4")[1].second, "%zz%4");
    EXPECT_EQ(parsed("a=%00\xFF")[0].second, std::string("\0\xFF", 2));
    EXPECT_EQ(parsed("a=b=c")[0].second, "b=c");
    EXPECT_TRUE(parsed("").empty());
    EXPECT_EQ(parsed("&&a=1&&").size(), 1u);
}

TEST(Form, HasALimit) {
    std::string text;
    for (std::size_t i = 0; i < form_fields_max; ++i) text += "a=1&";
    EXPECT_EQ(parsed(text).size(), form_fields_max);
    EXPECT_FALSE(parse_form(text + "a=1").has_value());
}

TEST(Form, ComesBackTheSame) {
    std::string bytes;
    for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
    const FormFields fields = {{bytes, bytes}, {"a b", ""}};
    EXPECT_EQ(parsed(form_body(fields)), fields);
    EXPECT_EQ(form_encode("a b+c/\xD0"), "a+b%2Bc%2F%D0");
}

TEST(PercentDecode, LeavesThePlus) { EXPECT_EQ(percent_decode("a+b%20c%"), "a+b c%"); }

TEST(Request, FindsHeadersInAnyCaseAndTheFirstOfTwo) {
    const HeaderView headers[] = {
        {"content-TYPE", "Text/Plain ; charset=utf-8"}, {"X", "1"}, {"x", "2"}};
    Request request;
    request.headers = headers;
    EXPECT_EQ(request.header("X"), "1");
    EXPECT_EQ(request.header("Y"), "");
    EXPECT_EQ(request.media_type(), "text/plain");
}

TEST(Problem, IsEscapedJson) {
    const Response response = problem(400, "Bad \"Request\"", "/a: expected\n");
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(response.body, R"({"type":"about:blank","title":"Bad \"Request\"","status":400,)"
                             R"("detail":"/a: expected\n"})");
}

}  // namespace
}  // namespace tipwire::gateway::test::encoding_cases
