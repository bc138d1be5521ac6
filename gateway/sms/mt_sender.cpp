// SPDX-License-Identifier: Apache-2.0
// One reply: open the address, fill in the form, send it, wipe it, and say what came of it.
//
// POST /cgi-bin/sendsms                                  202 Accepted
// X-Kannel-To: +77010000001  ...                         0: Accepted for delivery
#include "gateway/sms/mt_sender.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/sms/mt_template.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using routing::Accepted;
using routing::DeliveryOutcome;
using routing::Errc;
using routing::Error;
using routing::MtMessage;
using routing::PhoneNumber;
using routing::Refused;
using routing::Result;
using routing::RetryAfter;

constexpr std::chrono::seconds retry_after_max = std::chrono::hours{24};

// Wipes body and headers however the exchange ends, cancellation included.
class WipedRequest {
public:
    explicit WipedRequest(ClientRequest request) : request_(std::move(request)) {}
    WipedRequest(const WipedRequest&) = delete;
    WipedRequest& operator=(const WipedRequest&) = delete;
    ~WipedRequest() {
        routing::wipe(request_.body);
        for (auto& [name, value] : request_.headers) routing::wipe(value);
    }
    const ClientRequest& get() const { return request_; }

private:
    ClientRequest request_;
};

bool contains(const std::vector<int>& statuses, int status) {
    return std::find(statuses.begin(), statuses.end(), status) != statuses.end();
}

// Seconds only; the date form of RFC 9110 leaves the pause to the retry policy.
std::chrono::seconds read_retry_after(std::string_view value) {
    int seconds = 0;
    const char* const end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, seconds);
    if (error != std::errc{} || stop != end || seconds < 0) return std::chrono::seconds{0};
    return std::min(std::chrono::seconds{seconds}, retry_after_max);
}

// "timeout" and "cut" leave open whether the provider took the message; the other classes do not.
bool certainly_not_sent(const Error& error) {
    return error.detail != "timeout" && error.detail != "cut";
}

class TemplateSender : public routing::MtSender {
public:
    TemplateSender(MtTemplate form, config::SenderTemplate rules, config::Reply reply,
                   std::string target, HttpClient& client, routing::Vault& vault,
                   ReplyBudget& budget)
        : form_(std::move(form)),
          rules_(std::move(rules)),
          reply_(std::move(reply)),
          target_(std::move(target)),
          client_(client),
          vault_(vault),
          budget_(budget) {}

    asio::awaitable<DeliveryOutcome> send(const MtMessage& message) override {
        const auto number = vault_.open_address(message.salt, message.address);
        if (!number) co_return Refused{std::string(routing::name(number.error().code))};
        if (!budget_.take(*number)) co_return Refused{"reply_budget"};

        const WipedRequest request(request_to(*number, message));
        const auto response = co_await client_.exchange(request.get());
        const bool sent = response ? is_accepted(*response) : !certainly_not_sent(response.error());
        if (!sent) budget_.give_back(*number);
        co_return response ? outcome_of(*response) : outcome_of(response.error());
    }

private:
    ClientRequest request_to(const PhoneNumber& number, const MtMessage& message) {
        const std::string reference = std::to_string(++references_);
        PlaceholderValues values;
        values[Placeholder::to] = number.reveal();
        values[Placeholder::from] = reply_.from;
        values[Placeholder::text] = message.text.reveal();
        values[Placeholder::user] = reply_.user;
        values[Placeholder::secret] = reply_.secret.front().reveal();
        values[Placeholder::reference] = reference;
        ClientRequest request;
        request.target = target_;
        request.headers = form_.headers(values);
        request.body = form_.body(values);
        return request;
    }

    bool is_accepted(const ClientResponse& response) const {
        return contains(rules_.accepted_statuses, response.status) &&
               response.body.starts_with(rules_.accepted_prefix);
    }

    // The answer's words are not repeated: they may quote the number.
    DeliveryOutcome outcome_of(const ClientResponse& response) const {
        if (is_accepted(response)) return Accepted{};
        if (contains(rules_.accepted_statuses, response.status)) return Refused{"answer"};
        std::string why = "http_" + std::to_string(response.status);
        if (contains(rules_.retry_statuses, response.status))
            return RetryAfter{read_retry_after(response.retry_after), std::move(why)};
        return Refused{std::move(why)};
    }

    static DeliveryOutcome outcome_of(const Error& error) {
        if (error.code == Errc::not_allowed) return Refused{"not_allowed"};
        return RetryAfter{std::chrono::seconds{0}, error.detail};
    }

    const MtTemplate form_;
    const config::SenderTemplate rules_;
    const config::Reply reply_;
    const std::string target_;
    HttpClient& client_;
    routing::Vault& vault_;
    ReplyBudget& budget_;
    std::uint64_t references_ = 0;  // names a message to the provider while both run
};

}  // namespace

Result<std::unique_ptr<routing::MtSender>> make_mt_sender(const config::SenderTemplate& sender,
                                                          const config::Reply& reply,
                                                          HttpClient& client, routing::Vault& vault,
                                                          ReplyBudget& budget) {
    if (reply.secret.empty()) return Error{Errc::bad_request, "the reply needs a secret"};
    auto form = MtTemplate::compile(sender);
    if (!form) return form.error();
    const auto origin = Origin::parse(reply.url);
    if (!origin) return origin.error();
    return std::make_unique<TemplateSender>(std::move(*form), sender, reply, origin->target, client,
                                            vault, budget);
}

}  // namespace tipwire::gateway
