// SPDX-License-Identifier: Apache-2.0
// Verify, show, answer; and reports on their way back.
#include "gateway/app/inbox_desk.hpp"

#include "gateway/app/console_output.hpp"
#include "gateway/app/inbox_paper.hpp"
#include "gateway/http/json.hpp"
#include "gateway/http/json_writer.hpp"
#include "routing/domain/bytes.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::Errc;
using routing::Error;
using routing::Result;

// An acknowledgement by return of post can overtake the gateway's own note that it delivered.
constexpr int patient_tries = 6;
constexpr routing::Duration patience{200};

const boost::json::object* data_of(const boost::json::object& notice) {
    const auto* data = notice.if_contains("data");
    return data != nullptr ? data->if_object() : nullptr;
}

std::string link_of(const boost::json::object& notice) {
    const auto* data = data_of(notice);
    const auto* links = data != nullptr ? data->if_contains("links") : nullptr;
    return links != nullptr && links->is_object() ? text_of(links->get_object(), "updates")
                                                  : std::string{};
}

std::string reference_of(const boost::json::object& notice) {
    const auto* data = data_of(notice);
    return data != nullptr ? text_of(*data, "reference") : std::string{};
}

// The problem's own words, if it has some.
std::string detail_of(const ClientResponse& answer) {
    const auto problem = parse_json_object(answer.body);
    return problem ? text_of(*problem, "detail") : std::string{};
}

std::string new_id(routing::Random& random) {
    std::array<std::uint8_t, 16> bytes{};
    random.fill(bytes);
    return "report_" + routing::to_hex(bytes);
}

}  // namespace

InboxDesk::InboxDesk(StandardWebhooks keys, InboxOptions options, InboxRoom room)
    : keys_(std::move(keys)), options_(std::move(options)), room_(std::move(room)) {}

awaitable<Response> InboxDesk::handle(const Request& request) {
    if (request.method != "POST") {
        Response refused = problem(405, "Method not allowed", "deliveries are posted");
        refused.headers.emplace_back("Allow", "POST");
        co_return refused;
    }
    const WebhookHeaders headers{.id = request.header("webhook-id"),
                                 .timestamp = request.header("webhook-timestamp"),
                                 .signature = request.header("webhook-signature")};
    if (!keys_.verify(headers, request.body, room_.clock.now())) {
        say("A delivery with a bad signature was refused.\n");
        co_return problem(403, "Forbidden", "the signature does not match");
    }
    const auto notice = parse_json_object(request.body);
    if (!notice) co_return problem(400, "Bad request", notice.error().detail);

    const std::string id(headers.id);
    const bool repeat = seen_before(id);
    if (options_.json)
        room_.print(delivery_as_json(id, repeat, request.body));
    else if (!repeat)
        room_.print(delivery_in_words(*notice));
    if (!repeat) {
        remember_link(*notice);
        begin_acknowledgement(*notice);
    }
    co_return Response(200);
}

bool InboxDesk::seen_before(const std::string& id) {
    if (!seen_.insert(id).second) return true;
    seen_in_order_.push_back(id);
    if (seen_in_order_.size() > remembered_max) {
        seen_.erase(seen_in_order_.front());
        seen_in_order_.pop_front();
    }
    return false;
}

void InboxDesk::remember_link(const boost::json::object& notice) {
    std::string link = link_of(notice);
    if (link.empty()) return;
    if (links_.size() >= remembered_max) links_.erase(links_.begin());
    links_.insert_or_assign(reference_of(notice), std::move(link));
}

void InboxDesk::begin_acknowledgement(const boost::json::object& notice) {
    const bool wanted = options_.acknowledge && text_of(notice, "type") == "tip.forwarded";
    if (!wanted) return finish_once();
    room_.tasks.spawn(
        "inbox.acknowledge",
        [this, command = acknowledgement_of(reference_of(notice))] { return send(command, true); });
}

void InboxDesk::type(std::string line) {
    if (line.find_first_not_of(" \t\r\n") == line.npos) return;
    const auto command = parse_inbox_command(line);
    if (!command) return say(command.error().detail);
    room_.tasks.spawn("inbox.report", [this, command = *command] { return send(command, false); });
}

void InboxDesk::close() {
    for (auto& [origin, client] : clients_) client->close();
}

awaitable<void> InboxDesk::send(InboxCommand command, bool patiently) {
    const auto link = links_.find(command.reference);
    const auto origin =
        link == links_.end()
            ? Result<Origin>(Error{Errc::not_found, "no link for reports came with it"})
            : Origin::parse(link->second);
    if (!origin) {
        report(command, origin.error());
    } else {
        const auto answer = co_await post(*origin, request_of(*origin, command), patiently);
        report(command, answer);
    }
    if (patiently) finish_once();
}

awaitable<Result<ClientResponse>> InboxDesk::post(const Origin& origin, ClientRequest request,
                                                  bool patiently) {
    HttpClient& client = client_of(origin);
    auto wait = patience;
    for (int left = patiently ? patient_tries : 1;; --left, wait *= 2) {
        auto answer = co_await client.exchange(request);
        if (left <= 1 || !answer || answer->status != 409) co_return answer;
        co_await room_.clock.sleep_for(wait);
    }
}

ClientRequest InboxDesk::request_of(const Origin& origin, const InboxCommand& command) {
    const std::string id = new_id(room_.random);
    const auto now = routing::to_unix_seconds(room_.clock.now());
    ClientRequest request;
    request.target = origin.target;
    request.body = command.report;
    request.headers = {{"content-type", "application/json"},
                       {"webhook-id", id},
                       {"webhook-timestamp", std::to_string(now)},
                       {"webhook-signature", keys_.sign(id, now, request.body)}};
    return request;
}

HttpClient& InboxDesk::client_of(const Origin& origin) {
    auto& client =
        clients_[(origin.tls ? "https://" : "http://") + origin.host + ":" + origin.port];
    if (!client) client = room_.connect(origin);
    return *client;
}

void InboxDesk::report(const InboxCommand& command, const Result<ClientResponse>& answer) {
    const bool taken = answer && answer->status == 200;
    const std::string why = taken    ? std::string{}
                            : answer ? detail_of(*answer)
                                     : answer.error().detail;
    if (options_.json) {
        JsonWriter json;
        json.open_object()
            .member("event", "report")
            .member("reference", command.reference)
            .member("state", command.state)
            .member("http_status", answer ? answer->status : 0);
        if (!taken) json.member("error", why);
        json.close_object();
        return room_.print(std::move(json).text() + "\n");
    }
    std::string line = "-> " + command.reference + " " + command.state;
    if (!taken) line += ": refused" + (answer ? " (" + std::to_string(answer->status) + ")" : "");
    if (!why.empty()) line += ": " + why;
    room_.print(safe_for_terminal(line) + "\n");
}

// Words for people; scripts get an event.
void InboxDesk::say(std::string text) {
    if (!options_.json) return room_.print(std::move(text));
    JsonWriter json;
    json.open_object().member("event", "message").member("text", text).close_object();
    room_.print(std::move(json).text() + "\n");
}

void InboxDesk::finish_once() {
    if (options_.once) room_.leave();
}

}  // namespace tipwire::gateway
