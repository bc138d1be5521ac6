// SPDX-License-Identifier: Apache-2.0
// Reading JSON of strangers: bounded, strict, and every complaint names the field by its JSON
// pointer.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "routing/domain/result.hpp"

namespace tipwire::gateway {

inline constexpr std::size_t json_depth_max = 32;

// One complete JSON text (RFC 8259). Errors: unreadable_body: not JSON, invalid UTF-8, nested
// deeper than json_depth_max, or a number that is not finite (1e400). The detail never quotes the
// text, nor a member's name: names are input too.
routing::Result<boost::json::value> parse_json(std::string_view text);
// The same, and it must be an object.
routing::Result<boost::json::object> parse_json_object(std::string_view text);

// "/outcomes" and "kind" make "/outcomes/kind" (RFC 6901). name is ours, never input.
std::string json_pointer(std::string_view parent, std::string_view name);
std::string json_pointer(std::string_view parent, std::size_t index);

// A member of an object; absent and null are both nullopt (or nullptr). pointer names the object:
// "" for the root. Errors: bad_request "/pointer/name: expected a string". Members nobody asks for
// are ignored.
routing::Result<std::optional<std::string>> string_at(const boost::json::object& object,
                                                      std::string_view name,
                                                      std::string_view pointer = {});
// A whole number that fits; 2.0 and 2e0 are not.
routing::Result<std::optional<std::int64_t>> integer_at(const boost::json::object& object,
                                                        std::string_view name,
                                                        std::string_view pointer = {});
// Any finite number.
routing::Result<std::optional<double>> number_at(const boost::json::object& object,
                                                 std::string_view name,
                                                 std::string_view pointer = {});
routing::Result<std::optional<bool>> boolean_at(const boost::json::object& object,
                                                std::string_view name,
                                                std::string_view pointer = {});
// The pointers live as long as the object.
routing::Result<const boost::json::array*> array_at(const boost::json::object& object,
                                                    std::string_view name,
                                                    std::string_view pointer = {});
routing::Result<const boost::json::object*> object_at(const boost::json::object& object,
                                                      std::string_view name,
                                                      std::string_view pointer = {});

// As above, and absent or null is an error: "/pointer/name: missing".
routing::Result<std::string> required_string_at(const boost::json::object& object,
                                                std::string_view name,
                                                std::string_view pointer = {});

// An element of an array that must be an object. pointer names the array.
routing::Result<const boost::json::object*> object_at(const boost::json::array& array,
                                                      std::size_t index,
                                                      std::string_view pointer = {});

}  // namespace tipwire::gateway
