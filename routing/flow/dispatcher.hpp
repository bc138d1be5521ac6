// SPDX-License-Identifier: Apache-2.0
// Walks the outbox: routes new tips to their contacts, delivers to contacts, replies to senders,
// and records what came of it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "routing/domain/breaker.hpp"
#include "routing/domain/catalogue.hpp"
#include "routing/domain/retry_policy.hpp"
#include "routing/flow/media_work.hpp"
#include "routing/flow/tip_reader.hpp"
#include "routing/port/clock.hpp"
#include "routing/port/delivery_channel.hpp"
#include "routing/port/event_log.hpp"
#include "routing/port/metrics.hpp"
#include "routing/port/mt_sender.hpp"
#include "routing/port/random.hpp"
#include "routing/port/task_group.hpp"
#include "routing/port/tip_store.hpp"

namespace tipwire::routing {

struct DispatchRules {
    RetryPolicy retry;
    Breaker::Limits breaker;
    int in_flight_max = 256;                   // deliveries being worked on at once
    Duration lease = std::chrono::minutes{2};  // longer than any attempt may take
    Duration idle_poll = std::chrono::milliseconds{200};
    Duration reply_delay_max = std::chrono::minutes{10};
    int media_in_flight_max = 4;  // fetched or cleaned at once, and as many again just claimed
};

// A contact as routing sees it.
struct RoutedContact {
    std::string name;
    std::string reference_prefix;
    Duration delay_max{0};  // random delay of what is not urgent
};

class Dispatcher {
public:
    // contacts: who gets every tip, in this order. All references outlive the dispatcher.
    Dispatcher(TipStore& store, ContentVault& vault, const TipReader& reader, Channels& channels,
               MtSenders& senders, const Catalogue& catalogue, Clock& clock, Random& random,
               EventLog& log, Metrics& metrics, TaskGroup& tasks,
               std::vector<RoutedContact> contacts, DispatchRules rules);

    // Without it pictures and sound wait. Before run(); outlives the dispatcher.
    void use_media(MediaWork& media) { media_ = &media; }

    // Until stop() or cancellation. A store that cannot be used now is tried again.   Runs on:
    // reactor.
    boost::asio::awaitable<void> run();
    // No further claims; what is in flight goes on.
    void stop() { stopping_ = true; }
    int in_flight() const { return in_flight_; }

    // For the administrator: one try now, outside the outbox. The outcome in words.
    boost::asio::awaitable<Result<std::string>> test_contact(std::string contact);
    enum class ContactState { ok, failing, disabled };
    ContactState state_of(const std::string& contact) const;
    // How long every delivery to it has failed; zero while things go well.
    Duration failing_for(const std::string& contact) const;
    // Disabled channels and open breakers start afresh (`deliveries retry`).
    void reset_breakers();

private:
    boost::asio::awaitable<void> work_on(std::shared_ptr<const Claim> held);
    boost::asio::awaitable<void> route(std::shared_ptr<const std::vector<Claim>> held);
    boost::asio::awaitable<bool> open(std::span<const Claim> routes);
    std::vector<RouteDecision> decide(std::span<const Claim> routes);
    boost::asio::awaitable<void> deliver(const Claim& claim);
    boost::asio::awaitable<void> send_reply(const Claim& claim);
    boost::asio::awaitable<void> work_on_medium(const Claim& claim);
    boost::asio::awaitable<void> add_media(Notice& notice, const Claim& claim);
    boost::asio::awaitable<void> record(const Claim& claim, DeliveryOutcome outcome);
    void note(const std::string& contact, const DeliveryOutcome& outcome);
    void start(std::vector<Claim> claims);
    Notice notice_of(const Claim& claim);
    std::vector<NewReferral> referrals_for(const StoredTip& tip);
    std::vector<std::string> not_now() const;
    Breaker& breaker(const std::string& contact);

    TipStore& store_;
    ContentVault& vault_;
    const TipReader& reader_;
    Channels& channels_;
    MtSenders& senders_;
    const Catalogue& catalogue_;
    Clock& clock_;
    Random& random_;
    EventLog& log_;
    Metrics& metrics_;
    TaskGroup& tasks_;
    std::vector<RoutedContact> contacts_;
    DispatchRules rules_;
    std::map<std::string, Breaker, std::less<>> breakers_;
    MediaWork* media_ = nullptr;
    int in_flight_ = 0;
    int media_in_flight_ = 0;
    bool stopping_ = false;
};

}  // namespace tipwire::routing
