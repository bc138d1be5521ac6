// SPDX-License-Identifier: Apache-2.0
// Takes tokens apart and reads their times.
//
// eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJWb25hZ2UifQ.c2lnbmF0dXJl
// {"alg":"HS256","typ":"JWT"}         .{"iss":"Vonage"}      .signature
#include "gateway/sms/jwt.hpp"

#include <cmath>

#include "gateway/crypto/freshness.hpp"
#include "gateway/crypto/mac.hpp"
#include "gateway/http/json.hpp"

namespace tipwire::gateway {
namespace {

std::optional<boost::json::object> read_part(std::string_view encoded) {
    const auto bytes = from_base64url(encoded);
    if (!bytes) return std::nullopt;
    auto object = parse_json_object(routing::as_text(*bytes));
    if (!object) return std::nullopt;
    return std::move(*object);
}

// RFC 7519, section 2: NumericDate, seconds that may have a fraction.
enum class DateIs { absent, good, bad };
DateIs read_date(const boost::json::object& claims, std::string_view name, std::int64_t& into) {
    constexpr double limit = 1e12;  // the year 33658
    const auto* const value = claims.if_contains(name);
    if (value == nullptr) return DateIs::absent;
    if (!value->is_number()) return DateIs::bad;
    const auto seconds = value->to_number<double>();
    if (!(seconds >= 0 && seconds <= limit)) return DateIs::bad;
    into = static_cast<std::int64_t>(std::floor(seconds));
    return DateIs::good;
}

}  // namespace

std::optional<Jwt> read_jwt(std::string_view text) {
    if (text.size() > jwt_size_max) return std::nullopt;
    const auto first = text.find('.');
    const auto second = first == text.npos ? text.npos : text.find('.', first + 1);
    if (second == text.npos || text.find('.', second + 1) != text.npos) return std::nullopt;

    const auto header = read_part(text.substr(0, first));
    auto signature = from_base64url(text.substr(second + 1));
    if (!header || header->contains("crit") || !signature) return std::nullopt;
    const auto* const algorithm = header->if_contains("alg");
    if (algorithm == nullptr || !algorithm->is_string()) return std::nullopt;
    return Jwt{std::string(algorithm->get_string()), text.substr(0, second),
               text.substr(first + 1, second - first - 1), std::move(*signature)};
}

std::optional<boost::json::object> read_claims(const Jwt& token) { return read_part(token.claims); }

bool is_in_time(const boost::json::object& claims, routing::Instant now,
                std::chrono::seconds window) {
    const std::int64_t at = routing::to_unix_seconds(now);
    std::int64_t expires = 0, not_before = 0, issued = 0;
    const auto has_expires = read_date(claims, "exp", expires);
    const auto has_not_before = read_date(claims, "nbf", not_before);
    const auto has_issued = read_date(claims, "iat", issued);
    for (const auto date : {has_expires, has_not_before, has_issued}) {
        if (date == DateIs::bad) return false;
    }
    if (has_expires == DateIs::good && at > expires + jwt_leeway.count()) return false;
    if (has_not_before == DateIs::good && at < not_before - jwt_leeway.count()) return false;
    if (window.count() == 0 || has_expires == DateIs::good) return true;
    return has_issued == DateIs::good && is_fresh(issued, now, window);
}

}  // namespace tipwire::gateway
