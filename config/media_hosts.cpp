// SPDX-License-Identifier: Apache-2.0
// A pattern must not be wider than a name that somebody registered: no "*", no "*.com".
#include "config/media_hosts.hpp"

#include <algorithm>

namespace tipwire::config {

namespace {

bool is_host_character(char c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' || c == '[' ||
           c == ']';
}

}  // namespace

std::string media_host_complaint(std::string_view host) {
    const std::string quoted = "has '" + std::string(host) + "'; ";
    const bool pattern = host.starts_with("*.");
    const std::string_view name = pattern ? host.substr(2) : host;
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_host_character))
        return quoted + "a host is written as \"media.example\" or \"*.media.example\"";
    if (pattern && name.find('.') == name.npos)
        return quoted + "after \"*.\" there must be a whole name, such as \"media.example\"";
    return {};
}

}  // namespace tipwire::config
