// SPDX-License-Identifier: Apache-2.0
// Names of the error codes, and what happens when value() is called on a failure.
#include "routing/domain/result.hpp"

#include <stdexcept>

namespace tipwire::routing {

std::string_view name(Errc code) {
    switch (code) {
        case Errc::bad_signature: return "bad_signature";
        case Errc::unreadable_body: return "unreadable_body";
        case Errc::unsupported_media: return "unsupported_media";
        case Errc::too_large: return "too_large";
        case Errc::bad_request: return "bad_request";
        case Errc::not_found: return "not_found";
        case Errc::conflict: return "conflict";
        case Errc::unavailable: return "unavailable";
        case Errc::not_allowed: return "not_allowed";
        case Errc::key_destroyed: return "key_destroyed";
        case Errc::damaged: return "damaged";
    }
    return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
    throw std::runtime_error(std::string(name(error.code)) + ": " + error.detail + " (" +
                             where.file_name() + ":" + std::to_string(where.line()) + ")");
}

}  // namespace tipwire::routing
