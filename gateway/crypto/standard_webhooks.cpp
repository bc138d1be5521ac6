// SPDX-License-Identifier: Apache-2.0
// Signs and verifies "id.timestamp.body" with HMAC-SHA-256, as standardwebhooks.com says.
#include "gateway/crypto/standard_webhooks.hpp"

#include "gateway/crypto/freshness.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Error;
using routing::Result;

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view scheme_prefix = "v1,";  // v1a is Ed25519: not ours, passed over
constexpr std::size_t secret_bytes_min = 16;
constexpr std::size_t id_size_max = 256;
constexpr std::size_t signature_size_max = 2048;  // some forty signatures; two are usual

Error webhook_refused() { return Error{Errc::bad_signature, "the signature does not hold"}; }

Error bad_secret(std::size_t index, std::string_view why) {
    return Error{Errc::bad_request,
                 "webhook secret " + std::to_string(index + 1) + " " + std::string(why)};
}

std::optional<routing::Secret<routing::Bytes>> secret_bytes(std::string_view secret) {
    if (!secret.starts_with(secret_prefix)) {
        const auto bytes = routing::as_bytes(secret);
        return routing::Secret<routing::Bytes>{routing::Bytes(bytes.begin(), bytes.end())};
    }
    auto decoded = from_base64(secret.substr(secret_prefix.size()));
    if (!decoded) return std::nullopt;
    return routing::Secret<routing::Bytes>{std::move(*decoded)};
}

bool within_limits(const WebhookHeaders& headers) {
    return !headers.id.empty() && headers.id.size() <= id_size_max &&
           headers.signature.size() <= signature_size_max;
}

// Looks at every signature, whatever the earlier ones said.
bool holds_signature(std::string_view header, std::string_view expected) {
    bool found = false;
    while (!header.empty()) {
        const std::size_t blank = header.find(' ');
        const std::string_view one = header.substr(0, blank);
        if (one.starts_with(scheme_prefix))
            found |= equal_constant_time(one.substr(scheme_prefix.size()), expected);
        header.remove_prefix(blank == std::string_view::npos ? header.size() : blank + 1);
    }
    return found;
}

}  // namespace

StandardWebhooks::StandardWebhooks(std::vector<Hmac> keys) : keys_(std::move(keys)) {}

Result<StandardWebhooks> StandardWebhooks::create(const SecretList& secrets) {
    if (secrets.empty()) return Error{Errc::bad_request, "there is no webhook secret"};
    std::vector<Hmac> keys;
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        const auto bytes = secret_bytes(secrets[i].reveal());
        if (!bytes) return bad_secret(i, "is not base64 after \"whsec_\"");
        if (bytes->reveal().size() < secret_bytes_min)
            return bad_secret(i, "is shorter than 16 bytes");
        keys.emplace_back(Hmac::Hash::sha256, bytes->reveal());
    }
    return StandardWebhooks{std::move(keys)};
}

std::string StandardWebhooks::sign(std::string_view id, std::int64_t unix_seconds,
                                   std::string_view body) {
    const std::string timestamp = std::to_string(unix_seconds);
    std::string header;
    for (Hmac& key : keys_) {
        if (!header.empty()) header += ' ';
        header += scheme_prefix;
        header += to_base64(key.of({id, ".", timestamp, ".", body}));
    }
    return header;
}

Result<void> StandardWebhooks::verify(const WebhookHeaders& headers, std::string_view body,
                                      routing::Instant now) {
    if (!within_limits(headers) || !is_fresh(headers.timestamp, now, tolerance))
        return webhook_refused();
    bool found = false;
    for (Hmac& key : keys_) {
        const auto mac = key.of({headers.id, ".", headers.timestamp, ".", body});
        found |= holds_signature(headers.signature, to_base64(mac));
    }
    if (!found) return webhook_refused();
    return {};
}

}  // namespace tipwire::gateway
