// SPDX-License-Identifier: Apache-2.0
// JSON Web Tokens (RFC 7519) signed by an HMAC (RFC 7515): taken apart strictly, read only after
// the signature holds.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/bytes.hpp"
#include "routing/domain/time.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t jwt_size_max = 8 * 1024;

// A token whose signature nobody has looked at yet. Views into the text.
struct Jwt {
    std::string algorithm;         // what it says of itself: to be compared with what is allowed
    std::string_view signed_text;  // header and claims, as they stand
    std::string_view claims;       // still encoded
    routing::Bytes signature;
};

// Three parts in base64url, the first a JSON object with `alg`, and no `crit`: extensions that a
// reader must understand are not for us.
std::optional<Jwt> read_jwt(std::string_view text);
// The claims of a token whose signature holds.
std::optional<boost::json::object> read_claims(const Jwt& token);

// Errors of clocks, as MessageBird's own library forgives them.
inline constexpr std::chrono::seconds jwt_leeway{5};

// Whether the token is valid now: not before `nbf`, not after `exp`; with a window it must have an
// `exp`, or an `iat` no further than that from now. A time that is not a number is never valid.
bool is_in_time(const boost::json::object& claims, routing::Instant now,
                std::chrono::seconds window);

}  // namespace tipwire::gateway
