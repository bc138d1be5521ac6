// SPDX-License-Identifier: Apache-2.0
// Expected failure as a value: the error codes of the house and Result<T>.
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

namespace tipwire::routing {

enum class Errc {
    bad_signature = 1,  // the proof of origin does not hold
    unreadable_body,    // the body is not what the sender's documents say
    unsupported_media,  // the body has another media type than the one configured
    too_large,          // a named limit is exceeded
    bad_request,        // a value is missing or outside its range
    not_found,          // nothing has this name, code or reference
    conflict,           // the state table forbids the move
    unavailable,        // the store or a peer cannot be used now; try again later
    not_allowed,        // policy forbids it (test mode, blank allow-list)
    key_destroyed,      // the key of this epoch is gone; the value can never be opened
    damaged,            // a sealed value does not authenticate, or a stored row is inconsistent
};

// One lower-case word, for logs, metrics and JSON: "bad_signature".
std::string_view name(Errc code);

// detail is for operators: never a tip text, a sender or a secret.
struct Error {
    Errc code;
    std::string detail;
};

template <class T>
using Result = boost::system::result<T, Error>;

[[noreturn]] void throw_exception_from_error(const Error& error,
                                             const boost::source_location& where);

}  // namespace tipwire::routing
