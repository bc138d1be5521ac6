// SPDX-License-Identifier: Apache-2.0
// The address of a reply, and which placeholders a template has.
#include "config/sender_template.hpp"

#include <algorithm>

namespace tipwire::config {

namespace {

// RFC 3986, section 2.3: what needs no escape in any part of a URL.
constexpr std::string_view unreserved =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

std::string escaped(std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (unreserved.find(c) != unreserved.npos)
            text += c;
        else
            text.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return text;
}

void fill(std::string& url, std::string_view placeholder, std::string_view value) {
    const std::string made = escaped(value);
    for (auto at = url.find(placeholder); at != url.npos; at = url.find(placeholder, at)) {
        url.replace(at, placeholder.size(), made);
        at += made.size();
    }
}

}  // namespace

std::string reply_url(const SenderTemplate& sender, const Reply& reply) {
    if (!reply.url.empty()) return reply.url;
    std::string url = sender.url;
    fill(url, "{user}", reply.user);
    fill(url, "{account}", reply.account);
    return url;
}

bool uses(const SenderTemplate& sender, std::string_view placeholder) {
    const auto in_pair = [&](const auto& field) {
        return field.second.find(placeholder) != std::string::npos;
    };
    const auto in_piece = [&](const JsonPiece& piece) {
        return piece.text && piece.text->find(placeholder) != std::string::npos;
    };
    return sender.url.find(placeholder) != std::string::npos ||
           std::any_of(sender.fields.begin(), sender.fields.end(), in_pair) ||
           std::any_of(sender.headers.begin(), sender.headers.end(), in_pair) ||
           std::any_of(sender.receipts.begin(), sender.receipts.end(), in_pair) ||
           std::any_of(sender.json.begin(), sender.json.end(), in_piece) ||
           std::any_of(sender.json_with_receipts.begin(), sender.json_with_receipts.end(),
                       in_piece);
}

}  // namespace tipwire::config
