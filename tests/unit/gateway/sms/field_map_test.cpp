// SPDX-License-Identifier: Apache-2.0
// Field paths over every kind of request.
#include "gateway/sms/field_map.hpp"

#include <gtest/gtest.h>

#include "tests/support/sms_support.hpp"

namespace tipwire::gateway {
namespace {

using config::BodyKind;
using routing::Errc;
using test::SmsRequest;
using Values = std::vector<std::optional<std::string>>;

// Owns what the fields look at.
struct Taken {
    SmsRequest request;
    HookRequest received;
    std::optional<RequestFields> fields;

    Taken(SmsRequest from, BodyKind kind, std::string_view token = {})
        : request(std::move(from)), received(request.view(), token) {
        auto read = RequestFields::read(received, kind);
        EXPECT_TRUE(read.has_value());
        fields.emplace(std::move(*read));
    }
    MessageFields message() const { return {*fields, fields->json()}; }
};

SmsRequest form(std::string body) {
    SmsRequest request;
    request.body = std::move(body);
    return request;
}
SmsRequest get(std::string query) {
    SmsRequest request;
    request.method = "GET";
    request.target += "?" + query;
    return request;
}

TEST(FieldMap, FindsFormFields) {
    const Taken taken(form("From=%2b7701&Body=a+b%26c&Body=second"), BodyKind::form);
    EXPECT_EQ(taken.message().value("From"), "+7701");
    EXPECT_EQ(taken.message().value("Body"), "a b&c");
    EXPECT_EQ(taken.message().value("body"), std::nullopt);
}

TEST(FieldMap, FindsFormFieldsOfAGetInTheQuery) {
    const Taken taken(get("From=%2B7701"), BodyKind::form);
    EXPECT_EQ(taken.message().value("From"), "+7701");
}

TEST(FieldMap, FindsQueryHeaderAndToken) {
    auto request = get("id=7&empty=");
    request.headers.emplace_back("X-Kannel-From", "+7701");
    const Taken taken(request, BodyKind::raw, "secret-token");
    EXPECT_EQ(taken.message().value("query:id"), "7");
    EXPECT_EQ(taken.message().value("query:empty"), "");
    EXPECT_EQ(taken.message().value("query:absent"), std::nullopt);
    EXPECT_EQ(taken.message().value("header:x-kannel-from"), "+7701");
    EXPECT_EQ(taken.message().value("path:token"), "secret-token");
}

TEST(FieldMap, TakesTheWholeBodyOnlyIfItIsRaw) {
    EXPECT_EQ(Taken(form("a=b"), BodyKind::raw).message().value("body"), "a=b");
    EXPECT_EQ(Taken(form("a=b"), BodyKind::form).message().value("body"), std::nullopt);
}

TEST(FieldMap, WalksJson) {
    const Taken taken(form(R"({"data":{"id":7,"to":[{"n":"a"},{"n":"b"}],"x":null,"y":true}})"),
                      BodyKind::json);
    EXPECT_EQ(taken.message().value("data.id"), "7");
    EXPECT_EQ(taken.message().value("data.to[].n"), "a");
    EXPECT_EQ(taken.message().value("data.x"), std::nullopt);
    EXPECT_EQ(taken.message().value("data.y"), "true");
    EXPECT_EQ(taken.message().value("data.id.deeper"), std::nullopt);
    EXPECT_EQ(taken.message().value("absent.deeper"), std::nullopt);
}

TEST(FieldMap, PrefersAPathThatSaysSomething) {
    const Taken taken(get("empty=&id=7"), BodyKind::raw);
    EXPECT_EQ(taken.message().first({"query:empty", "query:id"}), "7");
    EXPECT_EQ(taken.message().first({"query:empty", "query:absent"}), "");
    EXPECT_EQ(taken.message().first({"query:absent"}), std::nullopt);
    EXPECT_EQ(taken.message().first({}), std::nullopt);
}

TEST(FieldMap, CountsFormFields) {
    const Taken taken(form("MediaUrl0=a&MediaUrl1=b&MediaUrl3=d"), BodyKind::form);
    EXPECT_EQ(taken.message().all({"MediaUrl{n}"}, 10), (Values{"a", "b"}));
    EXPECT_EQ(taken.message().all({"MediaUrl{n}"}, 1).size(), 2U);
    EXPECT_EQ(taken.message().all({"MediaUrl{n}"}, 0).size(), 1U);
}

TEST(FieldMap, KeepsGapsInLists) {
    const Taken taken(form(R"({"media":[{"url":"a"},{"data":"x"},{"url":"c"}],"plain":["p","q"]})"),
                      BodyKind::json);
    EXPECT_EQ(taken.message().all({"media[].url"}, 10), (Values{"a", std::nullopt, "c"}));
    EXPECT_EQ(taken.message().all({"plain[]"}, 10), (Values{"p", "q"}));
    EXPECT_EQ(taken.message().all({"absent[].url"}, 10), Values{});
    EXPECT_EQ(taken.message().all({"media[].url"}, 1).size(), 2U);
}

TEST(FieldMap, TakesAllOfSeveralListsOfMedia) {
    const Taken taken(form("image=a&image2=b&image4=d"), BodyKind::form);
    EXPECT_EQ(taken.message().all({"image", "image2", "image3", "image4"}, 10),
              (Values{"a", "b", "d"}));
    EXPECT_EQ(taken.message().all({"image", "image2", "image4"}, 1).size(), 2U);
}

TEST(FieldMap, TakesEachFormFieldOfARepeatedName) {
    const Taken taken(form("url=a&x=y&url=b"), BodyKind::form);
    EXPECT_EQ(taken.message().all({"url[]"}, 10), (Values{"a", "b"}));
    EXPECT_EQ(taken.message().all({"url[]"}, 0).size(), 1U);
    EXPECT_EQ(taken.message().value("url[]"), "a");
    EXPECT_EQ(taken.message().all({"absent[]"}, 10), Values{});
}

const char* const parts_of_an_mms =
    R"({"message":[{"type":"text/plain","value":"one"},{"type":"image/png","url":"u"},
        {"type":"text/plain","value":"two"},{"type":"application/vnd.x","value":"<x/>"}]})";

TEST(FieldMap, TakesOnlyTheElementsThatTheFilterNames) {
    const Taken taken(form(parts_of_an_mms), BodyKind::json);
    EXPECT_EQ(taken.message().all({"message[type=text/plain].value"}, 10), (Values{"one", "two"}));
    EXPECT_EQ(taken.message().value("message[type=application/vnd.x].value"), "<x/>");
    EXPECT_EQ(taken.message().value("message[type=audio/ogg].value"), std::nullopt);
    EXPECT_EQ(taken.message().value("message[absent=x].value"), std::nullopt);
}

TEST(FieldMap, WritesTheElementsOfATextOnALineEach) {
    const Taken taken(form(parts_of_an_mms), BodyKind::json);
    EXPECT_EQ(taken.message().text({"text", "message[type=text/plain].value"}), "one\ntwo");
    EXPECT_EQ(taken.message().text({"message[type=audio/ogg].value"}), std::nullopt);
}

TEST(FieldMap, ReadsJsonInsideAField) {
    const Taken taken(
        form("tlv=%7B%22ref%22%3A%20%227%22%2C%22at%22%3A%7B%22n%22%3A2%7D%7D&bad=%7B"),
        BodyKind::form);
    EXPECT_EQ(taken.message().value("tlv{}.ref"), "7");
    EXPECT_EQ(taken.message().value("tlv{}.at.n"), "2");
    EXPECT_EQ(taken.message().value("tlv{}.absent"), std::nullopt);
    EXPECT_EQ(taken.message().value("bad{}.ref"), std::nullopt);
    EXPECT_EQ(taken.message().value("absent{}.ref"), std::nullopt);
}

TEST(FieldMap, LetsTheContentTypeSayWhatTheBodyIs) {
    for (const auto* type :
         {"application/json", "application/json; charset=utf-8", "application/cloudevents+json"}) {
        auto request = form(R"({"a":"b"})");
        request.headers.emplace_back("Content-Type", type);
        EXPECT_EQ(Taken(request, BodyKind::automatic).message().value("a"), "b") << type;
    }
    EXPECT_EQ(Taken(form("a=b"), BodyKind::automatic).message().value("a"), "b");
    auto request = get("a=b");
    request.headers.emplace_back("Content-Type", "application/json");
    EXPECT_EQ(Taken(request, BodyKind::automatic).message().value("a"), "b");
}

TEST(FieldMap, KnowsAnObjectWhereAValueShouldBe) {
    const Taken taken(form(R"({"body":{"media":[]},"text":{}})"), BodyKind::json);
    EXPECT_TRUE(taken.message().is_compound({"text"}));
    EXPECT_TRUE(taken.message().is_compound({"body"}));
    EXPECT_FALSE(taken.message().is_compound({"body.message", "body"}));
}

TEST(FieldMap, RefusesWhatIsNotJson) {
    auto request = form("{\"text\":");
    const auto read = RequestFields::read(HookRequest(request.view()), BodyKind::json);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().code, Errc::unreadable_body);
}

TEST(FieldMap, ReadsJsonWithAnEmojiCutInTwo) {
    const Taken taken(form(R"({"text":"cut \ud83d"})"), BodyKind::json);
    EXPECT_EQ(taken.message().value("text"), "cut \uFFFD");
}

TEST(FieldMap, RefusesTooManyFields) {
    std::string body;
    for (std::size_t i = 0; i < form_fields_max; ++i) body += "a=b&";
    auto just_fits = form(body);
    EXPECT_TRUE(RequestFields::read(HookRequest(just_fits.view()), BodyKind::form));
    auto too_many = form(body + "a=b");
    EXPECT_FALSE(RequestFields::read(HookRequest(too_many.view()), BodyKind::form));
}

// ---- lists of messages --------------------------------------------------------------------------

TEST(MessagesOf, IsOneWithoutAListRoot) {
    const Taken taken(form(R"({"id":"1"})"), BodyKind::json);
    EXPECT_EQ(messages_of(*taken.fields, "", 10)->size(), 1U);
}

TEST(MessagesOf, FindsTheElements) {
    const Taken taken(form(R"({"results":[{"id":"1"},{"id":"2"}]})"), BodyKind::json);
    const auto messages = messages_of(*taken.fields, "results", 10);
    ASSERT_TRUE(messages);
    ASSERT_EQ(messages->size(), 2U);
    EXPECT_EQ((*messages)[1].value("id"), "2");
}

TEST(MessagesOf, FindsTheElementsOfABareArray) {
    const Taken taken(form(R"([{"message":{"id":"1"}}])"), BodyKind::json);
    const auto messages = messages_of(*taken.fields, "[]", 10);
    ASSERT_TRUE(messages);
    ASSERT_EQ(messages->size(), 1U);
    EXPECT_EQ((*messages)[0].value("message.id"), "1");
}

TEST(MessagesOf, RefusesMoreThanTheLimit) {
    const Taken taken(form("[{},{},{}]"), BodyKind::json);
    EXPECT_TRUE(messages_of(*taken.fields, "[]", 3));
    EXPECT_EQ(messages_of(*taken.fields, "[]", 2).error().code, Errc::too_large);
}

TEST(MessagesOf, RefusesWhatIsNotAList) {
    const Taken object(form(R"({"results":{}})"), BodyKind::json);
    EXPECT_EQ(messages_of(*object.fields, "results", 3).error().code, Errc::unreadable_body);
    const Taken numbers(form("[1]"), BodyKind::json);
    EXPECT_EQ(messages_of(*numbers.fields, "[]", 3).error().code, Errc::unreadable_body);
    EXPECT_EQ(messages_of(*numbers.fields, "", 3).error().code, Errc::unreadable_body);
}

}  // namespace
}  // namespace tipwire::gateway
