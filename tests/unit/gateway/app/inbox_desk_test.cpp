// SPDX-License-Identifier: Apache-2.0
// The demonstration inbox between its two neighbours: deliveries in, reports out.
#include "gateway/app/inbox_desk.hpp"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>

#include "tests/support/fake_http_client.hpp"
#include "tests/support/owned_request.hpp"
#include "tests/support/quiet_log.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/signing_key.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::gateway {
namespace {

using testing::OwnedRequest;
using testing::signing_key;

constexpr const char* desk_secret = "the secret of the city's police";
constexpr const char* desk_tip =
    R"({"type":"tip.forwarded","data":{"reference":"EKB-000123","messages":[{"text":"garages"}],)"
    R"("links":{"updates":"http://127.0.0.1:8080/v1/referrals/EKB-000123/updates"}}})";

// Hands its calls on, since the desk owns its clients.
class Borrowed : public HttpClient {
public:
    explicit Borrowed(HttpClient& client) : client_(client) {}
    boost::asio::awaitable<routing::Result<ClientResponse>> exchange(
        const ClientRequest& request) override {
        return client_.exchange(request);
    }
    void close() override { client_.close(); }

private:
    HttpClient& client_;
};

class InboxDeskTest : public ::testing::Test {
protected:
    InboxDesk a_desk(InboxOptions options = {}) {
        InboxRoom room{
            .clock = clock_,
            .random = random_,
            .tasks = tasks_,
            .connect = [this](const Origin&) { return std::make_unique<Borrowed>(gateway_); },
            .print = [this](std::string text) { printed_ += text; },
            .leave = [this] { left_ = true; }};
        return InboxDesk(signing_key(desk_secret), std::move(options), std::move(room));
    }
    int deliver(InboxDesk& desk, const std::string& body = desk_tip,
                const std::string& id = "msg_1") {
        auto key = signing_key(desk_secret);
        OwnedRequest request("POST", "/tips", body);
        return send(desk, request.signed_by(key, id, clock_.now()));
    }
    int send(InboxDesk& desk, OwnedRequest& request) {
        int status = 0;
        boost::asio::co_spawn(io_, desk.handle(request.view()),
                              [&](std::exception_ptr error, Response answer) {
                                  EXPECT_FALSE(error);
                                  status = answer.status;
                              });
        settle();
        return status;
    }
    void settle() { clock_.run_for(std::chrono::minutes{1}); }
    bool was_printed(std::string_view text) { return printed_.find(text) != printed_.npos; }

    boost::asio::io_context io_;
    testing::SimClock clock_{io_};
    testing::SeededRandom random_{3};
    testing::QuietLog log_;
    routing::TaskGroup tasks_{io_.get_executor(), log_};
    testing::FakeHttpClient gateway_;
    std::string printed_;
    bool left_ = false;
};

TEST_F(InboxDeskTest, TakesAndShowsASignedTip) {
    auto desk = a_desk();

    EXPECT_EQ(deliver(desk), 200);

    EXPECT_TRUE(was_printed("EKB-000123")) << printed_;
    EXPECT_TRUE(was_printed("   | garages\n")) << printed_;
    EXPECT_TRUE(gateway_.sent.empty());
    EXPECT_FALSE(left_);
}

TEST_F(InboxDeskTest, ShowsARepeatOnlyToScripts) {
    auto desk = a_desk();
    deliver(desk);
    printed_.clear();

    EXPECT_EQ(deliver(desk), 200);
    EXPECT_EQ(printed_, "");

    InboxOptions options;
    options.json = true;
    auto scripted = a_desk(options);
    deliver(scripted);
    printed_.clear();
    EXPECT_EQ(deliver(scripted), 200);
    EXPECT_TRUE(was_printed(R"("repeat":true)")) << printed_;
}

TEST_F(InboxDeskTest, RefusesWhatIsNotSignedWithItsSecret) {
    auto desk = a_desk();
    auto wrong = signing_key("another secret of many bytes");
    OwnedRequest forged("POST", "/tips", desk_tip);
    OwnedRequest unsigned_one("POST", "/tips", desk_tip);

    EXPECT_EQ(send(desk, forged.signed_by(wrong, "msg_1", clock_.now())), 403);
    EXPECT_EQ(send(desk, unsigned_one), 403);
    EXPECT_FALSE(was_printed("garages")) << printed_;
}

TEST_F(InboxDeskTest, TakesOnlyPosts) {
    auto desk = a_desk();
    OwnedRequest get("GET", "/");

    EXPECT_EQ(send(desk, get), 405);
}

TEST_F(InboxDeskTest, AnswersSignedNonsenseAsBad) {
    auto desk = a_desk();

    EXPECT_EQ(deliver(desk, "not JSON"), 400);
}

TEST_F(InboxDeskTest, AcknowledgesByItselfWhenAsked) {
    InboxOptions options;
    options.acknowledge = true;
    auto desk = a_desk(options);
    gateway_.will_answer(200);

    deliver(desk);

    ASSERT_EQ(gateway_.sent.size(), 1u);
    EXPECT_EQ(gateway_.sent[0].target, "/v1/referrals/EKB-000123/updates");
    EXPECT_EQ(gateway_.sent[0].body, R"({"state":"acknowledged"})");
    const std::string id = gateway_.header("webhook-id");
    const std::string timestamp = gateway_.header("webhook-timestamp");
    const std::string signature = gateway_.header("webhook-signature");
    EXPECT_TRUE(signing_key(desk_secret)
                    .verify({id, timestamp, signature}, gateway_.sent[0].body, clock_.now()));
    EXPECT_TRUE(was_printed("-> EKB-000123 acknowledged\n")) << printed_;
}

TEST_F(InboxDeskTest, WaitsForAGatewayThatHasNotNotedTheDeliveryYet) {
    InboxOptions options;
    options.acknowledge = true;
    auto desk = a_desk(options);
    gateway_.will_answer(409);
    gateway_.will_answer(409);
    gateway_.will_answer(200);

    deliver(desk);

    EXPECT_EQ(gateway_.sent.size(), 3u);
    EXPECT_EQ(gateway_.sent[0].headers, gateway_.sent[2].headers) << "a repeat keeps its id";
    EXPECT_TRUE(was_printed("-> EKB-000123 acknowledged\n")) << printed_;
}

TEST_F(InboxDeskTest, GivesUpAcknowledgingAfterSixTries) {
    InboxOptions options;
    options.acknowledge = true;
    auto desk = a_desk(options);
    for (int i = 0; i < 7; ++i) gateway_.will_answer(409, "", R"({"detail":"it is closed"})");

    deliver(desk);

    EXPECT_EQ(gateway_.sent.size(), 6u);
    EXPECT_TRUE(was_printed("refused (409): it is closed")) << printed_;
}

TEST_F(InboxDeskTest, AcknowledgesNothingButTips) {
    InboxOptions options;
    options.acknowledge = true;
    auto desk = a_desk(options);

    deliver(desk, R"({"type":"contact.test","data":{"summary":"A test"}})");

    EXPECT_TRUE(gateway_.sent.empty());
}

TEST_F(InboxDeskTest, SendsWhatTheOfficerTypes) {
    auto desk = a_desk();
    deliver(desk);
    gateway_.will_answer(200);

    desk.type("register EKB-000123 KUSP-17");
    settle();

    ASSERT_EQ(gateway_.sent.size(), 1u);
    EXPECT_EQ(gateway_.sent[0].body, R"({"state":"registered","register":{"number":"KUSP-17"}})");
    EXPECT_TRUE(was_printed("-> EKB-000123 registered\n")) << printed_;
}

TEST_F(InboxDeskTest, SaysWhatCameOfATypedReport) {
    auto desk = a_desk();
    deliver(desk);
    gateway_.will_answer(409, "", R"({"title":"Conflict","detail":"it is closed"})");
    gateway_.will_fail(routing::Errc::unavailable, "connect");

    desk.type("close EKB-000123");
    settle();
    desk.type("close EKB-000123");
    settle();

    EXPECT_TRUE(was_printed("-> EKB-000123 closed: refused (409): it is closed\n")) << printed_;
    EXPECT_TRUE(was_printed("-> EKB-000123 closed: refused: connect\n")) << printed_;
    EXPECT_EQ(gateway_.sent.size(), 2u) << "a typed report is not repeated";
}

TEST_F(InboxDeskTest, HasNoLinkForAReferenceItNeverSaw) {
    auto desk = a_desk();

    desk.type("ack EKB-000999");
    settle();

    EXPECT_TRUE(was_printed("EKB-000999 acknowledged: refused: no link")) << printed_;
}

TEST_F(InboxDeskTest, HelpsWithAnythingElseTyped) {
    auto desk = a_desk();

    desk.type("what now");
    desk.type("   ");
    settle();

    EXPECT_EQ(printed_, inbox_help);
}

TEST_F(InboxDeskTest, LeavesAfterTheFirstDeliveryIfAskedTo) {
    InboxOptions options;
    options.once = true;
    auto desk = a_desk(options);

    deliver(desk);

    EXPECT_TRUE(left_);
}

TEST_F(InboxDeskTest, LeavesOnlyOnceTheAcknowledgementIsThrough) {
    InboxOptions options;
    options.once = true;
    options.acknowledge = true;
    auto desk = a_desk(options);
    gateway_.will_answer(200);

    deliver(desk);

    EXPECT_TRUE(left_);
    EXPECT_TRUE(was_printed("-> EKB-000123 acknowledged\n")) << printed_;
}

TEST_F(InboxDeskTest, ReportsToScriptsAsJson) {
    InboxOptions options;
    options.json = true;
    auto desk = a_desk(options);
    deliver(desk);
    printed_.clear();
    gateway_.will_answer(404, "", R"({"detail":"unknown"})");

    desk.type("ack EKB-000123");
    settle();

    EXPECT_EQ(printed_, R"({"event":"report","reference":"EKB-000123","state":"acknowledged",)"
                        R"("http_status":404,"error":"unknown"})"
                        "\n");
}

}  // namespace
}  // namespace tipwire::gateway
