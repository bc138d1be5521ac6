// SPDX-License-Identifier: Apache-2.0
// Sender templates: what is filled in, and what is refused.
#include "gateway/sms/mt_template.hpp"

#include <gtest/gtest.h>

namespace tipwire::gateway {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

config::SenderTemplate sender(Fields fields) {
    config::SenderTemplate made;
    made.fields = std::move(fields);
    return made;
}

PlaceholderValues values() {
    PlaceholderValues made;
    made[Placeholder::to] = "+77010000001";
    made[Placeholder::to_digits] = "77010000001";
    made[Placeholder::from] = "77700";
    made[Placeholder::text] = "Код 1 & {to}";
    made[Placeholder::user] = "u";
    made[Placeholder::secret] = "s=1";
    made[Placeholder::reference] = "9";
    return made;
}

std::string body(Fields fields) {
    const auto compiled = MtTemplate::compile(sender(std::move(fields)));
    return compiled ? compiled->body(values()) : "refused: " + compiled.error().detail;
}

TEST(MtTemplateTest, FillsInAndEncodes) {
    EXPECT_EQ(body({{"to", "{to}"}, {"pass word", "{secret}"}, {"charset", "utf-8"}}),
              "to=%2B77010000001&pass+word=s%3D1&charset=utf-8");
}

TEST(MtTemplateTest, FillsInSeveralPlaceholdersOfOneField) {
    EXPECT_EQ(body({{"url", "http://h/{reference}?u={user}&f={from}"}}),
              "url=http%3A%2F%2Fh%2F9%3Fu%3Du%26f%3D77700");
}

TEST(MtTemplateTest, NeverReadsAValueAsATemplate) {
    EXPECT_EQ(body({{"text", "{text}"}}), "text=%D0%9A%D0%BE%D0%B4+1+%26+%7Bto%7D");
}

TEST(MtTemplateTest, RefusesWhatItDoesNotKnow) {
    EXPECT_TRUE(body({{"a", "{number}"}}).starts_with("refused"));
    EXPECT_TRUE(body({{"a", "{to"}}).starts_with("refused"));
    EXPECT_TRUE(body({{"a", "{}"}}).starts_with("refused"));
    EXPECT_TRUE(body({}).starts_with("refused"));
}

TEST(MtTemplateTest, RefusesOtherMethodsAndBodies) {
    for (const auto& [method, body] : {std::pair("PUT", "form"), std::pair("GET", "json"),
                                       std::pair("GET", "text"), std::pair("POST", "xml")}) {
        auto made = sender({{"a", "b"}});
        made.method = method;
        made.body = body;
        made.json = {{"{}", std::nullopt}};
        EXPECT_FALSE(MtTemplate::compile(made)) << method << " " << body;
    }
}

TEST(MtTemplateTest, PutsTheFieldsOfAGetIntoTheQuery) {
    auto get = sender({{"to", "{to_digits}"}, {"text", "{text}"}});
    get.method = "GET";
    const auto compiled = MtTemplate::compile(get);
    ASSERT_TRUE(compiled);

    EXPECT_EQ(compiled->method(), "GET");
    EXPECT_EQ(compiled->body(values()), "");
    EXPECT_TRUE(compiled->headers(values()).empty());
    const std::string query = "to=77010000001&text=%D0%9A%D0%BE%D0%B4+1+%26+%7Bto%7D";
    EXPECT_EQ(compiled->target("/send", values()), "/send?" + query);
    EXPECT_EQ(compiled->target("/send?v=2", values()), "/send?v=2&" + query);
}

TEST(MtTemplateTest, EscapesWhatItPutsIntoJson) {
    config::SenderTemplate json;
    json.body = "json";
    json.json = {{"{", std::nullopt},    {"", "text"},        {":", std::nullopt},
                 {"", "<{text}>"},       {",", std::nullopt}, {"", "n"},
                 {":[7,", std::nullopt}, {"", "{to}"},        {"]}", std::nullopt}};
    const auto compiled = MtTemplate::compile(json);
    ASSERT_TRUE(compiled);
    auto given = values();
    given[Placeholder::text] = "a\"b\\c\n{to}\",\"x\":\"";

    EXPECT_EQ(compiled->body(given),
              R"({"text":"<a\"b\\c\n{to}\",\"x\":\">","n":[7,"+77010000001"]})");
    EXPECT_EQ(compiled->headers(given)[0].second, "application/json");
    EXPECT_EQ(compiled->target("/send", given), "/send");
}

TEST(MtTemplateTest, AsksForReceiptsOnlyWhereTheyAreWanted) {
    auto form = sender({{"to", "{to}"}});
    form.receipts = {{"callback", "{receipts_url}?r={reference}"}};
    auto given = values();
    given[Placeholder::receipts_url] = "http://h/x";
    EXPECT_EQ(MtTemplate::compile(form)->body(given), "to=%2B77010000001");
    EXPECT_EQ(MtTemplate::compile(form, true)->body(given),
              "to=%2B77010000001&callback=http%3A%2F%2Fh%2Fx%3Fr%3D9");

    form.body = "text";
    form.fields.clear();
    EXPECT_EQ(MtTemplate::compile(form)->headers(given).size(), 1U);
    const auto headers = MtTemplate::compile(form, true)->headers(given);
    ASSERT_EQ(headers.size(), 2U);
    EXPECT_EQ(headers[1], (std::pair<std::string, std::string>("callback", "http://h/x?r=9")));

    config::SenderTemplate json;
    json.body = "json";
    json.json = {{"[1]", std::nullopt}};
    json.json_with_receipts = {{"[2]", std::nullopt}};
    EXPECT_EQ(MtTemplate::compile(json)->body(given), "[1]");
    EXPECT_EQ(MtTemplate::compile(json, true)->body(given), "[2]");
}

TEST(MtTemplateTest, SendsABareTextWithTheRestInHeaders) {
    config::SenderTemplate text;
    text.body = "text";
    text.headers = {{"X-To", "{to}"}, {"X-Password", "{secret}"}};
    const auto compiled = MtTemplate::compile(text);
    ASSERT_TRUE(compiled);

    EXPECT_EQ(compiled->body(values()), std::string(values()[Placeholder::text]));
    const auto headers = compiled->headers(values());
    ASSERT_EQ(headers.size(), 3u);
    EXPECT_EQ(headers[0].second, "text/plain; charset=utf-8");
    EXPECT_EQ(headers[1].second, std::string(values()[Placeholder::to]));
}

TEST(MtTemplateTest, LetsNoValueEndItsHeader) {
    config::SenderTemplate text;
    text.body = "text";
    text.headers = {{"X-User", "{user}"}};
    const auto compiled = MtTemplate::compile(text);
    ASSERT_TRUE(compiled);
    PlaceholderValues given;
    given[Placeholder::user] = "a\r\nX-Evil: 1";

    EXPECT_EQ(compiled->headers(given)[1].second, "a  X-Evil: 1");
}

}  // namespace
}  // namespace tipwire::gateway
