// SPDX-License-Identifier: Apache-2.0
// Deliveries, referrals, contacts and counts over the admin API.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "tests/unit/gateway/console/admin_desk.hpp"

namespace tipwire::gateway {
namespace {

using routing::Accepted;
using routing::Refused;

class OutboxTest : public testing::AdminDesk {
protected:
    boost::json::array items(std::string target) {
        return get_json(std::move(target)).at("items").as_array();
    }
};

TEST_F(OutboxTest, ListsDeliveries) {
    const auto tip = record("one");
    forward(Accepted{"http_200"});

    const auto all = items("/v1/deliveries?state=delivered");

    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].at("kind").as_string(), "tip.forwarded");
    EXPECT_EQ(all[0].at("state").as_string(), "delivered");
    EXPECT_EQ(all[0].at("tip").as_string(), tip_id(tip));
    EXPECT_EQ(all[0].at("contact").as_string(), "city-police");
    EXPECT_EQ(all[0].at("reference").as_string(), "EKB-000001");
    EXPECT_EQ(all[0].at("attempts").as_int64(), 1);
    EXPECT_TRUE(all[0].at("next_attempt_at").is_null());
    EXPECT_TRUE(all[0].at("last_error").is_null());
    EXPECT_EQ(all[0].at("id").as_string().size(), 32u);
}

TEST_F(OutboxTest, PagesDeliveries) {
    for (int i = 0; i < 5; ++i) record("tip");
    std::set<std::string> seen;
    std::string target = "/v1/deliveries?state=waiting&limit=2";
    int pages = 0;
    for (; pages < 10; ++pages) {
        const auto page = get_json(target);
        for (const auto& item : page.at("items").as_array()) {
            seen.emplace(item.at("id").as_string());
        }
        if (page.at("next_cursor").is_null()) break;
        target = "/v1/deliveries?state=waiting&limit=2&cursor=" +
                 std::string(page.at("next_cursor").as_string());
    }

    EXPECT_EQ(seen.size(), 5u);
    EXPECT_EQ(pages, 2) << "three pages, the last of which says so";
}

TEST_F(OutboxTest, EndsAPageThatIsExactlyFull) {
    record("one");
    record("two");

    EXPECT_TRUE(get_json("/v1/deliveries?limit=2").at("next_cursor").is_null());
}

TEST_F(OutboxTest, RefusesAStateNoDeliveryHas) {
    const Response answer = get("/v1/deliveries?state=lost");

    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("waiting, delivered, dead, cancelled"), answer.body.npos);
}

TEST_F(OutboxTest, PutsADeadLetterBack) {
    record("one");
    forward(Refused{"http_410", true}, true);
    const auto dead = items("/v1/deliveries?state=dead");
    ASSERT_EQ(dead.size(), 1u);
    const std::string id(dead[0].at("id").as_string());

    const auto answer = post_json("/v1/deliveries/" + id + "/retry");

    EXPECT_EQ(answer.at("retried").as_int64(), 1);
    EXPECT_EQ(items("/v1/deliveries?state=dead").size(), 0u);
    EXPECT_EQ(hooks_seen_, 1) << "the contact's channel must be tried again";
    EXPECT_EQ(post("/v1/deliveries/" + id + "/retry").status, 404) << "it is no dead letter now";
    EXPECT_EQ(hooks_seen_, 1);
}

TEST_F(OutboxTest, FindsNoDeliveryByAnothersId) {
    const auto tip = record("one");

    EXPECT_EQ(post("/v1/deliveries/" + tip_id(tip) + "/retry").status, 404);
    EXPECT_EQ(post("/v1/deliveries/17/retry").status, 404);
}

TEST_F(OutboxTest, PutsAllDeadLettersBack) {
    record("one");
    record("two");
    forward(Refused{"http_410", true}, true);

    EXPECT_EQ(post_json("/v1/deliveries/retry-dead").at("retried").as_int64(), 2);
    EXPECT_EQ(post_json("/v1/deliveries/retry-dead").at("retried").as_int64(), 0);
}

TEST_F(OutboxTest, ListsReferralsFlat) {
    const auto tip = record("one");
    forward(Accepted{"http_200"});

    const auto all = items("/v1/referrals");

    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].at("tip").as_string(), tip_id(tip));
    EXPECT_EQ(all[0].at("reference").as_string(), "EKB-000001");
    EXPECT_EQ(all[0].at("state").as_string(), "delivered");
    EXPECT_TRUE(all[0].at("overdue").is_null());
    EXPECT_EQ(boost::json::serialize(all[0].at("clocks")),
              R"({"acknowledge_by":"2026-11-22T20:39:17Z","register_by":"2026-11-22T20:39:17Z",)"
              R"("decide_by":"2026-11-24T20:39:17Z"})");
}

TEST_F(OutboxTest, FiltersReferrals) {
    record("one");
    forward(Accepted{"http_200"});

    EXPECT_EQ(items("/v1/referrals?state=delivered").size(), 1u);
    EXPECT_EQ(items("/v1/referrals?state=closed").size(), 0u);
    EXPECT_EQ(items("/v1/referrals?overdue=1").size(), 0u);
    EXPECT_EQ(get("/v1/referrals?state=lost").status, 400);

    clock_.run_for(std::chrono::hours{25});

    const auto late = items("/v1/referrals?overdue=1");
    ASSERT_EQ(late.size(), 1u);
    EXPECT_EQ(late[0].at("overdue").as_string(), "acknowledgement");
}

TEST_F(OutboxTest, TakesAnOperatorsReport) {
    record("one");
    forward(Accepted{"http_200"});

    const auto referral = post_json("/v1/referrals/EKB-000001/updates",
                                    R"({"state":"registered","register":{"number":"KUSP-17"},)"
                                    R"("note":"by telephone"})");

    EXPECT_EQ(referral.at("state").as_string(), "registered");
    const auto tips = items("/v1/tips");
    const auto& shown = tips[0].at("referrals").as_array()[0].as_object();
    EXPECT_EQ(shown.at("register").at("number").as_string(), "KUSP-17");
    EXPECT_EQ(shown.at("note").as_string(), "by telephone");
}

TEST_F(OutboxTest, RefusesAReportTheTableForbids) {
    record("one");
    forward(Accepted{"http_200"});
    const std::string updates = "/v1/referrals/EKB-000001/updates";
    post_json(updates, R"({"state":"decided","decision":"refused"})");

    const Response back = post(updates, R"({"state":"acknowledged"})");

    EXPECT_EQ(back.status, 409);
    EXPECT_NE(back.body.find("decided"), back.body.npos) << back.body;
    EXPECT_EQ(post("/v1/referrals/EKB-000009/updates", R"({"state":"closed"})").status, 404);
    EXPECT_EQ(post(updates, R"({"state":"decided"})").status, 400);
}

TEST_F(OutboxTest, TakesARepeatedReportOnce) {
    record("one");
    forward(Accepted{"http_200"});
    const auto report = [&] {
        testing::OwnedRequest request(
            "POST", "/v1/referrals/EKB-000001/updates",
            R"({"state":"decided","decision":"case_opened","outcomes":[{"kind":"arrest"}]})");
        request.with_header("Authorization", std::string("Bearer ") + token)
            .with_header("Idempotency-Key", "call of 21 November");
        return send(request).status;
    };

    EXPECT_EQ(report(), 200);
    EXPECT_EQ(report(), 200);

    EXPECT_EQ(get_json("/v1/statistics").at("outcomes").at("arrest").as_int64(), 1);
}

TEST_F(OutboxTest, CountsExactly) {
    record("one");
    forward(Accepted{"http_200"});
    record("two");
    post_json("/v1/referrals/EKB-000001/updates", R"({"state":"decided","decision":"case_opened",)"
                                                  R"("outcomes":[{"kind":"arrest","count":3}]})");

    const auto counts = get_json("/v1/statistics");

    EXPECT_EQ(counts.at("tips").at("received").as_int64(), 1);
    EXPECT_EQ(counts.at("tips").at("forwarded").as_int64(), 1);
    EXPECT_EQ(counts.at("referrals").at("decided").as_int64(), 1);
    EXPECT_EQ(counts.at("decisions").at("case_opened").as_int64(), 1);
    EXPECT_EQ(counts.at("outcomes").at("arrest").as_int64(), 3);
    EXPECT_EQ(counts.at("deliveries").at("delivered").as_int64(), 1);
    EXPECT_GT(counts.at("audit_entries").as_int64(), 0);
}

TEST_F(OutboxTest, ListsContacts) {
    EXPECT_EQ(boost::json::serialize(get_json("/v1/contacts")),
              R"({"items":[{"name":"city-police","kind":"police","area":"ekaterinburg",)"
              R"("channel":"webhook","state":"ok"}],"next_cursor":null})");
}

TEST_F(OutboxTest, TestsAContact) {
    EXPECT_EQ(post_json("/v1/contacts/city-police/test").at("outcome").as_string(),
              "accepted (http_200)");
    EXPECT_EQ(post("/v1/contacts/nobody/test").status, 404);
    EXPECT_EQ(post("/v1/contacts/deaf/test").status, 502);
}

}  // namespace
}  // namespace tipwire::gateway
