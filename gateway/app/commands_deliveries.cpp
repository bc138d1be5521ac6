// SPDX-License-Identifier: Apache-2.0
// deliveries list and retry, referrals update, contacts list and test, ingest.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>

#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/http/encoding.hpp"
#include "routing/domain/referral.hpp"

namespace tipwire::gateway {

namespace json = boost::json;

int deliveries_list_command(AdminClient& daemon, bool dead, std::int64_t limit, bool as_json) {
    const auto listing =
        all_pages(daemon, dead ? "/v1/deliveries?state=dead" : "/v1/deliveries", limit);
    if (listing.status != 0) return listing.status;
    if (as_json) {
        print_items(listing.items);
        return exit_done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : listing.items) {
        const auto& row = item.as_object();
        rows.push_back({text_of(row, "id"), text_of(row, "kind"), text_of(row, "state"),
                        text_of(row, "contact"), text_of(row, "reference"),
                        text_of(row, "attempts"), text_of(row, "last_error")});
    }
    print_table({"ID", "KIND", "STATE", "CONTACT", "REFERENCE", "TRIES", "LAST ERROR"}, rows);
    return exit_done;
}

int deliveries_retry_command(AdminClient& daemon, const std::string& id, bool as_json) {
    const auto answer = daemon.post(
        id.empty() ? "/v1/deliveries/retry-dead" : "/v1/deliveries/" + form_encode(id) + "/retry",
        "{}");
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json)
        print_json(value);
    else
        std::cout << text_of(value.as_object(), "retried") << " put back to be delivered\n";
    return exit_done;
}

namespace {

json::object outcome_json(const routing::Outcome& outcome) {
    json::object value{{"kind", outcome.kind}, {"count", outcome.count}};
    if (!outcome.substance.empty()) value["substance"] = outcome.substance;
    if (outcome.grams > 0) value["grams"] = outcome.grams;
    if (!outcome.detail.empty()) value["detail"] = outcome.detail;
    return value;
}

}  // namespace

int referrals_update_command(AdminClient& daemon, const std::string& reference,
                             const std::string& state, const std::string& decision,
                             const std::vector<std::string>& outcomes, const std::string& note,
                             const std::string& register_number, bool as_json) {
    json::object body{{"state", state}};
    if (!decision.empty()) body["decision"] = decision;
    if (!note.empty()) body["note"] = note;
    if (!register_number.empty()) body["register"] = json::object{{"number", register_number}};
    json::array list;
    for (const auto& text : outcomes) {
        const auto outcome = routing::parse_outcome(text);
        if (!outcome) {
            std::cerr << "tipwire: --outcome " << text << ": " << outcome.error().detail << "\n";
            return exit_usage;
        }
        list.push_back(outcome_json(*outcome));
    }
    if (!list.empty()) body["outcomes"] = std::move(list);
    const auto answer =
        daemon.post("/v1/referrals/" + form_encode(reference) + "/updates", json::serialize(body));
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json)
        print_json(value);
    else
        std::cout << reference << " is now " << text_of(value.as_object(), "state") << "\n";
    return exit_done;
}

int contacts_list_command(AdminClient& daemon, bool as_json) {
    const auto answer = daemon.get("/v1/contacts");
    auto value = answer.json();
    if (answer.status != 200 || !value.is_object()) return report_problem(answer);
    const auto& items = value.as_object()["items"].as_array();
    if (as_json) {
        print_items(items);
        return exit_done;
    }
    std::vector<std::vector<std::string>> rows;
    for (const auto& item : items) {
        const auto& row = item.as_object();
        rows.push_back({text_of(row, "name"), text_of(row, "kind"), text_of(row, "area"),
                        text_of(row, "channel"), text_of(row, "state")});
    }
    print_table({"NAME", "KIND", "AREA", "CHANNEL", "STATE"}, rows);
    return exit_done;
}

int contacts_test_command(AdminClient& daemon, const std::string& name, bool as_json) {
    const auto answer = daemon.post("/v1/contacts/" + form_encode(name) + "/test", "{}");
    if (answer.status != 200) return report_problem(answer);
    const auto value = answer.json();
    if (as_json)
        print_json(value);
    else
        std::cout << name << ": " << text_of(value.as_object(), "outcome") << "\n";
    return exit_done;
}

namespace {

// Prints the answer's lines; false if one of them is an error.
bool print_results(const std::string& lines) {
    bool good = true;
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = std::min(lines.find('\n', at), lines.size());
        const auto line = lines.substr(at, end - at);
        at = end + 1;
        if (line.empty()) continue;
        std::cout << line << "\n";
        boost::system::error_code error;
        const auto value = json::parse(line, error);
        if (error || !value.is_object() || text_of(value.get_object(), "result") == "error")
            good = false;
    }
    std::cout.flush();
    return good;
}

}  // namespace

int ingest_command(AdminClient& daemon, const std::string& source) {
    constexpr std::size_t batch_bytes = 256 * 1024;  // a request may hold 1 MiB
    bool good = true;
    std::string batch;
    const auto send = [&] {
        if (batch.empty()) return true;
        const auto answer =
            daemon.post("/v1/ingest/" + form_encode(source), batch, "application/x-ndjson");
        batch.clear();
        if (answer.status != 200) return report_problem(answer) == exit_done;
        return print_results(answer.body);
    };
    std::ios::sync_with_stdio(false);
    for (std::string line; std::getline(std::cin, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        batch += line + "\n";
        // What is already here goes as one request; a slow writer's lines go one by one.
        if (batch.size() >= batch_bytes || std::cin.rdbuf()->in_avail() <= 0) good = send() && good;
    }
    good = send() && good;
    return good ? exit_done : exit_failed;
}

}  // namespace tipwire::gateway
