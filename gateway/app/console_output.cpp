// SPDX-License-Identifier: Apache-2.0
// Tables, JSON and pages.
#include "gateway/app/console_output.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <functional>
#include <iostream>

#include "gateway/app/commands.hpp"
#include "routing/domain/normalise.hpp"

namespace tipwire::gateway {

namespace {

bool is_formatting(char32_t c) {
    const bool control = (c < 0x20) || (c >= 0x7f && c < 0xa0);
    const bool bidi = c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
                      (c >= 0x2066 && c <= 0x2069);
    return control || bidi || c == 0x2028 || c == 0x2029;
}

// One code point of valid UTF-8 at `at`, which is moved behind it.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    char32_t c = more == 0 ? lead : lead & (0x3f >> more);
    for (int i = 0; i < more && at < text.size(); ++i)
        c = c << 6 | (static_cast<unsigned char>(text[at++]) & 0x3f);
    return c;
}

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

}  // namespace

std::string safe_for_terminal(std::string_view text, bool keep_line_ends) {
    const std::string valid = routing::to_valid_utf8(text);
    std::string out;
    for (std::size_t at = 0; at < valid.size();) {
        const std::size_t from = at;
        const char32_t c = next_code_point(valid, at);
        if (c == '\n' && keep_line_ends) {
            out += '\n';
        } else if (is_formatting(c)) {
            char escape[16];
            std::snprintf(escape, sizeof escape, "\\u{%x}", static_cast<unsigned>(c));
            out += escape;
        } else {
            out.append(valid, from, at - from);
        }
    }
    return out;
}

std::string text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (value->is_string()) return std::string(value->get_string());
    return boost::json::serialize(*value);
}

void print_table(const std::vector<std::string>& head,
                 const std::vector<std::vector<std::string>>& rows) {
    std::vector<std::size_t> widths;
    for (const auto& cell : head) widths.push_back(width(cell));
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
    }
    const auto line = [&widths](const std::vector<std::string>& cells) {
        std::string out;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out += cells[i];
            if (i + 1 < cells.size()) out.append(widths[i] - width(cells[i]) + 2, ' ');
        }
        std::cout << out << "\n";
    };
    line(head);
    for (const auto& row : rows) line(row);
}

void print_json(const boost::json::value& value) {
    std::cout << boost::json::serialize(value) << "\n";
}

void print_items(const boost::json::array& items) {
    std::cout << "{\"items\":[";
    for (std::size_t i = 0; i < items.size(); ++i)
        std::cout << (i == 0 ? "\n" : ",\n") << boost::json::serialize(items[i]);
    std::cout << "]}\n";
}

int report_problem(const AdminAnswer& answer) {
    const auto json = answer.json();
    std::string text = "the daemon answered " + std::to_string(answer.status);
    if (json.is_object()) {
        text = text_of(json.get_object(), "title");
        const auto detail = text_of(json.get_object(), "detail");
        if (!detail.empty()) text += ": " + detail;
    }
    std::cerr << "tipwire: " << safe_for_terminal(text) << "\n";
    return answer.status == 400 ? exit_usage : exit_failed;
}

namespace {

constexpr std::int64_t page_size = 500;

using PageCall = std::function<AdminAnswer(std::int64_t limit, const std::string& cursor)>;

Listing gather(std::int64_t limit, const PageCall& call) {
    Listing listing;
    std::string cursor;
    while (static_cast<std::int64_t>(listing.items.size()) < limit) {
        const auto rest = limit - static_cast<std::int64_t>(listing.items.size());
        const auto answer = call(std::min(rest, page_size), cursor);
        auto json = answer.json();
        if (answer.status != 200 || !json.is_object()) {
            listing.status = report_problem(answer);
            return listing;
        }
        for (auto& item : json.as_object()["items"].as_array())
            listing.items.push_back(std::move(item));
        cursor = text_of(json.as_object(), "next_cursor");
        if (cursor.empty()) break;
    }
    return listing;
}

}  // namespace

Listing all_pages(AdminClient& daemon, const std::string& target, std::int64_t limit) {
    return gather(limit, [&](std::int64_t page, const std::string& cursor) {
        std::string query = target + (target.find('?') == std::string::npos ? "?" : "&") +
                            "limit=" + std::to_string(page);
        if (!cursor.empty()) query += "&cursor=" + cursor;
        return daemon.get(query);
    });
}

Listing all_pages_of_search(AdminClient& daemon, boost::json::object body, std::int64_t limit) {
    return gather(limit, [&](std::int64_t page, const std::string& cursor) {
        body["limit"] = page;
        if (!cursor.empty()) body["cursor"] = cursor;
        return daemon.post("/v1/tips/search", boost::json::serialize(body));
    });
}

}  // namespace tipwire::gateway
