// SPDX-License-Identifier: Apache-2.0
// URLs of peers, from the configuration.
#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "gateway/http/ascii.hpp"
#include "gateway/http/client.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;

Error unusable(const char* why) { return Error{Errc::bad_request, why}; }

// Boost.URL 1.81 asserts on some control characters (boostorg/url#665): they never reach it.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

// Boost.URL 1.81 reads "http://a:b/" as host a, an empty port and path "b/", and lets any number
// pass.
bool is_port(const std::string& text) {
    return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit) &&
           std::stoul(text) <= 65535;
}

}  // namespace

routing::Result<Origin> Origin::parse(std::string_view text) {
    if (!is_plain(text)) return unusable("a URL holds a blank, a control or a non-ASCII character");
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return unusable("not a URL");
    const boost::urls::url_view url = *parsed;
    const std::string scheme(url.scheme());
    if (!equals_ignoring_case(scheme, "http") && !equals_ignoring_case(scheme, "https"))
        return unusable("a URL must begin with http:// or https://");
    if (url.has_userinfo()) return unusable("a URL must not hold a user or password");
    if (url.has_fragment()) return unusable("a URL must not hold a fragment");

    Origin origin;
    origin.tls = equals_ignoring_case(scheme, "https");
    const boost::urls::string_view host = url.encoded_host();
    origin.host.assign(host.data(), host.size());
    if (origin.host.starts_with('[') && origin.host.ends_with(']'))
        origin.host = origin.host.substr(1, origin.host.size() - 2);
    if (origin.host.empty() || origin.host.find('%') != std::string::npos)
        return unusable("a URL needs a plain host name or address");
    origin.port = std::string(url.port());
    if (!url.has_port()) origin.port = origin.tls ? "443" : "80";
    if (!is_port(origin.port)) return unusable("a URL's port is a number up to 65535");
    const boost::urls::string_view target = url.encoded_target();
    origin.target.assign(target.data(), target.size());
    if (!origin.target.starts_with('/')) origin.target.insert(0, "/");
    return origin;
}

}  // namespace tipwire::gateway
