// SPDX-License-Identifier: Apache-2.0
// Whom the fetcher asks, with what, and what it makes of the answers; names and servers are made
// up.
#include "gateway/media/fetcher.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

namespace tipwire::gateway {
namespace {

using routing::FetchOutcome;
using routing::Result;

struct Asked {
    std::string host;
    ClientRequest request;
    ClientLimits limits;
};

// Answers as scripted, in order; remembers what it was asked.
struct Net {
    std::vector<Asked> asked;
    std::vector<Result<ClientResponse>> answers;
    std::map<std::string, std::vector<Addresses>> names;  // an answer for each time it is asked
    std::map<std::string, std::size_t> lookups;
    boost::asio::io_context io{1};

    class Client : public HttpClient {
    public:
        Client(Net& net, std::string host, ClientLimits limits)
            : net_(net), host_(std::move(host)), limits_(std::move(limits)) {}
        boost::asio::awaitable<Result<ClientResponse>> exchange(
            const ClientRequest& request) override {
            net_.asked.push_back({host_, request, limits_});
            auto answer = net_.answers.at(net_.asked.size() - 1);
            co_return answer;
        }
        void close() override {}

    private:
        Net& net_;
        std::string host_;
        ClientLimits limits_;
    };

    Resolve resolver() {
        return [this](std::string host) { return look_up(std::move(host)); };
    }
    boost::asio::awaitable<Addresses> look_up(std::string host) {
        const auto& all = names[host];
        const auto turn = lookups[host]++;
        Addresses found;
        if (!all.empty()) found = all[std::min(turn, all.size() - 1)];
        co_return found;
    }
    Connect connector() {
        return [this](const Origin& origin, ClientLimits limits) {
            return std::make_unique<Client>(*this, origin.host, std::move(limits));
        };
    }
};

ClientResponse answer(int status, std::string body = {}, std::string location = {}) {
    ClientResponse response;
    response.status = status;
    response.body = std::move(body);
    response.location = std::move(location);
    return response;
}

Addresses at(const char* address) { return {boost::asio::ip::make_address(address)}; }

std::string why(const FetchOutcome& outcome) {
    if (const auto* refused = std::get_if<routing::Refused>(&outcome)) return refused->why;
    if (const auto* later = std::get_if<routing::RetryAfter>(&outcome))
        return "later:" + later->why;
    if (std::holds_alternative<routing::TooLarge>(outcome)) return "too_large";
    return std::holds_alternative<routing::Gone>(outcome) ? "gone" : "bytes";
}

}  // namespace

class Fetcher : public ::testing::Test {
protected:
    Fetcher() {
        origin_.hosts = {"api.provider.example", "*.store.example"};
        origin_.auth = MediaAuth::basic;
        origin_.user = "AC1";
        origin_.secret = routing::SecretString("token");
        net_.names["api.provider.example"] = {at("93.184.216.34")};
        net_.names["eu.store.example"] = {at("93.184.216.35")};
    }
    FetchOutcome fetch(const std::string& url) {
        std::map<std::string, MediaOrigin, std::less<>> origins{{"sms", origin_}};
        const auto fetcher =
            make_media_fetcher(origins, FetchLimits{}, net_.resolver(), net_.connector());
        std::optional<FetchOutcome> came;
        boost::asio::co_spawn(
            net_.io, fetcher->fetch("sms", routing::SecretString(url)),
            [&](std::exception_ptr, FetchOutcome outcome) { came.emplace(std::move(outcome)); });
        net_.io.restart();
        net_.io.run();
        return std::move(*came);
    }
    std::string header(const Asked& asked, std::string_view name) {
        for (const auto& [key, value] : asked.request.headers)
            if (key == name) return value;
        return {};
    }

    Net net_;
    MediaOrigin origin_;
    const std::string url_ = "https://api.provider.example/Media/ME1?x=1";
};

TEST_F(Fetcher, AsksTheListedHostAtTheAddressThatWasChecked) {
    net_.answers.emplace_back(answer(200, "bytes"));
    const auto outcome = fetch(url_);

    ASSERT_EQ(why(outcome), "bytes");
    const auto& bytes = std::get<routing::SecretBytes>(outcome).reveal();
    EXPECT_EQ(std::string(bytes.begin(), bytes.end()), "bytes");
    ASSERT_EQ(net_.asked.size(), 1u);
    EXPECT_EQ(net_.asked[0].limits.addresses, at("93.184.216.34"));
    EXPECT_EQ(net_.asked[0].limits.response_bytes_max, FetchLimits{}.bytes_max);
    EXPECT_EQ(net_.asked[0].request.method, "GET");
    EXPECT_EQ(net_.asked[0].request.target, "/Media/ME1?x=1");
    EXPECT_EQ(header(net_.asked[0], "Authorization"), "Basic QUMxOnRva2Vu");
    EXPECT_EQ(header(net_.asked[0], "Cookie"), "");
}

TEST_F(Fetcher, AsksNobodyElse) {
    for (const auto* url :
         {"https://evil.example/x", "http://api.provider.example/x", "https://127.0.0.1/x",
          "https://api.provider.example:8443/x", "https://store.example/x", "ftp://a/x", "",
          "https://u:p@api.provider.example/x", "https://api.provider.example\r\nX: y/"}) {
        const auto refused = why(fetch(url));
        EXPECT_TRUE(refused == "host_not_listed" || refused == "not_https" || refused == "bad_url")
            << url << ": " << refused;
    }
    EXPECT_TRUE(net_.asked.empty());
    EXPECT_TRUE(net_.lookups.empty());
}

// A name with one good address and one of ours is a trap, whichever would be tried first.
TEST_F(Fetcher, AsksNobodyIfAnyAddressOfTheNameIsForbidden) {
    for (const auto* bad : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1"}) {
        net_.names["api.provider.example"] = {
            {boost::asio::ip::make_address("93.184.216.34"), boost::asio::ip::make_address(bad)}};
        EXPECT_EQ(why(fetch(url_)), "address") << bad;
    }
    EXPECT_TRUE(net_.asked.empty());
}

// The second answer of a rebinding name is never asked for.
TEST_F(Fetcher, ResolvesANameOnceForARequest) {
    net_.names["api.provider.example"] = {at("93.184.216.34"), at("127.0.0.1")};
    net_.answers.emplace_back(answer(200, "bytes"));

    EXPECT_EQ(why(fetch(url_)), "bytes");
    EXPECT_EQ(net_.lookups["api.provider.example"], 1u);
    EXPECT_EQ(net_.asked[0].limits.addresses, at("93.184.216.34"));
}

TEST_F(Fetcher, FollowsNoRedirectUnlessTheProfileSaysSo) {
    net_.answers.emplace_back(answer(307, "", "https://eu.store.example/ME1"));
    EXPECT_EQ(why(fetch(url_)), "redirect");
    EXPECT_EQ(net_.asked.size(), 1u);
}

TEST_F(Fetcher, FollowsOneToAListedHostAndLeavesTheCredentialsBehind) {
    origin_.redirects_max = 1;
    net_.answers.emplace_back(answer(307, "", "https://eu.store.example/ME1?sig=2"));
    net_.answers.emplace_back(answer(200, "bytes"));

    EXPECT_EQ(why(fetch(url_)), "bytes");
    ASSERT_EQ(net_.asked.size(), 2u);
    EXPECT_EQ(net_.asked[1].host, "eu.store.example");
    EXPECT_EQ(net_.asked[1].request.target, "/ME1?sig=2");
    EXPECT_EQ(header(net_.asked[1], "Authorization"), "");
}

TEST_F(Fetcher, FollowsNoneElsewhereAndNoSecondOne) {
    origin_.redirects_max = 1;
    for (const auto* to : {"https://evil.example/x", "http://eu.store.example/x", "/relative", "",
                           "https://169.254.169.254/latest"}) {
        net_.asked.clear();
        net_.answers = {Result<ClientResponse>(answer(302, "", to))};
        const auto refused = why(fetch(url_));
        EXPECT_TRUE(refused == "host_not_listed" || refused == "not_https" ||
                    refused == "bad_url" || refused == "redirect")
            << to << ": " << refused;
        EXPECT_EQ(net_.asked.size(), 1u);
    }
    net_.asked.clear();
    net_.answers = {Result<ClientResponse>(answer(307, "", "https://eu.store.example/1")),
                    Result<ClientResponse>(answer(307, "", "https://eu.store.example/2"))};
    EXPECT_EQ(why(fetch(url_)), "redirect");
    EXPECT_EQ(net_.asked.size(), 2u);

    net_.names["eu.store.example"] = {at("10.0.0.1")};
    net_.asked.clear();
    EXPECT_EQ(why(fetch(url_)), "address");
}

TEST_F(Fetcher, TriesAgainWhatMayPassAndSettlesWhatWillNot) {
    const auto of = [this](Result<ClientResponse> result) {
        net_.asked.clear();
        net_.answers = {std::move(result)};
        return why(fetch(url_));
    };
    EXPECT_EQ(of(answer(404)), "later:http_404");
    EXPECT_EQ(of(answer(401)), "later:http_401");
    EXPECT_EQ(of(answer(503)), "later:http_503");
    EXPECT_EQ(of(answer(410)), "gone");
    EXPECT_EQ(of(answer(204)), "later:http_204");
    EXPECT_EQ(of(routing::Error{routing::Errc::unavailable, "oversize"}), "too_large");
    EXPECT_EQ(of(routing::Error{routing::Errc::unavailable, "certificate"}), "later:certificate");
    net_.names.clear();
    EXPECT_EQ(why(fetch(url_)), "later:dns");
}

TEST_F(Fetcher, SpeaksHttpOnlyToAGatewayInTheHouse) {
    origin_.hosts = {"192.168.1.5:8080"};
    origin_.auth = MediaAuth::bearer;
    net_.names["192.168.1.5"] = {at("192.168.1.5")};
    EXPECT_EQ(why(fetch("http://192.168.1.5:8080/x")), "not_https");

    origin_.reach = Reach::local_network;
    net_.answers.emplace_back(answer(200, "bytes"));
    EXPECT_EQ(why(fetch("http://192.168.1.5:8080/x")), "bytes");
    EXPECT_EQ(header(net_.asked[0], "Authorization"), "Bearer token");
}

}  // namespace tipwire::gateway
