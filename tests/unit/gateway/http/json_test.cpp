// SPDX-License-Identifier: Apache-2.0
// JSON of strangers in, JSON of ours out.
#include "gateway/http/json.hpp"

#include <gtest/gtest.h>

#include "gateway/http/json_writer.hpp"

namespace tipwire::gateway::test::json_cases {
namespace {

using routing::Errc;

boost::json::object object(std::string_view text) { return parse_json_object(text).value(); }

TEST(Json, RefusesWhatIsNotJson) {
    for (const std::string text :
         {"", " ", "{", "{}x", "{'a':1}", "{\"a\":01}", "[1,]", "nul", "\"\xFF\"", "\"\xD0\"",
          "\"\\ud800\"", "\"a\nb\"", "NaN", "1e400", "[-1e999]", "{\"a\":{\"b\":1e400}}"}) {
        const auto result = parse_json(text);
        ASSERT_TRUE(result.has_error()) << text;
        EXPECT_EQ(result.error().code, Errc::unreadable_body);
    }
}

TEST(Json, QuotesNothingOfTheInput) {
    for (const std::string text : {"{\"+79990001122\":1e400}", "{\"+79990001122\":x}"})
        EXPECT_EQ(parse_json(text).error().detail.find("7999"), std::string::npos);
}

TEST(Json, HasADepthLimit) {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    EXPECT_TRUE(parse_json(nested(json_depth_max)));
    EXPECT_TRUE(parse_json(nested(json_depth_max + 1)).has_error());
    EXPECT_TRUE(parse_json(std::string(1'000'000, '[')).has_error());
}

TEST(Json, WantsAnObjectWhereOneBelongs) {
    EXPECT_TRUE(parse_json_object("{}"));
    EXPECT_EQ(parse_json_object("[]").error().detail, "expected a JSON object");
}

TEST(JsonFields, AreReadByType) {
    const auto root = object(
        R"({"s":"x","i":-5,"b":true,"a":[{"k":1},2],"o":{"n":2.5},"null":null,"u":18446744073709551615})");
    EXPECT_EQ(string_at(root, "s").value(), "x");
    EXPECT_EQ(integer_at(root, "i").value(), -5);
    EXPECT_EQ(boolean_at(root, "b").value(), true);
    EXPECT_EQ(array_at(root, "a").value()->size(), 2u);
    EXPECT_EQ(number_at(*object_at(root, "o").value(), "n").value(), 2.5);
    EXPECT_EQ(number_at(root, "i").value(), -5.0);
    EXPECT_EQ(string_at(root, "null").value(), std::nullopt);
    EXPECT_EQ(string_at(root, "none").value(), std::nullopt);
    EXPECT_EQ(array_at(root, "none").value(), nullptr);
    EXPECT_EQ(object_at(root, "none").value(), nullptr);
    EXPECT_EQ(required_string_at(root, "s").value(), "x");
    EXPECT_TRUE(object_at(*array_at(root, "a").value(), 0));
}

TEST(JsonFields, NameThePlaceOfAMistake) {
    const auto root = object(R"({"s":1,"i":"5","f":2.0,"a":[1],"u":18446744073709551615})");
    EXPECT_EQ(string_at(root, "s").error().detail, "/s: expected a string");
    EXPECT_EQ(string_at(root, "s").error().code, Errc::bad_request);
    EXPECT_EQ(string_at(root, "s", "/outcomes/0").error().detail,
              "/outcomes/0/s: expected a string");
    EXPECT_EQ(integer_at(root, "i").error().detail, "/i: expected a whole number");
    EXPECT_TRUE(integer_at(root, "f").has_error());
    EXPECT_TRUE(integer_at(root, "u").has_error());
    EXPECT_EQ(boolean_at(root, "s").error().detail, "/s: expected true or false");
    EXPECT_EQ(array_at(root, "s").error().detail, "/s: expected an array");
    EXPECT_EQ(object_at(root, "s").error().detail, "/s: expected an object");
    EXPECT_EQ(number_at(root, "i").error().detail, "/i: expected a number");
    EXPECT_EQ(required_string_at(root, "none").error().detail, "/none: missing");
    EXPECT_EQ(object_at(*array_at(root, "a").value(), 0, "/a").error().detail,
              "/a/0: expected an object");
    EXPECT_EQ(json_pointer("/a", "b/c~d"), "/a/b~1c~0d");
    EXPECT_EQ(json_pointer("/a", std::size_t{3}), "/a/3");
}

TEST(JsonWriter, SetsCommas) {
    JsonWriter json;
    json.open_object().member("a", "x").member("b", 5).member("c", true).key("d");
    json.open_array().number(1).string("y").null().open_object().close_object().close_array();
    json.key("e").raw("{\"f\":1}").close_object();
    EXPECT_EQ(std::move(json).text(),
              R"({"a":"x","b":5,"c":true,"d":[1,"y",null,{}],"e":{"f":1}})");
}

TEST(JsonString, EscapesWhatBreaksJsonOrTheReadersEye) {
    EXPECT_EQ(json_string("a\"b\\c\n\r\t\x01\x7F"), "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f\"");
    EXPECT_EQ(json_string("\xD0\x9A \xF0\x9F\x98\x80"), "\"\xD0\x9A \xF0\x9F\x98\x80\"");
    EXPECT_EQ(json_string("\xE2\x80\xAE\xE2\x80\xA8\xC2\x85"), "\"\\u202e\\u2028\\u0085\"");
    EXPECT_EQ(json_string(std::string("\0", 1)), "\"\\u0000\"");
}

TEST(JsonString, IsAlwaysUtf8) {
    const std::string replacement = "\xEF\xBF\xBD";
    EXPECT_EQ(json_string("\xFF"), "\"" + replacement + "\"");
    EXPECT_EQ(json_string("a\xD0"), "\"a" + replacement + "\"");
    EXPECT_EQ(json_string("\xC0\xAF"), "\"" + replacement + replacement + "\"");
    EXPECT_EQ(json_string("\xE0\x80\x80x").find('x'), 10u);
    EXPECT_EQ(json_string("\xED\xA0\x80").size(), 11u);      // a surrogate
    EXPECT_EQ(json_string("\xF4\x90\x80\x80").size(), 14u);  // above U+10FFFF
    for (int a = 0; a < 256; ++a) {
        for (int b = 0; b < 256; ++b) {
            const std::string text = {static_cast<char>(a), static_cast<char>(b), 'x'};
            EXPECT_TRUE(parse_json(json_string(text))) << a << " " << b;
        }
    }
}

}  // namespace
}  // namespace tipwire::gateway::test::json_cases
