// SPDX-License-Identifier: Apache-2.0
// Finds signatures in requests and compares them.
#include "gateway/sms/proof_forms.hpp"

#include "gateway/http/ascii.hpp"

namespace tipwire::gateway {

routing::Error unusable_proof(std::string detail) {
    return routing::Error{routing::Errc::bad_request, std::move(detail)};
}

std::vector<Hmac> keys_of(const config::Secrets& secrets, Hmac::Hash hash) {
    std::vector<Hmac> keys;
    for (const auto& secret : secrets) keys.emplace_back(hash, routing::as_bytes(secret.reveal()));
    return keys;
}

bool is_form(const HookRequest& request) {
    return request->media_type() == "application/x-www-form-urlencoded";
}

std::optional<std::string_view> only_header(const HookRequest& request, std::string_view name) {
    std::optional<std::string_view> found;
    for (const auto& header : request->headers) {
        if (!equals_ignoring_case(header.name, name)) continue;
        if (found) return std::nullopt;
        found = header.value;
    }
    return found;
}

std::vector<std::string_view> signatures_in(const HookRequest& request,
                                            const std::vector<std::string>& headers,
                                            std::string_view prefix) {
    std::vector<std::string_view> found;
    for (const auto& header : request->headers) {
        for (const auto& name : headers) {
            if (!equals_ignoring_case(header.name, name)) continue;
            if (!only_header(request, name)) return {};
            if (header.value.starts_with(prefix))
                found.push_back(header.value.substr(prefix.size()));
        }
    }
    return found;
}

bool equals_hex(std::string_view presented, routing::ByteView expected) {
    if (presented.size() != expected.size() * 2) return false;
    std::string lower(presented);
    for (char& c : lower) c = ascii_lower(c);
    return equal_constant_time(lower, routing::to_hex(expected));
}

bool equals_base64(std::string_view presented, routing::ByteView expected) {
    return equal_constant_time(presented, to_base64(expected));
}

}  // namespace tipwire::gateway
