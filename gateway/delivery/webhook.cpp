// SPDX-License-Identifier: Apache-2.0
// One signed POST, and what its answer means for the tip: a wrong secret or a mistyped path is an
// administrator's to repair, so nothing but 410 and the test mode is final here; how long to try is
// the dispatcher's to say.
#include "gateway/delivery/webhook.hpp"

#include "gateway/delivery/retry_after.hpp"

namespace tipwire::gateway {
namespace {

using routing::Accepted;
using routing::DeliveryOutcome;
using routing::Errc;
using routing::Notice;
using routing::Refused;
using routing::RetryAfter;

constexpr int http_gone = 410;
constexpr int http_too_many_requests = 429;
constexpr int http_service_unavailable = 503;

std::string http_class(int http_status) { return "http_" + std::to_string(http_status); }

DeliveryOutcome outcome_of(const ClientResponse& response, routing::Instant now) {
    const int status = response.status;
    if (status >= 200 && status < 300) return Accepted{http_class(status)};
    if (status >= 300 && status < 400) return RetryAfter{std::chrono::seconds{0}, "redirect"};
    if (status == http_gone) return Refused{http_class(status), true};
    const bool says_when = status == http_too_many_requests || status == http_service_unavailable;
    const auto delay =
        says_when ? parse_retry_after(response.retry_after, now) : std::chrono::seconds{0};
    return RetryAfter{delay, http_class(status)};
}

DeliveryOutcome outcome_of(const routing::Error& error) {
    if (error.code == Errc::not_allowed) return Refused{"test_mode"};
    const bool has_class = error.code == Errc::unavailable && !error.detail.empty();
    return RetryAfter{std::chrono::seconds{0},
                      has_class ? error.detail : std::string(name(error.code))};
}

class WebhookChannel : public routing::DeliveryChannel {
public:
    WebhookChannel(HttpClient& client, std::string target, StandardWebhooks signer,
                   std::string updates_url)
        : client_(client),
          target_(std::move(target)),
          signer_(std::move(signer)),
          updates_url_(std::move(updates_url)) {}

    boost::asio::awaitable<DeliveryOutcome> deliver(const Notice& notice) override {
        const ClientRequest request = request_of(notice);
        const auto response = co_await client_.exchange(request);
        if (!response) co_return outcome_of(response.error());
        co_return outcome_of(*response, notice.timestamp);
    }

private:
    ClientRequest request_of(const Notice& notice) {
        const auto timestamp = routing::to_unix_seconds(notice.timestamp);
        ClientRequest request;
        request.target = target_;
        request.body = notice_json(notice, updates_url_);
        request.headers = {
            {"content-type", "application/json"},
            {"webhook-id", notice.id},
            {"webhook-timestamp", std::to_string(timestamp)},
            {"webhook-signature", signer_.sign(notice.id, timestamp, request.body)},
        };
        return request;
    }

    HttpClient& client_;
    std::string target_;
    StandardWebhooks signer_;
    std::string updates_url_;
};

}  // namespace

std::unique_ptr<routing::DeliveryChannel> make_webhook_channel(HttpClient& client,
                                                               std::string target,
                                                               StandardWebhooks signer,
                                                               std::string updates_url) {
    return std::make_unique<WebhookChannel>(client, std::move(target), std::move(signer),
                                            std::move(updates_url));
}

}  // namespace tipwire::gateway
