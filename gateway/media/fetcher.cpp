// SPDX-License-Identifier: Apache-2.0
// GET https://api.twilio.com/2010-04-01/Accounts/AC.../Media/ME...  ->  307, Location:
// https://mms.twiliocdn.com/...
// -> 200, image/jpeg. What the answers call themselves is not believed.
#include "gateway/media/fetcher.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/crypto/mac.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using routing::FetchOutcome;
using routing::Refused;
using routing::RetryAfter;
using routing::SecretBytes;

constexpr int http_ok = 200;
constexpr int http_gone = 410;

bool is_redirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

FetchOutcome later(std::string why) { return RetryAfter{std::chrono::seconds{0}, std::move(why)}; }

FetchOutcome outcome_of(const routing::Error& error) {
    if (error.detail == "oversize") return routing::TooLarge{};
    return later(error.detail.empty() ? std::string(name(error.code)) : error.detail);
}

// "https" is the only scheme on the internet; a gateway in the house may speak http.
bool scheme_is_allowed(const Origin& origin, Reach reach) {
    return origin.tls || reach != Reach::internet;
}

std::string authorisation(const MediaOrigin& from) {
    if (from.auth == MediaAuth::bearer) return "Bearer " + from.secret.reveal();
    return "Basic " + to_base64(routing::as_bytes(from.user + ":" + from.secret.reveal()));
}

ClientRequest request_for(const Origin& origin, const MediaOrigin& from, bool own_host) {
    ClientRequest request;
    request.method = "GET";
    request.target = origin.target;
    request.headers = {{"User-Agent", "tipwire"},
                       {"Accept", "*/*"},
                       {"Accept-Encoding", "identity"},
                       {"Connection", "close"}};
    if (own_host && from.auth != MediaAuth::none)
        request.headers.emplace_back("Authorization", authorisation(from));
    return request;
}

class HttpMediaFetcher final : public routing::MediaFetcher {
public:
    HttpMediaFetcher(std::map<std::string, MediaOrigin, std::less<>> origins, FetchLimits limits,
                     Resolve resolve, Connect connect)
        : origins_(std::move(origins)),
          limits_(limits),
          resolve_(std::move(resolve)),
          connect_(std::move(connect)) {}

    asio::awaitable<FetchOutcome> fetch(std::string source, routing::SecretString url) override;

private:
    struct Hop {
        std::string next;  // empty: this is the end
        FetchOutcome outcome = Refused{};
        Hop() = default;
    };
    asio::awaitable<Hop> ask(const Origin& origin, const MediaOrigin& from, bool own_host);
    // Why this origin must not be asked; "" if it may.
    static std::string refusal(const Origin& origin, const MediaOrigin& from);
    ClientLimits limits_for(Addresses addresses) const;

    std::map<std::string, MediaOrigin, std::less<>> origins_;
    FetchLimits limits_;
    Resolve resolve_;
    Connect connect_;
};

std::string HttpMediaFetcher::refusal(const Origin& origin, const MediaOrigin& from) {
    if (!scheme_is_allowed(origin, from.reach)) return "not_https";
    if (!is_listed(from.hosts, origin.host, origin.port, origin.tls)) return "host_not_listed";
    return {};
}

ClientLimits HttpMediaFetcher::limits_for(Addresses addresses) const {
    ClientLimits limits;
    limits.connections_max = 1;
    limits.request_timeout = limits_.total;
    limits.silence_max = limits_.silence;
    limits.response_bytes_max = limits_.bytes_max;
    limits.addresses = std::move(addresses);
    return limits;
}

asio::awaitable<FetchOutcome> HttpMediaFetcher::fetch(std::string source,
                                                      routing::SecretString url) {
    const auto found = origins_.find(source);
    if (found == origins_.end()) co_return Refused{"no_such_source"};
    const MediaOrigin& from = found->second;
    std::string next = url.reveal();
    for (int hop = 0; hop <= from.redirects_max; ++hop) {
        const auto origin = Origin::parse(next);
        if (!origin) co_return Refused{"bad_url"};
        auto asked = co_await ask(*origin, from, hop == 0);
        if (asked.next.empty()) co_return std::move(asked.outcome);
        next = std::move(asked.next);
    }
    co_return Refused{"redirect"};
}

asio::awaitable<HttpMediaFetcher::Hop> HttpMediaFetcher::ask(const Origin& origin,
                                                             const MediaOrigin& from,
                                                             bool own_host) {
    Hop hop;
    if (auto why = refusal(origin, from); !why.empty()) {
        hop.outcome = Refused{std::move(why)};
        co_return hop;
    }
    Addresses addresses = co_await resolve_(origin.host);
    if (addresses.empty()) {
        hop.outcome = later("dns");
        co_return hop;
    }
    const bool all_allowed = std::all_of(addresses.begin(), addresses.end(),
                                         [&](const auto& ip) { return may_ask(ip, from.reach); });
    if (!all_allowed) {
        hop.outcome = Refused{"address"};
        co_return hop;
    }
    const auto client = connect_(origin, limits_for(std::move(addresses)));
    const ClientRequest request = request_for(origin, from, own_host);
    auto response = co_await client->exchange(request);
    client->close();
    if (!response) {
        hop.outcome = outcome_of(response.error());
    } else if (response->status == http_ok) {
        const auto bytes = routing::as_bytes(response->body);
        hop.outcome = SecretBytes(routing::Bytes(bytes.begin(), bytes.end()));
        routing::wipe(response->body);
    } else if (is_redirect(response->status)) {
        hop.next = response->location;
        hop.outcome = Refused{"redirect"};
    } else if (response->status == http_gone) {
        hop.outcome = routing::Gone{};
    } else {
        hop.outcome = later("http_" + std::to_string(response->status));
    }
    co_return hop;
}

asio::awaitable<Addresses> resolve_by_system(asio::any_io_executor executor, std::string host) {
    Addresses addresses;
    boost::system::error_code not_an_address;
    const auto literal = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) {
        addresses.push_back(literal);
        co_return addresses;
    }
    asio::ip::tcp::resolver resolver(executor);
    const auto [ec, found] =
        co_await resolver.async_resolve(host, "", asio::as_tuple(asio::use_awaitable));
    if (ec) co_return addresses;
    for (const auto& entry : found) addresses.push_back(entry.endpoint().address());
    co_return addresses;
}

}  // namespace

Resolve system_resolver(asio::any_io_executor executor) {
    return [executor](std::string host) { return resolve_by_system(executor, std::move(host)); };
}

Connect socket_connector(asio::any_io_executor executor) {
    return [executor](const Origin& origin, ClientLimits limits) {
        return make_http_client(executor, origin, std::move(limits));
    };
}

std::unique_ptr<routing::MediaFetcher> make_media_fetcher(
    std::map<std::string, MediaOrigin, std::less<>> origins, FetchLimits limits, Resolve resolve,
    Connect connect) {
    return std::make_unique<HttpMediaFetcher>(std::move(origins), limits, std::move(resolve),
                                              std::move(connect));
}

}  // namespace tipwire::gateway
