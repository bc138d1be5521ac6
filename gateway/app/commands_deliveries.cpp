// SPDX-License-Identifier: Apache-2.0
// deliveries list and retry, referrals update, contacts list and test.
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

}  // namespace tipwire::gateway
