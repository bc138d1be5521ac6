// SPDX-License-Identifier: Apache-2.0
// How the command line prints: tables and pages of JSON, with nothing in them that could steer a
// terminal.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "gateway/app/admin_client.hpp"

namespace tipwire::gateway {

// Control and bidirectional-formatting characters become "\u{...}"; line ends stay if wanted.
std::string safe_for_terminal(std::string_view text, bool keep_line_ends = false);

// A member as text, "" if it is absent or null.
std::string text_of(const boost::json::object& object, std::string_view name);

// Columns as wide as their widest cell, counted in characters.
void print_table(const std::vector<std::string>& head,
                 const std::vector<std::vector<std::string>>& rows);

// {"items":[...]} on one line each item, or the one value, as --json prints it.
void print_items(const boost::json::array& items);
void print_json(const boost::json::value& value);

// Prints the problem's title and detail on standard error; the exit status for it.
int report_problem(const AdminAnswer& answer);

// All pages of a listing up to limit: GET target&limit=..&cursor=.. Errors are reported and set
// status.
struct Listing {
    boost::json::array items;
    int status = 0;
};
Listing all_pages(AdminClient& daemon, const std::string& target, std::int64_t limit);
// The same for a search: POST with "limit" and "cursor" added to the body.
Listing all_pages_of_search(AdminClient& daemon, boost::json::object body, std::int64_t limit);

}  // namespace tipwire::gateway
