// SPDX-License-Identifier: Apache-2.0
// Answers providers: what they must hear in each case, and never before the commit.
#include "gateway/sms/webhook.hpp"

#include <algorithm>

namespace tipwire::gateway {

namespace asio = boost::asio;
using routing::Errc;
using routing::Error;
using routing::Metric;
using routing::Result;

namespace {

// The words say nothing of the request: a stranger learns only what the status says anyway.
Response response_to(Errc code) {
    switch (code) {
        case Errc::not_found: return problem(404, "Not Found");
        case Errc::bad_signature: return problem(403, "Forbidden");
        case Errc::unsupported_media: return problem(415, "Unsupported Media Type");
        case Errc::too_large: return problem(413, "Content Too Large");
        case Errc::unavailable: return problem(503, "Service Unavailable");
        default: return problem(400, "Bad Request");
    }
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += text.empty() ? word : ", " + word;
    return text;
}

void forbid_caching(Response& response) {
    const auto named = [](const auto& header) { return header.first == "Cache-Control"; };
    if (std::none_of(response.headers.begin(), response.headers.end(), named))
        response.headers.emplace_back("Cache-Control", "no-store");
}

Response method_not_allowed(const config::ProviderProfile& profile) {
    Response response = problem(405, "Method Not Allowed");
    response.headers.emplace_back("Allow", joined(profile.methods));
    forbid_caching(response);
    return response;
}

// Constant for each profile, so a repeat hears what the first request heard.
Response answer_of(const config::ProviderProfile& profile) {
    Response response(200, profile.answer.content_type, profile.answer.body);
    forbid_caching(response);
    return response;
}

bool allows_method(const config::ProviderProfile& profile, std::string_view method) {
    return std::find(profile.methods.begin(), profile.methods.end(), method) !=
           profile.methods.end();
}

}  // namespace

SmsWebhook::SmsWebhook(routing::Intake& intake, routing::OptOut& opt_out, routing::Clock& clock,
                       routing::EventLog& log, routing::Metrics& metrics)
    : intake_(intake),
      opt_out_(opt_out),
      clock_(clock),
      log_(log),
      metrics_(metrics),
      refusals_(log, clock) {}

void SmsWebhook::add(std::string name, ProfileReader reader) {
    readers_.insert_or_assign(std::move(name), std::move(reader));
}

// ---- routes -------------------------------------------------------------------------------------

void SmsWebhook::register_routes(Router& router) {
    for (const std::string method : {"GET", "POST"}) {
        for (const auto& [source, reader] : readers_) {
            if (reader.path() == "/hooks/" + source) continue;
            router.add(method, reader.path(),
                       [this, name = source](const Request& request, const PathValues&) {
                           return handle(name, request, {});
                       });
            router.add(method, reader.path() + "/{token}",
                       [this, name = source](const Request& request, const PathValues& values) {
                           return handle(name, request, values[0]);
                       });
        }
        router.add(method, "/hooks/{source}",
                   [this](const Request& request, const PathValues& values) {
                       return at_default_path(values[0], request, {});
                   });
        router.add(method, "/hooks/{source}/{token}",
                   [this](const Request& request, const PathValues& values) {
                       return at_default_path(values[0], request, values[1]);
                   });
    }
}

// A source with a path of its own is not found at the default one.
asio::awaitable<Response> SmsWebhook::at_default_path(const std::string& source,
                                                      const Request& request,
                                                      std::string_view path_token) {
    const auto found = readers_.find(source);
    const bool here = found != readers_.end() && found->second.path() == "/hooks/" + source;
    if (!here) co_return refuse({}, Error{Errc::not_found, {}});
    co_return co_await handle(source, request, path_token);
}

// ---- one request --------------------------------------------------------------------------------

asio::awaitable<Response> SmsWebhook::handle(const std::string& source, const Request& request,
                                             std::string_view path_token) {
    const auto found = readers_.find(source);
    if (found == readers_.end()) co_return refuse({}, Error{Errc::not_found, {}});
    ProfileReader& reader = found->second;
    if (!path_token.empty() && !reader.takes_token())
        co_return refuse(source, Error{Errc::not_found, {}});
    if (!allows_method(reader.profile(), request.method))
        co_return method_not_allowed(reader.profile());

    auto inbound = read(reader, request, path_token);
    if (!inbound) co_return refuse(source, inbound.error());
    count_receipts(found->first, *inbound);
    const bool stored = co_await take_all(std::move(inbound->messages));
    const bool forgotten = co_await forget_all(source, std::move(inbound->opt_outs));
    if (!stored || !forgotten) co_return refuse(source, Error{Errc::unavailable, {}});
    co_return answer_of(reader.profile());
}

// The media type is looked at before the proof, as the method is: neither is part of the message.
Result<Inbound> SmsWebhook::read(ProfileReader& reader, const Request& request,
                                 std::string_view path_token) {
    if (!reader.accepts_media_type(request)) return Error{Errc::unsupported_media, {}};
    const HookRequest received(request, path_token);
    const auto proof = reader.verify(received, clock_.now());
    if (!proof) return proof.error();
    return reader.parse(received);
}

// Each message is tried, also after one that failed: what is committed now need not come again.
asio::awaitable<bool> SmsWebhook::take_all(std::vector<routing::InboundMessage> messages) {
    bool all = true;
    for (auto& message : messages) {
        const auto taken = co_await intake_.receive(std::move(message));
        if (!taken) {
            metrics_.add(Metric::messages_unavailable);
            all = false;
        } else if (taken->what == routing::Taken::What::repeated) {
            metrics_.add(Metric::messages_repeated);
        } else {
            metrics_.add(Metric::messages_accepted);
        }
    }
    co_return all;
}

asio::awaitable<bool> SmsWebhook::forget_all(const std::string& source,
                                             std::vector<OptOutNotice> notices) {
    bool all = true;
    for (auto& notice : notices) {
        std::string name = source;
        const auto forgotten = co_await opt_out_.forget(std::move(name), std::move(notice.id),
                                                        std::move(notice.phone));
        all = all && forgotten;
    }
    co_return all;
}

void SmsWebhook::count_receipts(const std::string& source, const Inbound& inbound) {
    if (inbound.delivery_reports == 0) return;
    metrics_.add(Metric::receipts_delivered, inbound.delivered);
    metrics_.add(Metric::receipts_failed, inbound.failed);
    log_.write(routing::Severity::debug, "sms.delivery_reports",
               {{"source", routing::Label{source}}, {"count", inbound.delivery_reports}});
}

Response SmsWebhook::refuse(std::string_view source, const Error& error) {
    refusals_.note(source, error.code);
    if (error.code == Errc::bad_signature) metrics_.add(Metric::messages_refused_proof);
    if (error.code == Errc::unreadable_body || error.code == Errc::unsupported_media ||
        error.code == Errc::too_large)
        metrics_.add(Metric::messages_unreadable);
    Response response = response_to(error.code);
    if (response.status == 503)
        response.headers.emplace_back("Retry-After", std::to_string(retry_after.count()));
    forbid_caching(response);
    return response;
}

}  // namespace tipwire::gateway
