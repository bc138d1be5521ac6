// SPDX-License-Identifier: Apache-2.0
// Checks the form of single values.
#include "config/forms.hpp"

#include <arpa/inet.h>
#include <sys/un.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

namespace tipwire::config {

namespace {

using Complaint = std::optional<std::string>;

bool is_one_of(char character, std::string_view set) {
    return set.find(character) != std::string_view::npos;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_alnum(char c) { return is_digit(c) || is_lower(c) || is_upper(c); }
bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
bool is_graphic(char c) { return c > 0x20 && c < 0x7f; }

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
    return std::all_of(text.begin(), text.end(), predicate);
}

std::string quoted(std::string_view value) { return "\"" + std::string(value) + "\""; }

bool is_name(std::string_view value) {
    if (value.empty() || value.size() > 64) return false;
    if (!is_lower(value.front()) && !is_digit(value.front())) return false;
    return all(value, [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_area(std::string_view value) {
    while (true) {
        const auto slash = value.find('/');
        if (!is_name(value.substr(0, slash))) return false;
        if (slash == std::string_view::npos) return true;
        value.remove_prefix(slash + 1);
    }
}

bool is_language(std::string_view value) {
    const auto dash = std::min(value.find('-'), value.size());
    if (dash < 2 || dash > 3 || value.size() > 16 || value.back() == '-') return false;
    return all(value.substr(0, dash), is_lower) &&
           all(value.substr(dash), [](char c) { return is_alnum(c) || c == '-'; });
}

bool is_time_zone(std::string_view value) {
    if (value == "UTC") return true;
    const bool plain = all(value, [](char c) { return is_alnum(c) || is_one_of(c, "/_+-"); });
    if (!plain || value.empty() || value.front() == '/') return false;
    const std::filesystem::path zones = "/usr/share/zoneinfo";
    std::error_code failed;
    if (!std::filesystem::is_directory(zones, failed)) return true;  // cannot be judged here
    return std::filesystem::is_regular_file(zones / value, failed);
}

std::optional<int> parse_port(std::string_view text, int port_min) {
    if (text.empty() || !all(text, is_digit)) return std::nullopt;
    int port = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failed != std::errc{}) return std::nullopt;
    if (port < port_min || port > 65535) return std::nullopt;
    return port;
}

bool is_ip(int family, std::string_view text) {
    in6_addr address{};
    return inet_pton(family, std::string(text).c_str(), &address) == 1;
}

bool is_tcp_address(std::string_view value) {
    const auto colon = value.rfind(':');
    // Port 0 asks the system for a free one.
    if (colon == std::string_view::npos || !parse_port(value.substr(colon + 1), 0)) return false;
    const auto host = value.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        return is_ip(AF_INET6, host.substr(1, host.size() - 2));
    }
    return is_ip(AF_INET, host);
}

Complaint listen_complaint(std::string_view value) {
    if (value.starts_with("unix:")) {
        const auto path = value.substr(5);
        if (path.empty() || !all(path, [](char c) { return !is_control(c); })) {
            return "must name a file after \"unix:\"";
        }
        if (path.size() < sizeof(sockaddr_un::sun_path)) return std::nullopt;
        return "must be a shorter path: a Unix socket's has at most " +
               std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " bytes";
    }
    if (value.starts_with("systemd:")) {
        const auto name = value.substr(8);
        const bool plain = all(name, [](char c) { return is_alnum(c) || is_one_of(c, "._-"); });
        if (plain && !name.empty()) return std::nullopt;
        return "must name a socket after \"systemd:\" (FileDescriptorName= of the socket unit)";
    }
    if (is_tcp_address(value)) return std::nullopt;
    return "must be \"127.0.0.1:8080\", \"[::1]:8080\", \"unix:PATH\" or \"systemd:NAME\", not " +
           quoted(value);
}

Complaint url_complaint(std::string_view value, bool query_allowed) {
    if (!parse_web_url(value)) {
        return "must be http:// or https:// with a host, without user and password, not " +
               quoted(value);
    }
    if (!query_allowed && value.find('?') != std::string_view::npos) {
        return "must have no query (nothing from \"?\" on)";
    }
    return std::nullopt;
}

Complaint channel_complaint(std::string_view value) {
    if (value.starts_with("snpp:")) {
        if (parse_snpp_url(value)) return std::nullopt;
        return "must be snpp://HOST:PORT and nothing more, not " + quoted(value);
    }
    return url_complaint(value, true);
}

bool is_network(std::string_view value) {
    const auto slash = std::min(value.find('/'), value.size());
    const auto address = value.substr(0, slash);
    const bool six = is_ip(AF_INET6, address);
    if (!six && !is_ip(AF_INET, address)) return false;
    if (slash == value.size()) return true;
    const auto bits = parse_port(value.substr(slash + 1), 0);
    return bits && *bits <= (six ? 128 : 32);
}

Complaint storage_complaint(std::string_view value) {
    if (value.starts_with("postgresql:") || value.starts_with("postgres:")) {
        return "names PostgreSQL, which is not in this version; use \"sqlite:tipwire.db\"";
    }
    const bool printable = all(value, [](char c) { return !is_control(c); });
    if (value.starts_with("sqlite:") && value.size() > 7 && printable && value[7] != '?') {
        return std::nullopt;
    }
    return "must be \"sqlite:FILE\", such as \"sqlite:tipwire.db\", not " + quoted(value);
}

bool is_http_path(std::string_view value) {
    if (value.size() < 2 || value.size() > 200 || value.front() != '/') return false;
    if (value.back() == '/' || value.find("//") != std::string_view::npos) return false;
    if (value.find("/.") != std::string_view::npos) return false;
    return all(value, [](char c) { return is_alnum(c) || is_one_of(c, "/-._~"); });
}

bool is_reference_prefix(std::string_view value) {
    return !value.empty() && value.size() <= 12 &&
           all(value, [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_number_prefix(std::string_view value) {
    return value.size() >= 2 && value.size() <= 11 && value.front() == '+' &&
           all(value.substr(1), is_digit);
}

Complaint text_complaint(std::string_view value) {
    if (value.size() > 1000) return "must have at most 1000 bytes";
    if (!all(value, [](char c) { return !is_control(c); })) {
        return "must be one line without control characters";
    }
    return std::nullopt;
}

Complaint unless(bool right, std::string_view wanted, std::string_view value) {
    if (right) return std::nullopt;
    return "must be " + std::string(wanted) + ", not " + quoted(value);
}

}  // namespace

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

Complaint complaint(Form form, std::string_view value) {
    if (is_blank(value)) return "must not be blank";
    if (const auto unprintable = text_complaint(value); unprintable) return unprintable;
    switch (form) {
        case Form::text: return std::nullopt;
        case Form::name:
            return unless(is_name(value), "small letters, digits, \"-\" and \"_\" (at most 64)",
                          value);
        case Form::area:
            return unless(is_area(value), "names of small letters separated by \"/\"", value);
        case Form::language:
            return unless(is_language(value), "a language tag such as \"ru\"", value);
        case Form::time_zone:
            return unless(is_time_zone(value), "a time zone such as \"Asia/Almaty\" or \"UTC\"",
                          value);
        case Form::listen: return listen_complaint(value);
        case Form::url: return url_complaint(value, true);
        case Form::base_url: return url_complaint(value, false);
        case Form::channel_url: return channel_complaint(value);
        case Form::network:
            return unless(is_network(value), "an address or a network, such as \"192.0.2.0/24\"",
                          value);
        case Form::storage_url: return storage_complaint(value);
        case Form::http_path:
            return unless(is_http_path(value),
                          "a path such as \"/hooks/sms\" without \"/\" at its end", value);
        case Form::reference_prefix:
            return unless(is_reference_prefix(value), "1 to 12 capital letters and digits", value);
        case Form::number_prefix:
            return unless(is_number_prefix(value), "\"+\" and 1 to 10 digits, such as \"+7\"",
                          value);
    }
    return std::nullopt;
}

std::string_view description(Form form) {
    switch (form) {
        case Form::text: return "text";
        case Form::name: return "name";
        case Form::area: return "area";
        case Form::language: return "language";
        case Form::time_zone: return "time zone";
        case Form::listen: return "address";
        case Form::url: return "URL";
        case Form::base_url: return "URL";
        case Form::channel_url: return "URL";
        case Form::network: return "address or network";
        case Form::storage_url: return "storage URL";
        case Form::http_path: return "URL path";
        case Form::reference_prefix: return "capital letters and digits";
        case Form::number_prefix: return "prefix of a number";
    }
    return "text";
}

namespace {

// "host", "host:port", "[::1]:port" into a URL that has its default port already.
std::optional<WebUrl> with_authority(WebUrl url, std::string_view authority) {
    const bool bracketed = !authority.empty() && authority.front() == '[';
    const auto host_end =
        bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (host_end == std::string_view::npos) return std::nullopt;
    url.host = std::string(authority.substr(bracketed ? 1 : 0, host_end - (bracketed ? 1 : 0)));
    authority.remove_prefix(host_end + (bracketed ? 1 : 0));
    if (!authority.empty()) {
        const auto port =
            authority.front() == ':' ? parse_port(authority.substr(1), 1) : std::nullopt;
        if (!port) return std::nullopt;
        url.port = *port;
    }
    if (bracketed) return is_ip(AF_INET6, url.host) ? std::optional(url) : std::nullopt;
    const bool plain = all(url.host, [](char c) { return is_alnum(c) || is_one_of(c, ".-_"); });
    return plain && !url.host.empty() ? std::optional(url) : std::nullopt;
}

}  // namespace

std::optional<WebUrl> parse_web_url(std::string_view text) {
    WebUrl url;
    if (!all(text, is_graphic)) return std::nullopt;
    if (text.starts_with("https://")) {
        url.secure = true;
    } else if (!text.starts_with("http://")) {
        return std::nullopt;
    }
    text.remove_prefix(url.secure ? 8 : 7);
    if (text.find('#') != std::string_view::npos) return std::nullopt;
    url.port = url.secure ? 443 : 80;
    return with_authority(url, text.substr(0, text.find_first_of("/?")));
}

std::optional<WebUrl> parse_snpp_url(std::string_view text) {
    WebUrl url;
    url.port = 444;  // RFC 1861
    if (!all(text, is_graphic) || !text.starts_with("snpp://")) return std::nullopt;
    return with_authority(url, text.substr(7));
}

bool is_loopback(std::string_view host) {
    if (host == "localhost" || host == "::1") return true;
    return host.starts_with("127.") && is_ip(AF_INET, host);
}

}  // namespace tipwire::config
