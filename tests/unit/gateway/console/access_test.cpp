// SPDX-License-Identifier: Apache-2.0
// Who gets past the door of /v1, and who does not.
#include "gateway/console/access.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "tests/unit/gateway/console/admin_desk.hpp"

namespace tipwire::gateway {
namespace {

using testing::OwnedRequest;

class AccessTest : public testing::AdminDesk {
protected:
    int status_with(const std::string& authorization) {
        OwnedRequest request("GET", "/v1/statistics");
        if (!authorization.empty()) request.with_header("Authorization", authorization);
        return send(request).status;
    }
    static unsigned a_stranger() { return 4'294'000'000u; }  // no user database has it
};

TEST_F(AccessTest, TakesEitherTokenDuringARotation) {
    EXPECT_EQ(status_with(std::string("Bearer ") + token), 200);
    EXPECT_EQ(status_with(std::string("Bearer ") + previous_token), 200);
    EXPECT_EQ(status_with(std::string("bearer  ") + token), 200);
}

TEST_F(AccessTest, TakesNothingElse) {
    const std::string right = token;
    for (const std::string& authorization :
         {std::string{}, std::string("Bearer"), std::string("Bearer "), "Basic " + right, right,
          "Bearer " + right + "x", "Bearer " + right.substr(1), "Bearer " + right + " "}) {
        EXPECT_EQ(status_with(authorization), 401) << authorization;
    }
}

TEST_F(AccessTest, SaysHowToAsk) {
    const Response answer = send(OwnedRequest("GET", "/v1/tips"));

    EXPECT_EQ(answer.status, 401);
    EXPECT_EQ(answer.content_type, "application/problem+json");
    ASSERT_FALSE(answer.headers.empty());
    EXPECT_EQ(answer.headers[0],
              (std::pair<std::string, std::string>{"WWW-Authenticate", "Bearer"}));
}

TEST_F(AccessTest, GuardsEverythingUnderV1) {
    for (const char* path : {"/v1/tips", "/v1/tips/00", "/v1/deliveries", "/v1/referrals",
                             "/v1/statistics", "/v1/contacts"}) {
        EXPECT_EQ(send(OwnedRequest("GET", path)).status, 401) << path;
    }
    for (const char* path :
         {"/v1/tips/search", "/v1/status", "/v1/deliveries/00/retry", "/v1/deliveries/retry-dead",
          "/v1/referrals/EKB-000001/updates", "/v1/contacts/city-police/test", "/v1/ingest/sms"}) {
        EXPECT_EQ(send(OwnedRequest("POST", path, "{}")).status, 401) << path;
    }
}

TEST_F(AccessTest, LetsNothingAboutTipsBeCached) {
    const Response answer = get("/v1/tips");

    const std::pair<std::string, std::string> no_store{"Cache-Control", "no-store"};
    EXPECT_NE(std::find(answer.headers.begin(), answer.headers.end(), no_store),
              answer.headers.end());
}

TEST_F(AccessTest, NeedsNoTokenOfATrustedLocalUser) {
    OwnedRequest own("GET", "/v1/statistics");
    OwnedRequest root("GET", "/v1/statistics");

    EXPECT_EQ(send(own.from_user(geteuid())).status, 200);
    EXPECT_EQ(send(root.from_user(0)).status, 200);
}

TEST_F(AccessTest, TurnsALocalStrangerAway) {
    OwnedRequest stranger("GET", "/v1/statistics");

    EXPECT_EQ(send(stranger.from_user(a_stranger())).status, 401);
}

TEST_F(AccessTest, TrustsNobodyBehindAProxy) {
    for (const char* mark : {"Forwarded", "x-forwarded-for", "X-Real-IP", "Via"}) {
        OwnedRequest request("GET", "/v1/statistics");
        request.from_user(0).with_header(mark, "192.0.2.1");
        EXPECT_EQ(send(request).status, 401) << mark;
    }
}

TEST_F(AccessTest, HoldsALocalUserToATokenThatIsGiven) {
    OwnedRequest request("GET", "/v1/statistics");
    request.from_user(0).with_header("Authorization", "Bearer wrong");

    EXPECT_EQ(send(request).status, 401);
}

TEST(Access, WithoutTokensTakesNone) {
    const Access access{SecretList{}};
    OwnedRequest request("GET", "/v1/tips");

    EXPECT_FALSE(access.allows(request.view()));
    EXPECT_FALSE(access.allows(request.with_header("Authorization", "Bearer x").view()));
}

TEST(Access, NeverTakesABlankToken) {
    SecretList blank;
    blank.emplace_back();
    OwnedRequest request("GET", "/v1/tips");

    EXPECT_FALSE(Access(blank).allows(request.with_header("Authorization", "Bearer ").view()));
}

TEST(TrustedUser, IsRootTheDaemonOrOfItsGroup) {
    const passwd* nobody = getpwnam("nobody");
    ASSERT_NE(nobody, nullptr);
    const uid_t nobody_uid = nobody->pw_uid;
    const gid_t nobody_gid = nobody->pw_gid;

    EXPECT_TRUE(is_trusted_user(0, 4000, 4000));
    EXPECT_TRUE(is_trusted_user(4000, 4000, 1));
    EXPECT_TRUE(is_trusted_user(nobody_uid, 4000, nobody_gid));
    EXPECT_FALSE(is_trusted_user(nobody_uid, 4000, nobody_gid + 1));
    EXPECT_FALSE(is_trusted_user(4'294'000'000u, 4000, 4000));
}

}  // namespace
}  // namespace tipwire::gateway
