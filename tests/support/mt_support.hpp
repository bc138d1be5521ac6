// SPDX-License-Identifier: Apache-2.0
// For tests of sending: a provider that says what it is told to, a vault whose addresses are plain,
// and a store that keeps the opt-outs.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "gateway/sms/mt_sender.hpp"
#include "tests/support/scripted_store.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::test {

// Says what it was told to say, in order; keeps what it was asked.
class ScriptedClient : public gateway::HttpClient {
public:
    boost::asio::awaitable<routing::Result<gateway::ClientResponse>> exchange(
        const gateway::ClientRequest& request) override {
        seen.push_back(request);
        routing::Result<gateway::ClientResponse> answer = script.at(0);
        script.pop_front();
        co_return answer;
    }
    void close() override {}

    void says(int status, std::string body = {}, std::string retry_after = {}) {
        gateway::ClientResponse response;
        response.status = status;
        response.body = std::move(body);
        response.retry_after = std::move(retry_after);
        script.emplace_back(std::move(response));
    }
    void fails(routing::Errc code, std::string detail) {
        script.emplace_back(routing::Error{code, std::move(detail)});
    }

    std::deque<routing::Result<gateway::ClientResponse>> script;
    std::vector<gateway::ClientRequest> seen;
};

// An address is the number itself; one that starts with "!" names the error to give.
class PlainVault : public routing::Vault {
public:
    routing::Result<routing::PhoneNumber> open_address(
        const routing::TipSalt&, const routing::SealedAddress& sealed) override {
        const auto text = routing::as_text(sealed.bytes);
        if (text == "!destroyed")
            return routing::Error{routing::Errc::key_destroyed, "the key is gone"};
        if (text == "!damaged")
            return routing::Error{routing::Errc::damaged, "does not authenticate"};
        return *routing::PhoneNumber::parse(text);
    }
    routing::Pseudonym pseudonym(std::string_view, const routing::PhoneNumber&) override {
        return {};
    }
    routing::TipSalt new_salt() override { return {}; }
    routing::ReturnAddress seal_address(const routing::TipSalt&,
                                        const routing::PhoneNumber&) override {
        return {};
    }
    // The first twelve characters of the number.
    std::vector<routing::KeyedMac> address_macs(const routing::PhoneNumber& number) override {
        routing::KeyedMac mac;
        mac.epoch = 1;
        const auto text = number.reveal();
        std::copy_n(text.begin(), std::min(text.size(), mac.bytes.size()), mac.bytes.begin());
        return {mac};
    }
    routing::IdempotencyKey idempotency_key(std::string_view, std::string_view) override {
        return {};
    }
    routing::OpenTipKey new_tip_key() override { return {}; }
    routing::Result<routing::OpenTipKey> open_tip_key(const routing::TipKey&) override {
        return routing::OpenTipKey{};
    }
    routing::SealedBody seal(const routing::OpenTipKey&, std::string_view,
                             routing::ByteView) override {
        return {};
    }
    routing::Result<routing::Secret<routing::Bytes>> open(const routing::OpenTipKey&,
                                                          std::string_view,
                                                          const routing::SealedBody&) override {
        return routing::Secret<routing::Bytes>{};
    }
    routing::TipCode code_of(routing::TipSeq) override { return routing::TipCode(0); }
    std::vector<routing::TipSeq> sequences_of(const routing::TipCode&) override { return {}; }
    routing::PublicId public_id(routing::IdKind, std::int64_t) override { return {}; }
    std::optional<std::int64_t> sequence_of(routing::IdKind, const routing::PublicId&) override {
        return std::nullopt;
    }
};

class OptOutStore : public ScriptedStore {
public:
    Later<std::variant<routing::Recorded, routing::Duplicate>> record_command(
        routing::NewCommand command) override {
        if (fails) {
            routing::Error full{routing::Errc::unavailable, "disk"};
            co_return full;
        }
        for (const auto& mac : command.forget_addresses) {
            const std::string_view text = routing::as_text(mac.bytes);
            forgotten.emplace_back(text.substr(0, text.find('\0')));
        }
        std::variant<routing::Recorded, routing::Duplicate> recorded;
        co_return recorded;
    }

    std::vector<std::string> forgotten;
    bool fails = false;
};

// Sends to a number and says what came of it: "accepted", "refused WHY", "retry WHY SECONDS".
class MtDesk {
public:
    std::string send(const config::SenderTemplate& sender, const config::Reply& reply,
                     std::string_view to, std::string_view words) {
        const gateway::MtSenderParts parts{client,  vault,   *budget,
                                           opt_out, metrics, limits.segments_max};
        auto made = gateway::make_mt_sender(sender, reply, "sms", parts);
        if (!made) return "not made: " + made.error().detail;
        routing::MtMessage message;
        const auto bytes = routing::as_bytes(to);
        message.address.bytes.assign(bytes.begin(), bytes.end());
        message.text = routing::SecretString(std::string(words));

        routing::DeliveryOutcome outcome;
        std::exception_ptr failure;
        boost::asio::io_context io;
        boost::asio::co_spawn(io, (*made)->send(message),
                              [&](std::exception_ptr error, routing::DeliveryOutcome came) {
                                  failure = error;
                                  outcome = std::move(came);
                              });
        io.run();
        if (failure) std::rethrow_exception(failure);
        return in_words(outcome);
    }
    void use_limits() { budget = std::make_unique<gateway::ReplyBudget>(limits, clock); }

    StillClock clock;
    ScriptedClient client;
    PlainVault vault;
    OptOutStore store;
    routing::Metrics metrics;
    config::Replies limits;
    std::unique_ptr<gateway::ReplyBudget> budget =
        std::make_unique<gateway::ReplyBudget>(limits, clock);
    routing::OptOut opt_out{store, vault, clock, metrics, std::chrono::hours{1}};

private:
    static std::string in_words(const routing::DeliveryOutcome& outcome) {
        if (const auto* refused = std::get_if<routing::Refused>(&outcome))
            return "refused " + refused->why;
        if (const auto* retry = std::get_if<routing::RetryAfter>(&outcome))
            return "retry " + retry->why + " " + std::to_string(retry->delay.count());
        return "accepted";
    }
};

}  // namespace tipwire::test
