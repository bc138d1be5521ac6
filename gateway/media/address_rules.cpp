// SPDX-License-Identifier: Apache-2.0
// Ranges of addresses, and names on a list.
#include "gateway/media/address_rules.hpp"

#include <algorithm>

namespace tipwire::gateway {
namespace {

using boost::asio::ip::address;
using boost::asio::ip::address_v4;
using boost::asio::ip::address_v6;

struct Range {
    std::uint32_t network;
    int bits;
};
constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
    return a << 24 | b << 16 | c << 8 | d;
}

constexpr Range private_ranges[] = {
    {v4(10, 0, 0, 0), 8},    {v4(172, 16, 0, 0), 12}, {v4(192, 168, 0, 0), 16},  // RFC 1918
    {v4(100, 64, 0, 0), 10},                                                     // RFC 6598
    {v4(127, 0, 0, 0), 8},
};
constexpr Range never_ranges[] = {
    {v4(0, 0, 0, 0), 8},       {v4(169, 254, 0, 0), 16},  // "this network"; link-local
    {v4(192, 0, 0, 0), 24},    {v4(192, 0, 2, 0), 24},    // IETF; documentation
    {v4(192, 88, 99, 0), 24},  {v4(198, 18, 0, 0), 15},   // 6to4 relays; benchmarks
    {v4(198, 51, 100, 0), 24}, {v4(203, 0, 113, 0), 24},  // documentation
    {v4(224, 0, 0, 0), 4},     {v4(240, 0, 0, 0), 4},     // multicast; reserved and broadcast
};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], std::uint32_t number) {
    return std::any_of(std::begin(ranges), std::end(ranges), [number](const Range& range) {
        return number >> (32 - range.bits) == range.network >> (32 - range.bits);
    });
}

bool may_ask_v4(std::uint32_t number, bool private_too) {
    if (is_in(never_ranges, number)) return false;
    return private_too || !is_in(private_ranges, number);
}

bool starts_with(const address_v6::bytes_type& bytes, std::initializer_list<std::uint8_t> prefix) {
    return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

bool may_ask_v6(const address_v6& ip, bool private_too) {
    const auto bytes = ip.to_bytes();
    if (ip.is_loopback()) return private_too;
    if ((bytes[0] & 0xFE) == 0xFC) return private_too;  // unique local, RFC 4193
    // A network without IPv4 reaches it through 64:ff9b::/96 (RFC 6052): the same rules for what is
    // inside.
    if (starts_with(bytes, {0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0}))
        return may_ask_v4(v4(bytes[12], bytes[13], bytes[14], bytes[15]), false);
    if ((bytes[0] & 0xE0) != 0x20) return false;                     // not global unicast
    if (starts_with(bytes, {0x20, 0x01, 0x0D, 0xB8})) return false;  // documentation
    if (starts_with(bytes, {0x20, 0x02})) return false;              // 6to4: any IPv4 inside
    return !starts_with(bytes, {0x20, 0x01}) || bytes[2] >= 0x02;    // 2001::/23: Teredo and so on
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool same_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

struct Listed {
    std::string_view host;  // without brackets
    std::string_view port;  // empty: the scheme's own
};

Listed parse_listed(std::string_view entry) {
    if (entry.starts_with('[')) {
        const auto end = entry.find(']');
        if (end == entry.npos) return {};
        const auto rest = entry.substr(end + 1);
        return {entry.substr(1, end - 1), rest.starts_with(':') ? rest.substr(1) : rest};
    }
    const auto colon = entry.find(':');
    if (colon == entry.npos) return {entry, {}};
    if (entry.find(':', colon + 1) != entry.npos) return {entry, {}};  // IPv6 without brackets
    return {entry.substr(0, colon), entry.substr(colon + 1)};
}

bool names(std::string_view pattern, std::string_view host) {
    if (!pattern.starts_with("*.")) return !pattern.empty() && same_ignoring_case(pattern, host);
    const auto below = pattern.substr(1);  // ".twiliocdn.com"
    return host.size() > below.size() &&
           same_ignoring_case(host.substr(host.size() - below.size()), below);
}

}  // namespace

bool may_ask(const address& ip, Reach reach) {
    if (ip.is_v6() && ip.to_v6().is_v4_mapped()) return false;
    if (reach == Reach::this_machine) return ip.is_loopback();
    const bool private_too = reach == Reach::local_network;
    return ip.is_v4() ? may_ask_v4(ip.to_v4().to_uint(), private_too)
                      : may_ask_v6(ip.to_v6(), private_too);
}

bool is_listed(const std::vector<std::string>& hosts, std::string_view host, std::string_view port,
               bool tls) {
    const std::string_view own = tls ? "443" : "80";
    return std::any_of(hosts.begin(), hosts.end(), [&](const std::string& entry) {
        const Listed listed = parse_listed(entry);
        return names(listed.host, host) && port == (listed.port.empty() ? own : listed.port);
    });
}

}  // namespace tipwire::gateway
