// SPDX-License-Identifier: Apache-2.0
// Fetches a medium from its provider: a listed host, checked addresses, bounded bytes and time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "gateway/http/client.hpp"
#include "gateway/media/address_rules.hpp"
#include "routing/port/media_ports.hpp"

namespace tipwire::gateway {

enum class MediaAuth : std::uint8_t { none, basic, bearer };

// Of one source: from its provider's profile and its own configuration.
struct MediaOrigin {
    std::vector<std::string> hosts;  // none: nothing is fetched
    MediaAuth auth = MediaAuth::none;
    std::string user;
    routing::SecretString secret;
    int redirects_max = 0;  // each to a listed host, checked alike, without the credentials
    Reach reach = Reach::internet;

    MediaOrigin() = default;
};

struct FetchLimits {
    std::size_t bytes_max = 10 << 20;
    std::chrono::milliseconds total = std::chrono::seconds{30};  // of one hop
    std::chrono::milliseconds silence = std::chrono::seconds{15};
};

using Addresses = std::vector<boost::asio::ip::address>;
// All addresses of a host; empty if it has none.
using Resolve = std::function<boost::asio::awaitable<Addresses>(std::string host)>;
using Connect = std::function<std::unique_ptr<HttpClient>(const Origin&, ClientLimits)>;

Resolve system_resolver(boost::asio::any_io_executor executor);
Connect socket_connector(boost::asio::any_io_executor executor);

// https, and http only where the reach is not the internet. The name is resolved once: all of its
// addresses must be allowed, and those are what is connected to.
std::unique_ptr<routing::MediaFetcher> make_media_fetcher(
    std::map<std::string, MediaOrigin, std::less<>> origins, FetchLimits limits, Resolve resolve,
    Connect connect);

}  // namespace tipwire::gateway
