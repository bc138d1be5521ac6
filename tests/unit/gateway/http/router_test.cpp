// SPDX-License-Identifier: Apache-2.0
// Routes, and what unknown paths and methods are told.
#include "gateway/http/router.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace tipwire::gateway::test::router_cases {
namespace {

Endpoint says(std::string name) {
    return [name](const Request&, const PathValues& values) -> boost::asio::awaitable<Response> {
        std::string body = name;
        for (const std::string& value : values) body += " [" + value + "]";
        co_return Response(200, "text/plain", body);
    };
}

class RouterTest : public testing::Test {
protected:
    RouterTest() {
        router_.add("GET", "/", says("root"));
        router_.add("POST", "/hooks/{source}", says("hook"));
        router_.add("GET", "/hooks/{source}", says("get-hook"));
        router_.add("POST", "/hooks/{source}/{token}", says("token"));
        router_.add("POST", "/v1/tips/search", says("search"));
        router_.add("GET", "/v1/tips/{id}", says("tip"));
    }
    Response ask(std::string_view method, std::string_view path) {
        Request request;
        request.method = method;
        request.path = path;
        boost::asio::io_context io;
        auto answer = boost::asio::co_spawn(io, router_.handle(request), boost::asio::use_future);
        io.run();
        return answer.get();
    }
    Router router_;
};

TEST_F(RouterTest, FindsLiteralsAndValues) {
    EXPECT_EQ(ask("GET", "/").body, "root");
    EXPECT_EQ(ask("POST", "/hooks/sms").body, "hook [sms]");
    EXPECT_EQ(ask("GET", "/hooks/sms").body, "get-hook [sms]");
    EXPECT_EQ(ask("POST", "/hooks/sms/a.b").body, "token [sms] [a.b]");
    EXPECT_EQ(ask("GET", "/v1/tips/search").body, "tip [search]");
    EXPECT_EQ(ask("POST", "/v1/tips/search").body, "search");
}

TEST_F(RouterTest, DecodesValuesAfterTheSegmentsAreCut) {
    EXPECT_EQ(ask("POST", "/hooks/a%2Fb%20c").body, "hook [a/b c]");
}

TEST_F(RouterTest, AnswersHeadAsGet) {
    EXPECT_EQ(ask("HEAD", "/hooks/sms").body, "get-hook [sms]");
}

TEST_F(RouterTest, Says404ForUnknownPaths) {
    for (const char* path : {"/hooks", "/hooks/", "/hooks/sms/", "/hooks/sms/a/b", "//hooks/sms",
                             "/HOOKS/sms", "/v1", "/hooks//a"}) {
        const Response response = ask("POST", path);
        EXPECT_EQ(response.status, 404) << path;
        EXPECT_EQ(response.content_type, "application/problem+json");
    }
}

TEST_F(RouterTest, Says405WithTheMethodsOfThePath) {
    const Response response = ask("DELETE", "/hooks/sms");
    EXPECT_EQ(response.status, 405);
    ASSERT_EQ(response.headers.size(), 1u);
    EXPECT_EQ(response.headers[0].first, "Allow");
    EXPECT_EQ(response.headers[0].second, "POST, GET, HEAD");
    EXPECT_EQ(ask("HEAD", "/v1/tips/search").status, 200);  // as GET /v1/tips/{id}
}

}  // namespace
}  // namespace tipwire::gateway::test::router_cases
