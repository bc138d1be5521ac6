// SPDX-License-Identifier: Apache-2.0
// What a text of the configuration must look like: names, addresses, URLs. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tipwire::config {

enum class Form {
    text,              // not blank, no control characters, at most 1000 bytes
    name,              // [a-z0-9][a-z0-9_-]*, at most 64
    area,              // names separated by "/"
    language,          // a tag such as "ru" or "sr-Latn"
    time_zone,         // as in /usr/share/zoneinfo
    listen,            // "127.0.0.1:8080", "[::1]:8080", "unix:PATH", "systemd:NAME"
    url,               // http or https, with a host, without user, blanks and fragment
    base_url,          // the same without a query
    channel_url,       // as url, or snpp with host and port and nothing more
    network,           // "192.0.2.10", "192.0.2.0/24", "2001:db8::/32"
    storage_url,       // sqlite:PATH
    http_path,         // "/wctp": plain characters, no "//", no trailing "/"
    reference_prefix,  // [A-Z0-9]{1,12}
    number_prefix,     // "+7": a plus and 1 to 10 digits
};

// Why the value is not of that form: "must be ...", nullopt if it is.
std::optional<std::string> complaint(Form form, std::string_view value);
// "an address to listen on", for the reference.
std::string_view description(Form form);

bool is_blank(std::string_view text);  // empty, or nothing but blanks and line ends

struct WebUrl {
    bool secure = false;
    std::string host;  // without brackets
    int port = 0;
};
std::optional<WebUrl> parse_web_url(std::string_view text);
std::optional<WebUrl> parse_snpp_url(std::string_view text);  // "snpp://host[:444]"

// "localhost" or a literal of 127.0.0.0/8 or ::1. A name that merely resolves to one does not
// count: the answer of a resolver may change.
bool is_loopback(std::string_view host);

}  // namespace tipwire::config
