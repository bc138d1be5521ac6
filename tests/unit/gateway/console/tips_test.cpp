// SPDX-License-Identifier: Apache-2.0
// Tips as operators get them: the JSON itself, pages, filters and searching.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "tests/unit/gateway/console/admin_desk.hpp"

namespace tipwire::gateway {
namespace {

using routing::Instant;

Instant at(std::string_view text) { return routing::parse_rfc3339(text).value(); }

routing::PublicId an_id(std::uint8_t last) {
    routing::PublicId id;
    id.bytes[15] = last;
    return id;
}

routing::TipView a_tip() {
    routing::TipView tip;
    tip.id = an_id(1);
    tip.code = routing::TipCode(1);
    tip.stored.status = routing::TipStatus::forwarded;
    tip.stored.category = "other";
    tip.stored.area = "ekaterinburg";
    tip.stored.language = "ru";
    tip.stored.source = "sms";
    tip.stored.channel = "sms";
    tip.stored.received_at = at("2026-11-21T20:00:00Z");
    return tip;
}

routing::MessageView a_message(std::string text) {
    routing::MessageView message;
    message.id = an_id(2);
    message.at = at("2026-11-21T20:00:00Z");
    message.body.text = routing::TipText(std::move(text));
    message.body.recipient = "+73430000002";
    return message;
}

TEST(TipJson, IsTheContractsObject) {
    routing::TipView tip = a_tip();
    tip.messages.push_back(a_message("garages"));
    routing::TipReferral referral;
    referral.view.stored.reference = "EKB-000123";
    referral.view.stored.contact = "city-police";
    referral.view.stored.status = routing::ReferralStatus::decided;
    referral.view.stored.decision = routing::Decision::case_opened;
    referral.view.stored.outcomes = {{"arrest", 2, "", 0, ""}, {"seizure", 1, "heroin", 350, ""}};
    referral.view.overdue = routing::Overdue::decision;
    referral.details.note = "seen";
    referral.details.entry = routing::RegisterEntry{"KUSP-17", "2026-11-22", "Kirovsky"};
    tip.referrals.push_back(std::move(referral));

    EXPECT_EQ(
        tip_json(tip),
        R"({"id":"00000000000000000000000000000001","code":")" + routing::TipCode(1).digits() +
            R"(","state":"forwarded","category":"other","area":"ekaterinburg","language":"ru",)"
            R"("urgent":false,"source":"sms","channel":"sms",)"
            R"("received_at":"2026-11-21T20:00:00Z","messages":[{)"
            R"("id":"00000000000000000000000000000002","direction":"in","kind":"text",)"
            R"("at":"2026-11-21T20:00:00Z","text":"garages","to":"+73430000002"}],)"
            R"("referrals":[{"reference":"EKB-000123","contact":"city-police",)"
            R"("state":"decided","decision":"case_opened","outcomes":[)"
            R"({"kind":"arrest","count":2},)"
            R"({"kind":"seizure","count":1,"substance":"heroin","grams":350}],"clocks":{},)"
            R"("overdue":"decision","register":{"number":"KUSP-17","date":"2026-11-22",)"
            R"("desk":"Kirovsky"},"note":"seen"}],"media":[],"related":[]})");
}

TEST(TipJson, WritesTheCodeAsSixteenDigits) {
    const auto json = boost::json::parse(tip_json(a_tip())).as_object();

    EXPECT_EQ(json.at("code").as_string().size(), 16u);
}

TEST(TipJson, HasNullForNoCode) {
    routing::TipView tip = a_tip();
    tip.code.reset();

    EXPECT_TRUE(boost::json::parse(tip_json(tip)).at("code").is_null());
}

TEST(TipJson, ShowsPartsOfLongMessagesOnly) {
    routing::TipView tip = a_tip();
    tip.messages = {a_message("whole"), a_message("second of three")};
    tip.messages[1].body.part = {77, 2, 3};

    const auto json = boost::json::parse(tip_json(tip)).as_object();

    const auto& messages = json.at("messages").as_array();
    EXPECT_FALSE(messages[0].as_object().contains("part"));
    EXPECT_EQ(boost::json::serialize(messages[1].at("part")), R"({"ref":77,"number":2,"total":3})");
}

TEST(TipJson, SaysWhyATextCannotBeShown) {
    routing::TipView tip = a_tip();
    tip.messages.push_back(a_message(""));
    tip.messages[0].problem = "key_destroyed";

    const auto json = boost::json::parse(tip_json(tip)).as_object();

    const auto& message = json.at("messages").as_array()[0].as_object();
    EXPECT_TRUE(message.at("text").is_null());
    EXPECT_EQ(message.at("problem").as_string(), "key_destroyed");
}

TEST(TipJson, NeverShowsAProvidersUrl) {
    routing::TipView tip = a_tip();
    tip.messages.push_back(a_message("look"));
    tip.messages[0].body.media = {{"image/jpeg", "https://api.example/Messages/MM7/Media/ME1", {}},
                                  {"audio/ogg", "", {1, 2, 3}}};

    const std::string text = tip_json(tip);

    EXPECT_EQ(text.find("example"), text.npos) << text;
    EXPECT_EQ(boost::json::serialize(boost::json::parse(text).at("media")),
              R"([{"id":null,"message":"00000000000000000000000000000002","state":"held",)"
              R"("cleaned":false,"type":"image/jpeg","bytes":0},)"
              R"({"id":null,"message":"00000000000000000000000000000002","state":"uncleaned",)"
              R"("cleaned":false,"type":"audio/ogg","bytes":3}])");
}

TEST(TipJson, NamesMediaAndSaysWhatBecameOfThem) {
    std::vector<routing::MediumView> media(1);
    media[0].id.bytes[15] = 9;
    media[0].message_id.bytes[15] = 2;
    media[0].state = routing::MediumState::refused;
    media[0].reason = "too_large";
    media[0].type = "image/jpeg";

    EXPECT_EQ(boost::json::serialize(boost::json::parse(tip_json(a_tip(), media)).at("media")),
              R"([{"id":"00000000000000000000000000000009",)"
              R"("message":"00000000000000000000000000000002","state":"refused","cleaned":false,)"
              R"("type":"image/jpeg","bytes":0,"reason":"too_large"}])");
}

class TipsTest : public testing::AdminDesk {
protected:
    static std::vector<std::string> texts(const boost::json::object& page) {
        std::vector<std::string> found;
        for (const auto& tip : page.at("items").as_array()) {
            found.emplace_back(tip.at("messages").as_array()[0].at("text").as_string());
        }
        return found;
    }
    using Texts = std::vector<std::string>;
};

TEST_F(TipsTest, ListsTheNewestFirst) {
    record("one");
    record("two");

    const auto page = get_json("/v1/tips");

    EXPECT_EQ(texts(page), (Texts{"two", "one"}));
    EXPECT_TRUE(page.at("next_cursor").is_null());
}

TEST_F(TipsTest, PagesToTheEndWithoutLossOrRepeat) {
    for (const char* text : {"1", "2", "3", "4", "5"}) record(text);
    Texts all;
    std::string target = "/v1/tips?limit=2";
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = get_json(target);
        for (auto& text : texts(page)) all.push_back(std::move(text));
        if (page.at("next_cursor").is_null()) break;
        target = "/v1/tips?limit=2&cursor=" + std::string(page.at("next_cursor").as_string());
    }

    EXPECT_EQ(all, (Texts{"5", "4", "3", "2", "1"}));
}

TEST_F(TipsTest, GivesCursorsThatShowNoOrder) {
    std::set<std::string> cursors;
    for (int i = 0; i < 4; ++i) record("tip");
    std::string target = "/v1/tips?limit=1";
    for (int i = 0; i < 3; ++i) {
        const std::string cursor(get_json(target).at("next_cursor").as_string());
        EXPECT_EQ(cursor.size(), 32u);
        cursors.insert(cursor.substr(0, 8));
        target = "/v1/tips?limit=1&cursor=" + cursor;
    }

    EXPECT_EQ(cursors.size(), 3u) << "cursors begin alike, as numbers in a row would";
}

TEST_F(TipsTest, RefusesACursorThatWasTamperedWith) {
    record("one");
    record("two");
    std::string cursor(get_json("/v1/tips?limit=1").at("next_cursor").as_string());

    for (std::size_t i = 0; i < cursor.size(); ++i) {
        std::string changed = cursor;
        changed[i] = changed[i] == '0' ? '1' : '0';
        EXPECT_EQ(get("/v1/tips?cursor=" + changed).status, 400) << i;
    }
    EXPECT_EQ(get("/v1/tips?cursor=2").status, 400);
    EXPECT_EQ(get("/v1/tips?cursor=" + cursor + "00").status, 400);
    EXPECT_EQ(get("/v1/deliveries?cursor=" + cursor).status, 400) << "another listing's cursor";
}

TEST_F(TipsTest, KeepsLimitWithinItsBounds) {
    EXPECT_EQ(get("/v1/tips?limit=1").status, 200);
    EXPECT_EQ(get("/v1/tips?limit=500").status, 200);
    for (const char* limit : {"0", "501", "-1", "ten", "1x", "99999999999"}) {
        EXPECT_EQ(get("/v1/tips?limit=" + std::string(limit)).status, 400) << limit;
    }
}

TEST_F(TipsTest, RefusesAParameterItDoesNotKnow) {
    const Response answer = get("/v1/tips?overdo=1");

    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("overdue"), answer.body.npos) << answer.body;
    EXPECT_EQ(answer.body.find("overdo\""), answer.body.npos);
}

TEST_F(TipsTest, FiltersByState) {
    record("given");
    forward(routing::Accepted{"http_200"});
    record("new");

    EXPECT_EQ(texts(get_json("/v1/tips?state=forwarded")), Texts{"given"});
    EXPECT_EQ(texts(get_json("/v1/tips?state=received")), Texts{"new"});
    EXPECT_EQ(get("/v1/tips?state=lost").status, 400);
}

TEST_F(TipsTest, FiltersByAreaAndWhatLiesBelowIt) {
    record("city", "ekaterinburg");
    record("district", "ekaterinburg/kirovsky");
    record("elsewhere", "ekaterinburgh");

    EXPECT_EQ(texts(get_json("/v1/tips?area=ekaterinburg")), (Texts{"district", "city"}));
    EXPECT_EQ(texts(get_json("/v1/tips?area=ekaterinburg%2Fkirovsky")), Texts{"district"});
}

TEST_F(TipsTest, FiltersByContact) {
    record("given");
    forward(routing::Accepted{"http_200"});
    record("new");

    EXPECT_EQ(texts(get_json("/v1/tips?contact=city-police")), Texts{"given"});
    EXPECT_EQ(texts(get_json("/v1/tips?contact=nobody")), Texts{});
}

TEST_F(TipsTest, FiltersBySinceAsInstantOrDay) {
    record("old");
    clock_.run_for(std::chrono::hours{48});
    record("new");

    EXPECT_EQ(texts(get_json("/v1/tips?since=2026-11-23")), Texts{"new"});
    EXPECT_EQ(texts(get_json("/v1/tips?since=2026-11-23T01:00:00%2B05:00")), Texts{"new"});
    EXPECT_EQ(get("/v1/tips?since=yesterday").status, 400);
    EXPECT_EQ(get("/v1/tips?since=2026-02-30").status, 400);
}

TEST_F(TipsTest, FiltersByWhatIsOverdue) {
    record("late");
    forward(routing::Accepted{"http_200"});
    EXPECT_EQ(texts(get_json("/v1/tips?overdue=1")), Texts{});

    clock_.run_for(std::chrono::hours{25});

    EXPECT_EQ(texts(get_json("/v1/tips?overdue=1")), Texts{"late"});
    EXPECT_EQ(get("/v1/tips?overdue=yes").status, 400);
}

TEST_F(TipsTest, ShowsOneByItsId) {
    const auto tip = record("one");
    record("two");

    const auto json = get_json("/v1/tips/" + tip_id(tip));

    EXPECT_EQ(json.at("messages").as_array()[0].at("text").as_string(), "one");
    EXPECT_EQ(json.at("code").as_string(), vault_->code_of(tip).digits());
}

TEST_F(TipsTest, FindsNoTipThatIsNotThere) {
    const auto tip = record("one");

    EXPECT_EQ(get("/v1/tips/" + tip_id({tip.value + 1})).status, 404);
    EXPECT_EQ(get("/v1/tips/1").status, 404);
    EXPECT_EQ(get("/v1/tips/" + std::string(32, '0')).status, 404);
}

TEST_F(TipsTest, SearchesForWordsInAnyCase) {
    record("Закладки у ГАРАЖЕЙ");
    record("something else");

    EXPECT_EQ(texts(post_json("/v1/tips/search", R"({"text":"гаражей"})")),
              Texts{"Закладки у ГАРАЖЕЙ"});
    EXPECT_EQ(texts(post_json("/v1/tips/search", R"({"text":"nothing"})")), Texts{});
}

// More tips than the store gives a search at once, hits at the edges of its pages among them.
TEST_F(TipsTest, SearchesToTheEndWithoutLossOrRepeat) {
    const int last = routing::TipReader::search_page * 2 + 1;
    const std::set<int> hits{1, 2, last / 2, last - routing::TipReader::search_page, last};
    Texts expected;
    for (int i = 1; i <= last; ++i) {
        const std::string text = (hits.contains(i) ? "Needle " : "hay ") + std::to_string(i);
        record(text);
        if (hits.contains(i)) expected.insert(expected.begin(), text);
    }

    Texts all;
    std::string cursor;
    for (int pages = 0; pages < 10; ++pages) {
        const auto page = post_json("/v1/tips/search",
                                    R"({"text":"needle","limit":2,"cursor":")" + cursor + R"("})");
        for (auto& text : texts(page)) all.push_back(std::move(text));
        if (page.at("next_cursor").is_null()) break;
        cursor = page.at("next_cursor").as_string();
    }

    EXPECT_EQ(all, expected);
}

TEST_F(TipsTest, SearchesForACodeHoweverItIsGrouped) {
    const auto tip = record("one");
    record("two");
    const auto code = vault_->code_of(tip);

    EXPECT_EQ(texts(post_json("/v1/tips/search", R"({"code":")" + code.grouped() + R"("})")),
              Texts{"one"});
    EXPECT_EQ(texts(post_json("/v1/tips/search", R"({"code":")" + code.digits() + R"("})")),
              Texts{"one"});
}

TEST_F(TipsTest, AnswersAWrongCodeLikeAnUnknownOne) {
    const auto unknown = vault_->code_of(routing::TipSeq{9999}).digits();

    const Response missing = post("/v1/tips/search", R"({"code":")" + unknown + R"("})");
    const Response malformed = post("/v1/tips/search", R"({"code":"123"})");

    EXPECT_EQ(missing.status, 200);
    EXPECT_EQ(malformed.status, 200);
    EXPECT_EQ(missing.body, malformed.body);
}

TEST_F(TipsTest, SearchesForOneThingAtATime) {
    for (const char* body : {"{}", R"({"text":"a","code":"1"})", R"({"text":""})", R"({"text":7})",
                             R"({"text":"a","limit":0})", R"({"text":"a","limit":501})",
                             R"({"text":"a","cursor":"x"})", "[]", "no"}) {
        EXPECT_EQ(post("/v1/tips/search", body).status, 400) << body;
    }
}

TEST_F(TipsTest, TellsWhatTheCitizenWouldHear) {
    EXPECT_EQ(post_json("/v1/status", R"({"code":"4815"})").at("text").as_string(),
              "heard of 4815");
    EXPECT_EQ(post("/v1/status", "{}").status, 400);
}

TEST_F(TipsTest, AsksToComeAgainWhileTheStoreIsClosed) {
    store_.stop();

    const Response answer = get("/v1/tips");

    EXPECT_EQ(answer.status, 503);
    ASSERT_FALSE(answer.headers.empty());
    EXPECT_EQ(answer.headers[0].first, "Retry-After");
}

}  // namespace
}  // namespace tipwire::gateway
