// SPDX-License-Identifier: Apache-2.0
// How the demonstration inbox shows what arrives: as words for people, or as lines of JSON for
// scripts.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

namespace tipwire::gateway {

// A delivery in words; nothing in it can steer a terminal. notice: the webhook's body.
std::string delivery_in_words(const boost::json::object& notice);

// {"event":"delivery","id","repeat","notice":{…}} and a line end. raw: the webhook's body, which is
// valid JSON.
std::string delivery_as_json(std::string_view id, bool repeat, std::string_view raw);

}  // namespace tipwire::gateway
