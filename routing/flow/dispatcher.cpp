// SPDX-License-Identifier: Apache-2.0
// The outbox loop: claim, work, record. Every claim ends with a record, a release or a lease that
// runs out.
#include "routing/flow/dispatcher.hpp"

#include <algorithm>

#include "routing/domain/assert.hpp"
#include "routing/flow/reply_text.hpp"

namespace tipwire::routing {

Dispatcher::Dispatcher(TipStore& store, ContentVault& vault, const TipReader& reader,
                       Channels& channels, MtSenders& senders, const Catalogue& catalogue,
                       Clock& clock, Random& random, EventLog& log, Metrics& metrics,
                       TaskGroup& tasks, std::vector<RoutedContact> contacts, DispatchRules rules)
    : store_(store),
      vault_(vault),
      reader_(reader),
      channels_(channels),
      senders_(senders),
      catalogue_(catalogue),
      clock_(clock),
      random_(random),
      log_(log),
      metrics_(metrics),
      tasks_(tasks),
      contacts_(std::move(contacts)),
      rules_(rules) {
    for (const auto& [name, channel] : channels_) breakers_.emplace(name, Breaker(rules_.breaker));
}

boost::asio::awaitable<void> Dispatcher::run() {
    // Claiming passes over all that is leased, so it is done for many at once.
    const int room_min = std::max(1, rules_.in_flight_max / 4);
    while (!stopping_) {
        const int room = rules_.in_flight_max - in_flight_;
        std::size_t claimed = 0;
        if (room >= room_min) {
            auto claims = co_await store_.claim_due(clock_.now(), rules_.lease, room, not_now());
            if (claims) {
                claimed = claims->size();
                start(std::move(*claims));
            } else {
                log_.warning("dispatch.claim_failed", {{"error", claims.error().code}});
            }
        }
        // With work at hand, only let the others have the reactor; with none, wait.
        const auto busy = std::chrono::milliseconds{1};
        co_await clock_.sleep_for(claimed > 0 || room < room_min ? busy : rules_.idle_poll);
    }
}

void Dispatcher::start(std::vector<Claim> claims) {
    std::vector<Claim> routes;
    in_flight_ += static_cast<int>(claims.size());
    for (auto& claim : claims) {
        if (claim.kind == DeliveryKind::route) {
            routes.push_back(std::move(claim));
            continue;
        }
        auto held = std::make_shared<const Claim>(std::move(claim));
        tasks_.spawn("delivery", [this, held] { return work_on(held); });
    }
    if (routes.empty()) return;
    auto held = std::make_shared<const std::vector<Claim>>(std::move(routes));
    tasks_.spawn("routing", [this, held] { return route(held); });
}

namespace {

// Counts down whichever way a task ends.
class InFlight {
public:
    explicit InFlight(int& count, std::size_t tasks = 1)
        : count_(count), tasks_(static_cast<int>(tasks)) {}
    InFlight(const InFlight&) = delete;
    InFlight& operator=(const InFlight&) = delete;
    ~InFlight() { count_ -= tasks_; }

private:
    int& count_;
    int tasks_;
};

}  // namespace

boost::asio::awaitable<void> Dispatcher::work_on(std::shared_ptr<const Claim> held) {
    const InFlight counted(in_flight_);
    const Claim& claim = *held;
    if (is_reply(claim.kind)) {
        co_await send_reply(claim);
    } else if (claim.kind == DeliveryKind::media) {
        co_await work_on_medium(claim);
    } else {
        co_await deliver(claim);
    }
}

// ---- routing ------------------------------------------------------------------------------------

std::vector<NewReferral> Dispatcher::referrals_for(const StoredTip& tip) {
    std::vector<NewReferral> referrals;
    for (const auto& contact : contacts_) {
        NewReferral referral;
        referral.contact = contact.name;
        referral.reference_prefix = contact.reference_prefix;
        if (!tip.urgent && contact.delay_max > Duration::zero()) {
            const auto delay = random_.below(static_cast<std::uint64_t>(contact.delay_max.count()));
            referral.not_before = clock_.now() + Duration{static_cast<std::int64_t>(delay)};
        }
        referrals.push_back(std::move(referral));
    }
    return referrals;
}

std::vector<RouteDecision> Dispatcher::decide(std::span<const Claim> routes) {
    std::vector<RouteDecision> decisions;
    decisions.reserve(routes.size());
    for (const auto& claim : routes) {
        TIPWIRE_ASSERT(claim.tip.has_value());
        RouteDecision& decision = decisions.emplace_back();
        decision.route = claim.seq;
        decision.referrals = referrals_for(*claim.tip);
    }
    return decisions;
}

boost::asio::awaitable<void> Dispatcher::route(std::shared_ptr<const std::vector<Claim>> held) {
    const InFlight counted(in_flight_, held->size());
    const std::span<const Claim> routes(*held);
    const bool done = co_await open(routes);
    // One damaged entry fails them all: the others go by themselves.
    for (std::size_t i = 0; !done && i < routes.size() && routes.size() > 1; ++i)
        co_await open(routes.subspan(i, 1));
}

// False: some of it is damaged, and nothing was written.
boost::asio::awaitable<bool> Dispatcher::open(std::span<const Claim> routes) {
    auto opened = co_await store_.open_referrals(decide(routes), clock_.now(), rules_.lease);
    if (!opened) {
        log_.warning("dispatch.route_failed", {{"error", opened.error().code}});
        co_return opened.error().code != Errc::damaged;  // else due again when the lease runs out
    }
    // Side by side: a slow contact must not hold up the next one while its lease runs, nor may that
    // one be told of a tip that is withdrawn meanwhile.
    start(std::move(*opened));
    co_return true;
}

// ---- to contacts --------------------------------------------------------------------------------

Breaker& Dispatcher::breaker(const std::string& contact) {
    return breakers_.try_emplace(contact, rules_.breaker).first->second;
}

std::vector<std::string> Dispatcher::not_now() const {
    std::vector<std::string> names;
    for (const auto& [name, breaker] : breakers_) {
        if (!breaker.allows(clock_.monotonic())) names.push_back(name);
    }
    const bool full = media_in_flight_ >= rules_.media_in_flight_max;
    if (media_ == nullptr || full) names.emplace_back(media_lane);
    return names;
}

Notice Dispatcher::notice_of(const Claim& claim) {
    Notice notice;
    notice.kind = claim.kind;
    notice.id = "msg_" + vault_.public_id(IdKind::delivery, claim.seq.value).text();
    notice.timestamp = clock_.now();
    notice.reference = claim.reference;
    notice.alarm = claim.alarm;
    notice.summary = claim.summary;
    if (!claim.tip) return notice;

    const StoredTip& tip = *claim.tip;
    notice.category = tip.category;
    notice.area = tip.area;
    notice.language = tip.language;
    notice.urgent = tip.urgent;
    notice.received_at = tip.received_at;
    notice.channel = tip.channel;
    for (auto& message : reader_.open_messages(tip)) {
        NoticeMessage& told = notice.messages.emplace_back();
        told.direction = message.direction;
        told.at = message.at;
        told.incomplete = message.body.part.total > 1;
        told.has_media = !message.body.media.empty();
        told.text = message.problem.empty() ? std::move(message.body.text)
                                            : TipText("[" + message.problem + "]");
        if (!message.problem.empty())
            log_.error("tip.message_unreadable", {{"delivery", claim.seq.value}});
    }
    for (const auto& referral : tip.referrals) {
        // The clocks start with the first attempt.
        const Instant sent_at = referral.sent_at.value_or(notice.timestamp);
        notice.deadlines = reader_.follow_up().deadlines_of(referral.contact, sent_at, tip.urgent);
    }
    return notice;
}

boost::asio::awaitable<void> Dispatcher::deliver(const Claim& claim) {
    const auto channel = channels_.find(claim.contact);
    if (channel == channels_.end()) {  // removed from the configuration
        Refused gone;
        gone.why = "no_such_contact";
        co_await record(claim, gone);
        co_return;
    }
    if (!breaker(claim.contact).allows(clock_.monotonic())) {
        std::vector<DeliverySeq> untried{claim.seq};
        const auto released = co_await store_.release(std::move(untried));
        if (!released) log_.warning("dispatch.release_failed", {{"error", released.error().code}});
        co_return;
    }
    breaker(claim.contact).started();
    Notice notice = notice_of(claim);
    co_await add_media(notice, claim);
    DeliveryOutcome outcome = co_await channel->second->deliver(notice);
    note(claim.contact, outcome);
    co_await record(claim, std::move(outcome));
}

void Dispatcher::note(const std::string& contact, const DeliveryOutcome& outcome) {
    Breaker& state = breaker(contact);
    if (std::holds_alternative<Accepted>(outcome)) {
        if (state.failing_since()) log_.info("contact.recovered", {{"contact", Label{contact}}});
        state.succeeded();
        return;
    }
    if (!state.failing_since()) log_.warning("contact.failing", {{"contact", Label{contact}}});
    state.failed(clock_.monotonic());
    const auto* refused = std::get_if<Refused>(&outcome);
    if (refused && refused->channel_gone) {
        state.disabled();
        log_.error("contact.disabled", {{"contact", Label{contact}}});
    }
}

// ---- pictures and sound -------------------------------------------------------------------------

boost::asio::awaitable<void> Dispatcher::work_on_medium(const Claim& claim) {
    TIPWIRE_ASSERT(media_ != nullptr);  // else the lane is never claimed
    ++media_in_flight_;
    const InFlight counted(media_in_flight_);
    DeliveryOutcome outcome = co_await media_->work(claim);
    co_await record(claim, std::move(outcome));
}

boost::asio::awaitable<void> Dispatcher::add_media(Notice& notice, const Claim& claim) {
    const bool ready = claim.kind == DeliveryKind::media_ready;
    bool any = ready;
    for (const auto& message : notice.messages) any = any || message.has_media;
    if (ready) notice.messages.clear();  // its words were told before
    if (any && media_ != nullptr) notice.media = co_await media_->told(claim);
}

// ---- to senders ---------------------------------------------------------------------------------

boost::asio::awaitable<void> Dispatcher::send_reply(const Claim& claim) {
    TIPWIRE_ASSERT(claim.reply.has_value());
    const auto sender = senders_.find(claim.reply->source);
    Refused refused;
    if (sender == senders_.end()) refused.why = "no_sender";
    if (!claim.reply->address) refused.why = "no_address";
    if (clock_.now() >= claim.reply->give_up_at) refused.why = "too_late";
    if (!refused.why.empty()) {
        co_await record(claim, refused);
        co_return;
    }
    MtMessage message;
    message.salt = claim.reply->salt;
    message.address = *claim.reply->address;
    message.text = reply_text(catalogue_, vault_, claim.reply->language, claim.reply->text_key,
                              claim.tip ? claim.tip->seq : TipSeq{});
    DeliveryOutcome outcome = co_await sender->second->send(message);
    co_await record(claim, std::move(outcome));
}

// ---- what came of it ----------------------------------------------------------------------------

namespace {

bool is_success(const DeliveryOutcome& outcome) {
    return std::holds_alternative<Accepted>(outcome);
}

// The error class, one of our own words.
std::string why_of(const DeliveryOutcome& outcome) {
    if (const auto* later = std::get_if<RetryAfter>(&outcome)) return later->why;
    if (const auto* refused = std::get_if<Refused>(&outcome)) return refused->why;
    return {};
}

}  // namespace

boost::asio::awaitable<void> Dispatcher::record(const Claim& claim, DeliveryOutcome outcome) {
    const Instant now = clock_.now();
    const bool reply = is_reply(claim.kind);
    AttemptRecord record;
    record.seq = claim.seq;
    record.at = now;
    const Instant first = claim.attempts > 0 ? claim.first_tried : now;
    if (const auto* later = std::get_if<RetryAfter>(&outcome)) {
        const Duration asked = later->delay;
        const Duration own = rules_.retry.delay(claim.attempts + 1, random_.below(1000));
        const Duration delay = std::max(asked, reply ? std::min(own, rules_.reply_delay_max) : own);
        record.next_attempt_at = now + delay;
        record.dead = reply ? record.next_attempt_at >= claim.reply->give_up_at
                            : rules_.retry.gives_up(first, now);
    } else if (const auto* refused = std::get_if<Refused>(&outcome)) {
        // A channel that is gone keeps its deliveries: they wait until somebody mends it.
        record.dead = !refused->channel_gone;
        record.next_attempt_at = now;
    }
    Metric counted = reply ? Metric::replies_sent : Metric::deliveries_succeeded;
    if (record.dead) counted = reply ? Metric::replies_dropped : Metric::deliveries_dead;
    const bool retried = !record.dead && !is_success(outcome);
    if (retried) counted = Metric::deliveries_retried;
    metrics_.add(counted);
    record.outcome = std::move(outcome);

    const bool dead = record.dead;
    const std::string why = why_of(record.outcome);
    const auto recorded = co_await store_.record_attempt(std::move(record));
    if (!recorded) log_.warning("dispatch.record_failed", {{"error", recorded.error().code}});
    if (dead && reply) log_.warning("reply.dropped", {{"why", Label{why}}});
    if (dead && !reply)
        log_.error("delivery.dead", {{"delivery", claim.seq.value},
                                     {"contact", Label{claim.contact}},
                                     {"why", Label{why}}});
}

// ---- for the administrator ----------------------------------------------------------------------

boost::asio::awaitable<Result<std::string>> Dispatcher::test_contact(std::string contact) {
    const auto channel = channels_.find(contact);
    if (channel == channels_.end()) {
        Error error{Errc::not_found, "no contact has this name"};
        co_return error;
    }
    std::array<std::uint8_t, 16> random{};
    random_.fill(random);
    Notice notice;
    notice.kind = DeliveryKind::contact_test;
    notice.id = "msg_" + to_hex(random);
    notice.timestamp = clock_.now();
    notice.summary = "This is a test of the channel. No report is behind it; nothing need be done.";
    const DeliveryOutcome outcome = co_await channel->second->deliver(notice);
    note(contact, outcome);
    if (is_success(outcome)) co_return std::string("accepted");
    Error error{Errc::unavailable, why_of(outcome)};
    co_return error;
}

Dispatcher::ContactState Dispatcher::state_of(const std::string& contact) const {
    const auto found = breakers_.find(contact);
    if (found == breakers_.end()) return ContactState::ok;
    if (found->second.is_disabled()) return ContactState::disabled;
    return found->second.failing_since() ? ContactState::failing : ContactState::ok;
}

Duration Dispatcher::failing_for(const std::string& contact) const {
    const auto found = breakers_.find(contact);
    if (found == breakers_.end() || !found->second.failing_since()) return Duration::zero();
    return clock_.monotonic() - *found->second.failing_since();
}

void Dispatcher::reset_breakers() {
    for (auto& [name, breaker] : breakers_) breaker.reset();
}

}  // namespace tipwire::routing
