// SPDX-License-Identifier: Apache-2.0
// Who signed comes first, over the raw bytes; only then is the report read and applied.
#include "gateway/delivery/contact_updates.hpp"

namespace tipwire::gateway {
namespace {

using boost::asio::awaitable;
using routing::Errc;

// Never a contact's: its verdict is not looked at.
StandardWebhooks key_of_nobody() {
    SecretList secrets;
    secrets.emplace_back(std::string("no contact signs with this key at all"));
    return StandardWebhooks::create(secrets).value();
}

Response forbidden() {
    return problem(403, "Forbidden", "The signature does not match a contact of this reference.");
}

Response refusal(const routing::Error& error) {
    switch (error.code) {
        case Errc::unreadable_body:
        case Errc::bad_request: return problem(400, "Bad report", error.detail);
        case Errc::not_found:
            return problem(404, "Not found", "This contact has no referral of this reference.");
        case Errc::conflict: return problem(409, "Conflict", error.detail);
        case Errc::key_destroyed:
            return problem(410, "Erased", "The tip is erased; no more words are kept with it.");
        default: break;
    }
    Response later = problem(503, "Try again later", "The report was not stored.");
    later.headers.emplace_back("Retry-After", "30");
    return later;
}

}  // namespace

std::string referral_json(const routing::ReferralView& referral) {
    JsonWriter json;
    json.open_object();
    write_referral_members(json, referral.stored, referral.deadlines, referral.overdue);
    json.close_object();
    return std::move(json).text();
}

ContactUpdates::ContactUpdates(routing::FollowUp& follow_up, routing::Clock& clock)
    : follow_up_(follow_up), clock_(clock), nobody_(key_of_nobody()) {}

void ContactUpdates::add(std::string contact, std::string prefix, StandardWebhooks verifier) {
    Contact entry{std::move(contact), std::move(verifier)};
    by_prefix_.insert_or_assign(std::move(prefix), std::move(entry));
}

void ContactUpdates::register_routes(Router& router) {
    router.add("POST", "/v1/referrals/{reference}/updates",
               [this](const Request& request, const PathValues& values) {
                   return handle(request, values.front());
               });
}

ContactUpdates::Contact* ContactUpdates::signer_of(std::string_view reference) {
    const auto dash = reference.rfind('-');
    if (dash == reference.npos) return nullptr;
    const auto found = by_prefix_.find(reference.substr(0, dash));
    return found == by_prefix_.end() ? nullptr : &found->second;
}

awaitable<Response> ContactUpdates::handle(const Request& request, const std::string& reference) {
    Contact* const signer = signer_of(reference);
    const WebhookHeaders headers{.id = request.header("webhook-id"),
                                 .timestamp = request.header("webhook-timestamp"),
                                 .signature = request.header("webhook-signature")};
    StandardWebhooks& verifier = signer ? signer->verifier : nobody_;
    const bool genuine = verifier.verify(headers, request.body, clock_.now()).has_value();
    if (!signer || !genuine) co_return forbidden();

    auto update = parse_referral_update(request.body);
    if (!update) co_return refusal(update.error());
    const auto referral = co_await follow_up_.apply(reference, signer->name, std::move(*update),
                                                    std::string(headers.id));
    if (!referral) co_return refusal(referral.error());
    Response answer(200, "application/json", referral_json(*referral));
    answer.headers.emplace_back("Cache-Control", "no-store");
    co_return answer;
}

}  // namespace tipwire::gateway
