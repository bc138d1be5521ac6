// SPDX-License-Identifier: Apache-2.0
// POST /v1/referrals/{reference}/updates from the outside: who is believed, and what each is
// answered.
#include "gateway/delivery/contact_updates.hpp"

#include <gtest/gtest.h>

#include "tests/support/await.hpp"
#include "tests/support/owned_request.hpp"
#include "tests/support/plain_vault.hpp"
#include "tests/support/quiet_log.hpp"
#include "tests/support/scripted_store.hpp"
#include "tests/support/signing_key.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::ReferralStatus;
using testing::OwnedRequest;
using testing::signing_key;

class ContactUpdatesTest : public ::testing::Test {
protected:
    ContactUpdatesTest() {
        updates_.add("city-police", "EKB", signing_key("the secret of the city's police"));
        updates_.add("border", "EKB-BORDER", signing_key("the secret of the border guard"));
        updates_.register_routes(router_);
        store_.on_tip_of_reference = [](const std::string&) { return routing::StoredTip{}; };
        store_.on_apply_update = [this](const std::string& reference, const std::string& contact,
                                        const routing::ReferralUpdate& update,
                                        const std::optional<routing::IdempotencyKey>& seen) {
            contact_ = contact;
            seen_ = seen;
            routing::StoredReferral referral;
            referral.reference = reference;
            referral.contact = contact;
            referral.status = update.state;
            referral.sent_at = routing::parse_rfc3339("2026-11-21T20:00:00Z");
            return referral;
        };
    }

    OwnedRequest a_report(const std::string& reference,
                          std::string body = R"({"state":"acknowledged"})") {
        return {"POST", "/v1/referrals/" + reference + "/updates", std::move(body)};
    }
    Response post(OwnedRequest request) { return testing::await(router_.handle(request.view())); }
    Response post_signed(const std::string& reference,
                         std::string body = R"({"state":"acknowledged"})") {
        auto request = a_report(reference, std::move(body));
        return post(request.signed_by(police_, "report_1", clock_.now()));
    }
    // Whatever the store would do, it must not be asked.
    void expect_forbidden(OwnedRequest request) {
        const Response answer = post(std::move(request));
        EXPECT_EQ(answer.status, 403);
        EXPECT_EQ(answer.content_type, "application/problem+json");
        EXPECT_EQ(contact_, "");
    }

    boost::asio::io_context io_;
    testing::SimClock clock_{io_};
    testing::PlainVault vault_;
    testing::QuietLog log_;
    test::ScriptedStore store_;
    routing::Metrics metrics_;
    routing::FollowUp follow_up_{store_, vault_, clock_, log_, metrics_, {}};
    ContactUpdates updates_{follow_up_, clock_};
    Router router_;
    StandardWebhooks police_ = signing_key("the secret of the city's police");
    std::string contact_;
    std::optional<routing::IdempotencyKey> seen_;
};

TEST_F(ContactUpdatesTest, AnswersTheReferral) {
    const Response answer = post_signed("EKB-000123");

    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.content_type, "application/json");
    EXPECT_EQ(answer.body,
              R"({"reference":"EKB-000123","contact":"city-police","state":"acknowledged",)"
              R"("decision":null,"outcomes":[],"clocks":{"acknowledge_by":"2026-11-22T20:00:00Z",)"
              R"("register_by":"2026-11-22T20:00:00Z","decide_by":"2026-11-24T20:00:00Z"},)"
              R"("overdue":null})");
    EXPECT_EQ(contact_, "city-police");
}

TEST_F(ContactUpdatesTest, HandsTheWebhookIdOnSoThatARepeatIsHarmless) {
    post_signed("EKB-000123");

    ASSERT_TRUE(seen_);
    EXPECT_EQ(seen_->current, vault_.idempotency_key("contact/city-police", "report_1").current);
}

TEST_F(ContactUpdatesTest, TakesTheTextBeforeTheLastDashAsPrefix) {
    auto border = signing_key("the secret of the border guard");
    auto request = a_report("EKB-BORDER-000001");

    EXPECT_EQ(post(request.signed_by(border, "report_1", clock_.now())).status, 200);
    EXPECT_EQ(contact_, "border");
}

TEST_F(ContactUpdatesTest, BelievesNobodyWithoutASignature) {
    expect_forbidden(a_report("EKB-000123"));
}

TEST_F(ContactUpdatesTest, BelievesNoOtherContact) {
    auto border = signing_key("the secret of the border guard");
    auto request = a_report("EKB-000123");

    expect_forbidden(request.signed_by(border, "report_1", clock_.now()));
}

TEST_F(ContactUpdatesTest, BelievesNoOldReport) {
    auto request = a_report("EKB-000123");

    expect_forbidden(
        request.signed_by(police_, "report_1", clock_.now() - std::chrono::seconds{301}));
}

TEST_F(ContactUpdatesTest, SaysTheSameOfAPrefixNobodyHas) {
    auto wrong = signing_key("no contact signs with this key at all");
    for (const char* reference : {"MSK-000001", "000123", "-1", "EKB", "EKB-BORDER-X-1"}) {
        auto request = a_report(reference);
        auto other = a_report(reference);
        expect_forbidden(request.signed_by(wrong, "report_1", clock_.now()));
        expect_forbidden(other.signed_by(police_, "report_1", clock_.now()));
    }
}

TEST_F(ContactUpdatesTest, ChecksTheSignatureBeforeItReads) {
    expect_forbidden(a_report("EKB-000123", "not JSON"));
    EXPECT_EQ(post_signed("EKB-000123", "not JSON").status, 400);
}

TEST_F(ContactUpdatesTest, SaysWhichMemberIsWrong) {
    const Response answer = post_signed("EKB-000123", R"({"state":"decided"})");

    EXPECT_EQ(answer.status, 400);
    EXPECT_NE(answer.body.find("/decision: "), answer.body.npos) << answer.body;
}

TEST_F(ContactUpdatesTest, FindsNoReferralThatIsNotThere) {
    store_.on_tip_of_reference = [](const std::string&) {
        return Error{Errc::not_found, "no referral"};
    };

    EXPECT_EQ(post_signed("EKB-999999").status, 404);
}

TEST_F(ContactUpdatesTest, NamesTheStateThatForbidsTheMove) {
    store_.on_apply_update = [](const auto&...) {
        return Error{Errc::conflict, "the referral is closed"};
    };

    const Response answer = post_signed("EKB-000123");

    EXPECT_EQ(answer.status, 409);
    EXPECT_NE(answer.body.find("closed"), answer.body.npos) << answer.body;
}

TEST_F(ContactUpdatesTest, AsksToComeAgainWhereNothingCouldBeStored) {
    store_.on_apply_update = nullptr;

    const Response answer = post_signed("EKB-000123");

    EXPECT_EQ(answer.status, 503);
    ASSERT_FALSE(answer.headers.empty());
    EXPECT_EQ(answer.headers[0].first, "Retry-After");
}

}  // namespace
}  // namespace tipwire::gateway
