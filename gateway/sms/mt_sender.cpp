// SPDX-License-Identifier: Apache-2.0
// One reply: open the address, fill in the form, send it, wipe it, and say what came of it.
//
// POST /cgi-bin/sendsms                                  202 Accepted
// X-Kannel-To: +77010000001  ...                         0: Accepted for delivery
#include "gateway/sms/mt_sender.hpp"

#include <algorithm>
#include <charconv>

#include "gateway/crypto/mac.hpp"
#include "gateway/sms/mt_answer.hpp"
#include "gateway/sms/mt_template.hpp"
#include "routing/domain/code_points.hpp"
#include "routing/domain/segments.hpp"

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

// Wipes target, body and headers however the exchange ends, cancellation included.
class WipedRequest {
public:
    explicit WipedRequest(ClientRequest request) : request_(std::move(request)) {}
    WipedRequest(const WipedRequest&) = delete;
    WipedRequest& operator=(const WipedRequest&) = delete;
    ~WipedRequest() {
        routing::wipe(request_.target);
        routing::wipe(request_.body);
        for (auto& [name, value] : request_.headers) routing::wipe(value);
    }
    const ClientRequest& get() const { return request_; }

private:
    ClientRequest request_;
};

// Values that stand in no one place as they are wanted; wiped when the request is made.
struct Derived {
    explicit Derived(std::uint64_t number) : reference(std::to_string(number)) {}
    Derived(const Derived&) = delete;
    Derived& operator=(const Derived&) = delete;
    ~Derived() {
        for (auto* const text : {&text_hex, &basic, &basic_secret}) routing::wipe(*text);
    }

    std::string reference, text_hex, basic, basic_secret;
};

void append_unit(std::string& out, char32_t unit) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    for (const int shift : {12, 8, 4, 0}) out += digits[unit >> shift & 15];
}

std::string utf16_hex(std::string_view text) {
    std::string hex;
    hex.reserve(4 * text.size());
    while (!text.empty()) {
        const char32_t point = routing::take_code_point(text);
        if (point > 0xFFFF) append_unit(hex, 0xD7C0 + (point >> 10));
        append_unit(hex, point > 0xFFFF ? 0xDC00 + (point & 0x3FF) : point);
    }
    return hex;
}

std::string credentials(std::string_view user, std::string_view secret) {
    std::string plain;
    plain.reserve(user.size() + 1 + secret.size());
    plain.append(user).append(":").append(secret);
    std::string made = to_base64(routing::as_bytes(plain));
    routing::wipe(plain);
    return made;
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
                   std::string path, std::string source, const MtSenderParts& parts)
        : form_(std::move(form)),
          rules_(std::move(rules)),
          reply_(std::move(reply)),
          path_(std::move(path)),
          source_(std::move(source)),
          parts_(parts) {}

    asio::awaitable<DeliveryOutcome> send(const MtMessage& message) override {
        const auto number = parts_.vault.open_address(message.salt, message.address);
        if (!number) co_return Refused{std::string(routing::name(number.error().code))};
        const int segments = routing::segments(message.text.reveal());
        if (segments > parts_.segments_max) co_return Refused{"too_long"};
        if (!parts_.budget.take(*number)) co_return Refused{"reply_budget"};

        const WipedRequest request(request_to(*number, message));
        const auto response = co_await parts_.client.exchange(request.get());
        if (!response) {
            if (certainly_not_sent(response.error())) parts_.budget.give_back(*number);
            co_return outcome_of(response.error());
        }
        const auto verdict = judge_answer(rules_, response->status, response->body);
        if (verdict == MtVerdict::accepted) {
            parts_.metrics.add(routing::Metric::reply_segments, segments);
            co_return Accepted{};
        }
        parts_.budget.give_back(*number);
        if (verdict != MtVerdict::opted_out) co_return outcome_of(verdict, *response);
        PhoneNumber gone = *number;
        co_return co_await forget(std::move(gone));
    }

private:
    ClientRequest request_to(const PhoneNumber& number, const MtMessage& message) {
        Derived derived(++references_);
        const std::string_view secret = reply_.secret.front().reveal();
        const std::string_view text = message.text.reveal();
        derived.text_hex = utf16_hex(text);
        derived.basic = credentials(reply_.user, secret);
        derived.basic_secret = credentials(secret, {});

        PlaceholderValues values;
        values[Placeholder::to] = number.reveal();
        values[Placeholder::to_digits] = number.reveal().substr(1);
        values[Placeholder::from] = reply_.from;
        values[Placeholder::text] = text;
        values[Placeholder::text_hex] = derived.text_hex;
        values[Placeholder::coding] = rules_.coding[routing::is_gsm_text(text) ? 0 : 1];
        values[Placeholder::user] = reply_.user;
        values[Placeholder::secret] = secret;
        values[Placeholder::account] = reply_.account;
        values[Placeholder::basic] = derived.basic;
        values[Placeholder::basic_secret] = derived.basic_secret;
        values[Placeholder::reference] = derived.reference;
        values[Placeholder::receipts_url] = reply_.receipts_url;

        ClientRequest request;
        request.method = form_.method();
        request.target = form_.target(path_, values);
        request.headers = form_.headers(values);
        request.body = form_.body(values);
        return request;
    }

    // The answer's words are not repeated: they may quote the number.
    DeliveryOutcome outcome_of(MtVerdict verdict, const ClientResponse& response) const {
        if (verdict == MtVerdict::not_taken) return Refused{"answer"};
        std::string why = "http_" + std::to_string(response.status);
        if (verdict == MtVerdict::later)
            return RetryAfter{read_retry_after(response.retry_after), std::move(why)};
        return Refused{std::move(why)};
    }

    static DeliveryOutcome outcome_of(const Error& error) {
        if (error.code == Errc::not_allowed) return Refused{"not_allowed"};
        return RetryAfter{std::chrono::seconds{0}, error.detail};
    }

    // Until it is done the reply stays: the provider will say the same again.
    asio::awaitable<DeliveryOutcome> forget(PhoneNumber number) {
        std::string source = source_;
        routing::SecretString no_id;
        const auto forgotten =
            co_await parts_.opt_out.forget(std::move(source), std::move(no_id), std::move(number));
        if (forgotten) co_return Refused{"opted_out"};
        co_return RetryAfter{std::chrono::seconds{0}, "store"};
    }

    const MtTemplate form_;
    const config::SenderTemplate rules_;
    const config::Reply reply_;
    const std::string path_;
    const std::string source_;
    const MtSenderParts parts_;
    std::uint64_t references_ = 0;  // names a message to the provider while both run
};

}  // namespace

Result<std::unique_ptr<routing::MtSender>> make_mt_sender(const config::SenderTemplate& sender,
                                                          const config::Reply& reply,
                                                          std::string source,
                                                          const MtSenderParts& parts) {
    if (reply.secret.empty()) return Error{Errc::bad_request, "the reply needs a secret"};
    auto form = MtTemplate::compile(sender, !reply.receipts_url.empty());
    if (!form) return form.error();
    const auto origin = Origin::parse(config::reply_url(sender, reply));
    if (!origin) return origin.error();
    return std::make_unique<TemplateSender>(std::move(*form), sender, reply, origin->target,
                                            std::move(source), parts);
}

}  // namespace tipwire::gateway
