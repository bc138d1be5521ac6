// SPDX-License-Identifier: Apache-2.0
// tips list, show, search; status; stats.
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/http/encoding.hpp"
#include "routing/domain/ids.hpp"

namespace tipwire::gateway {

namespace json = boost::json;

namespace {

const json::array& array_of(const json::object& object, std::string_view name) {
    static const json::array none;
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_array() ? value->get_array() : none;
}

std::string first_line(const json::object& tip, std::size_t characters) {
    const auto& messages = array_of(tip, "messages");
    if (messages.empty()) return {};
    std::string text = safe_for_terminal(text_of(messages.front().as_object(), "text"));
    std::size_t at = 0;
    for (std::size_t seen = 0; at < text.size() && seen < characters; ++seen) {
        do ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80);
    }
    return at < text.size() ? text.substr(0, at) + "…" : text;
}

std::string referral_line(const json::object& tip) {
    std::string line;
    for (const auto& item : array_of(tip, "referrals")) {
        const auto& referral = item.as_object();
        if (!line.empty()) line += ", ";
        line += text_of(referral, "reference") + " " + text_of(referral, "state");
        const auto late = text_of(referral, "overdue");
        if (!late.empty() && late != "false") line += " LATE";
    }
    return line;
}

void print_tips(const json::array& items) {
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items) {
        const auto& tip = item.as_object();
        rows.push_back({text_of(tip, "id"), text_of(tip, "received_at"), text_of(tip, "state"),
                        text_of(tip, "source"), referral_line(tip), first_line(tip, 50)});
    }
    print_table({"ID", "RECEIVED", "STATE", "SOURCE", "REFERRALS", "TEXT"}, rows);
}

int print_listing(const Listing& listing, bool as_json) {
    if (listing.status != 0) return listing.status;
    if (as_json)
        print_items(listing.items);
    else
        print_tips(listing.items);
    return exit_done;
}

void add(std::string& query, std::string_view name, const std::string& value) {
    if (value.empty()) return;
    query += query.find('?') == std::string::npos ? '?' : '&';
    query += std::string(name) + "=" + form_encode(value);
}

void print_referral(const json::object& referral) {
    std::cout << "\n"
              << text_of(referral, "reference") << " to " << text_of(referral, "contact") << ": "
              << text_of(referral, "state");
    const auto decision = text_of(referral, "decision");
    if (!decision.empty()) std::cout << " (" << decision << ")";
    const auto late = text_of(referral, "overdue");
    if (!late.empty() && late != "false") std::cout << "  LATE: " << late;
    std::cout << "\n";
    const auto* clocks = referral.if_contains("clocks");
    if (clocks != nullptr && clocks->is_object()) {
        for (const auto& clock : clocks->get_object())
            std::cout << "  " << std::string_view(clock.key()) << " "
                      << text_of(clocks->get_object(), clock.key()) << "\n";
    }
    for (const auto& outcome : array_of(referral, "outcomes"))
        std::cout << "  outcome " << safe_for_terminal(json::serialize(outcome)) << "\n";
    for (const auto* words : {"note", "question"}) {
        const auto text = text_of(referral, words);
        if (!text.empty()) std::cout << "  " << words << ": " << safe_for_terminal(text) << "\n";
    }
}

void print_medium(const json::object& medium) {
    std::cout << "\nmedium " << text_of(medium, "id") << ": "
              << safe_for_terminal(text_of(medium, "type")) << ", " << text_of(medium, "bytes")
              << " bytes, " << text_of(medium, "state");
    const auto reason = text_of(medium, "reason");
    if (!reason.empty()) std::cout << " (" << reason << ")";
    std::cout << "\n";
}

void print_tip(const json::object& tip) {
    for (const auto* field : {"id", "code", "state", "category", "area", "language", "source",
                              "channel", "received_at"})
        std::cout << field << ": " << safe_for_terminal(text_of(tip, field)) << "\n";
    const auto held = text_of(tip, "held_because");
    if (!held.empty()) std::cout << "held_because: " << held << "\n";
    for (const auto& other : array_of(tip, "related"))
        std::cout << "related: " << std::string_view(other.as_string()) << "\n";
    for (const auto& item : array_of(tip, "messages")) {
        const auto& message = item.as_object();
        std::cout << "\n[" << text_of(message, "at") << " " << text_of(message, "direction")
                  << "]\n"
                  << safe_for_terminal(text_of(message, "text"), true) << "\n";
    }
    for (const auto& item : array_of(tip, "media")) print_medium(item.as_object());
    for (const auto& item : array_of(tip, "referrals")) print_referral(item.as_object());
}

}  // namespace

int tips_list_command(AdminClient& daemon, const TipsListOptions& options) {
    std::string target = "/v1/tips";
    add(target, "state", options.state);
    add(target, "area", options.area);
    add(target, "contact", options.contact);
    add(target, "since", options.since);
    if (options.overdue) add(target, "overdue", "1");
    return print_listing(all_pages(daemon, target, options.limit), options.json);
}

int tips_search_command(AdminClient& daemon, const std::string& text, std::int64_t limit,
                        bool as_json) {
    json::object body{{"text", text}};
    return print_listing(all_pages_of_search(daemon, std::move(body), limit), as_json);
}

namespace {

// By its id or the citizen's code; nullopt where the problem has been reported.
std::optional<json::value> find_tip(AdminClient& daemon, const std::string& id_or_code,
                                    int& status) {
    if (routing::PublicId::parse(id_or_code)) {
        const auto answer = daemon.get("/v1/tips/" + id_or_code);
        if (answer.status == 200) return answer.json();
        status = report_problem(answer);
        return std::nullopt;
    }
    json::object body{{"code", id_or_code}};
    auto found = all_pages_of_search(daemon, std::move(body), 1);
    status = found.status;
    if (found.status != 0) return std::nullopt;
    if (!found.items.empty()) return found.items.front();
    std::cerr << "tipwire: no tip has this id or code\n";
    status = exit_failed;
    return std::nullopt;
}

}  // namespace

int tips_show_command(AdminClient& daemon, const std::string& id_or_code, bool as_json) {
    int status = exit_done;
    const auto tip = find_tip(daemon, id_or_code, status);
    if (!tip) return status;
    if (as_json)
        print_json(*tip);
    else
        print_tip(tip->as_object());
    return exit_done;
}

int tips_release_command(AdminClient& daemon, const std::string& id_or_code, bool as_json) {
    std::string target = "/v1/tips/release-held";
    if (!id_or_code.empty()) {
        int status = exit_done;
        const auto tip = find_tip(daemon, id_or_code, status);
        if (!tip) return status;
        target = "/v1/tips/" + text_of(tip->as_object(), "id") + "/release";
    }
    const auto answer = daemon.post(target, "{}");
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json)
        print_json(value);
    else
        std::cout << text_of(value.as_object(), "released") << " released\n";
    return exit_done;
}

int status_command(AdminClient& daemon, const std::string& code, bool as_json) {
    const auto answer = daemon.post("/v1/status", json::serialize(json::object{{"code", code}}));
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json)
        print_json(value);
    else
        std::cout << safe_for_terminal(text_of(value.as_object(), "text")) << "\n";
    return exit_done;
}

int stats_command(AdminClient& daemon, bool as_json) {
    const auto answer = daemon.get("/v1/statistics");
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json) {
        print_json(value);
        return exit_done;
    }
    for (const auto& section : value.as_object()) {
        std::cout << std::string_view(section.key());
        if (!section.value().is_object()) {
            std::cout << ": " << json::serialize(section.value()) << "\n";
            continue;
        }
        std::cout << "\n";
        for (const auto& row : section.value().get_object())
            std::cout << "  " << std::string_view(row.key()) << ": " << json::serialize(row.value())
                      << "\n";
    }
    return exit_done;
}

}  // namespace tipwire::gateway
