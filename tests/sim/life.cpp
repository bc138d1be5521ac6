// SPDX-License-Identifier: Apache-2.0
// Start, the loops, and the end of one life.
#include "tests/sim/life.hpp"

#include <iostream>
#include <stdexcept>

#include "gateway/crypto/sealed_value.hpp"
#include "storage/open_store.hpp"
#include "tests/sim/peers.hpp"

namespace tipwire::sim {

namespace asio = boost::asio;
using namespace routing;
using namespace std::chrono_literals;

namespace {

constexpr auto window = std::chrono::hours{12};

SecretKey root_key() {
    std::array<std::uint8_t, 32> bytes{};
    bytes.fill(0x5a);
    return SecretKey(bytes);
}

gateway::KeyStore open_keys(const std::filesystem::path& folder, Random& random, Instant now) {
    auto keys = std::filesystem::exists(folder / "store")
                    ? gateway::KeyStore::open(folder, root_key(), {}, random)
                    : gateway::KeyStore::create(folder, root_key(), {}, random, now);
    if (!keys) throw std::runtime_error("key store: " + keys.error().detail);
    return std::move(*keys);
}

std::unique_ptr<storage::Store> open_on(asio::io_context& io, const Site& site, Metrics& metrics,
                                        std::function<void()> on_fatal) {
    storage::OpenOptions options;
    options.url = "sqlite:tipwire.db";
    options.conversation_window = window;
    options.vfs = site.vfs;
    options.run_on = io.get_executor();
    auto store = storage::open_store(io.get_executor(), options, metrics, std::move(on_fatal));
    if (!store) throw std::runtime_error(store.error().detail);
    return std::move(*store);
}

std::map<std::string, IntakeSource, std::less<>> sources() {
    IntakeSource with_receipts;
    with_receipts.channel = "sms";
    with_receipts.area = "kz/ast";
    with_receipts.languages.assign(languages.begin(), languages.end());
    with_receipts.receipts = true;
    with_receipts.can_reply = true;
    IntakeSource silent = with_receipts;
    silent.receipts = false;
    return {{"city", with_receipts}, {"village", silent}};
}

std::vector<RoutedContact> routed(const Ledger& ledger) {
    std::vector<RoutedContact> contacts;
    for (const auto& contact : ledger.contacts)
        contacts.push_back({contact.name, contact.prefix, contacts.empty() ? 0min : 30min});
    return contacts;
}

std::vector<std::string> names(const Ledger& ledger) {
    std::vector<std::string> all;
    for (const auto& contact : ledger.contacts) all.push_back(contact.name);
    return all;
}

// Rarer turns than the daemon's, so that a day passes in a moment.
DispatchRules dispatch_rules(bool calm) {
    DispatchRules rules;
    rules.idle_poll = calm ? 20min : 5min;
    rules.lease = slowest_answer + 2min;
    rules.in_flight_max = 64;
    rules.breaker.pause = 10min;  // a contact may be dark for days
    return rules;
}

IntakeRules intake_rules(bool calm) {
    IntakeRules rules;
    rules.late_parts_look = calm ? 10min : 2min;
    rules.floods = flood_limits();
    return rules;
}

WatchRules watch_rules(const Ledger& ledger, bool calm) {
    WatchRules rules;
    rules.every = calm ? 1h : 30min;
    rules.backlog_age_max = 2h;
    rules.contact = ledger.contacts.front().name;
    return rules;
}

std::uint32_t oldest_epoch(const std::vector<gateway::KeyInfo>& keys, gateway::KeyPurpose purpose) {
    std::uint32_t oldest = UINT32_MAX;
    for (const auto& key : keys) {
        if (key.purpose == purpose) oldest = std::min(oldest, key.epoch);
    }
    return oldest;
}

}  // namespace

FloodLimits flood_limits() {
    FloodLimits limits;
    limits.per_sender_per_hour = 6;
    limits.per_source_per_hour = 60;
    limits.per_hour = 80;
    limits.copies_per_day = 2;
    return limits;
}

void SimLog::write(Severity severity, std::string_view event,
                   std::initializer_list<LogField> fields) {
    std::string line(event);
    for (const auto& field : fields) {
        line += " " + std::string(field.key) + "=";
        const auto* label = std::get_if<Label>(&field.value);
        line +=
            label ? std::string(label->text) : std::to_string(std::get<std::int64_t>(field.value));
    }
    if (names_a_citizen(line)) site_.ledger.broken("a log line holds a sender's number");
    if (event == "tip.message_unreadable") site_.ledger.broken("a stored message cannot be read");
    if (site_.trace && severity != Severity::debug)
        std::cout << "life " << site_.ledger.life << ' ' << line << '\n';
}

Life::Life(Site site, Instant wall, Duration world_time)
    : site_(std::move(site)),
      clock_(io_, wall),
      born_(world_time),
      log_(site_),
      random_(site_.random.next()),
      keys_(open_keys(site_.keys, random_, wall)),
      vault_(gateway::make_key_vault(keys_, random_)),
      store_(open_on(io_, site_, metrics_, [this] { failed_ = true; })),
      follow_up_(*store_, *vault_, clock_, log_, metrics_, {}),
      reader_(*store_, *vault_, follow_up_),
      intake_(*store_, *store_, *vault_, clock_, site_.catalogue, guesser_, senders_, metrics_,
              sources(), intake_rules(site_.calm)) {
    ++site_.ledger.life;
    for (auto& contact : site_.ledger.contacts)
        channels_.emplace(contact.name, channel_to(*this, contact));
    for (const auto& source : {"city", "village"}) senders_.emplace(source, phones_of(*this));
    dispatcher_ = std::make_unique<Dispatcher>(
        *store_, *vault_, reader_, channels_, senders_, site_.catalogue, clock_, random_, log_,
        metrics_, deliveries_, routed(site_.ledger), dispatch_rules(site_.calm));
    watch_ = std::make_unique<Watch>(
        *store_, *dispatcher_, clock_, log_, metrics_, names(site_.ledger),
        [] { return std::int64_t{1} << 40; }, watch_rules(site_.ledger, site_.calm));
    loops_.spawn("begin", [this] { return begin(); });
    run_for(1s);
    if (ready_ && !failed_) return;
    end();
    throw std::runtime_error("the switchboard could not start");
}

Life::~Life() { end(); }

asio::awaitable<void> Life::begin() {
    if (!co_await rotate_keys()) co_return;
    std::array<std::uint8_t, 32> hash{};
    const auto noted = co_await store_->note_start(hash, clock_.now());
    if (!noted) co_return;
    ready_ = true;
    loops_.spawn("dispatcher", [this] { return dispatcher_->run(); });
    loops_.spawn("parts", [this] { return intake_.take_late_parts(); });
    loops_.spawn("watch", [this] { return watch_->run(); });
    loops_.spawn("keys", [this] { return keep_keys(); });
}

asio::awaitable<void> Life::keep_keys() {
    for (;;) {
        co_await clock_.sleep_for(1h);
        co_await rotate_keys();
        const auto wiped = co_await store_->checkpoint_truncate();
        if (!wiped) log_.warning("store.checkpoint_late");
    }
}

// As the daemon does it.
asio::awaitable<bool> Life::rotate_keys() {
    gateway::RotateOptions options;
    const auto needed = co_await store_->oldest_needed_key(clock_.now() - std::chrono::days{90});
    options.may_destroy = watch_->clock_is_trusted() && needed.has_value();
    if (needed && needed->has_value())
        options.content_needed_from = gateway::epoch_of_sealed((*needed)->bytes).value_or(0);
    const auto changed = keys_.rotate(clock_.now(), options);
    if (!changed) co_return false;
    if (!*changed) co_return true;
    ++site_.ledger.figures.rotations;
    const auto keys = keys_.list();
    const auto forgotten =
        co_await store_->forget_epochs(oldest_epoch(keys, gateway::KeyPurpose::pseudonym),
                                       oldest_epoch(keys, gateway::KeyPurpose::idempotency),
                                       oldest_epoch(keys, gateway::KeyPurpose::return_address));
    if (!forgotten) log_.error("keys.forgetting_failed");
    co_return true;
}

void Life::jump_wall(Duration by) {
    clock_.jump_wall(by);
    // The daemon looks every few seconds, so before the hour of the next rotation.
    loops_.spawn("look", [this] { return watch_->look(); });
}

asio::awaitable<void> Life::revive() {
    const auto retried = co_await store_->retry_dead(std::nullopt, clock_.now());
    if (retried) site_.ledger.figures.dead_letters_retried += *retried;
}

void Life::retry_dead() {
    loops_.spawn("retry", [this] { return revive(); });
}

asio::awaitable<void> Life::let_go(std::optional<TipSeq> one) {
    const auto released = co_await store_->release_held(one, clock_.now());
    if (released) site_.ledger.figures.released += *released;
}

void Life::release_held(std::optional<TipSeq> one) {
    auto& ledger = site_.ledger;
    (one ? ledger.released_at[one->value] : ledger.all_released_at) = world_time();
    loops_.spawn("release", [this, one] { return let_go(one); });
}

void Life::stop_gently() {
    dispatcher_->stop();
    run_for(10s);
    end();
}

// Tasks hear of it at their next wait; what they would still answer, nobody hears.
void Life::end() {
    if (!alive_) return;
    alive_ = false;
    if (dispatcher_) dispatcher_->stop();
    while (loops_.size() + deliveries_.size() > 0) {
        loops_.cancel();
        deliveries_.cancel();
        io_.restart();
        io_.poll();
    }
    store_->stop();
    io_.restart();
    io_.poll();
    for (auto& message : site_.ledger.sent) message->under_way = false;
    for (auto& contact : site_.ledger.contacts) {
        for (auto& [reference, one] : contact.cases) one->under_way = false;
    }
}

}  // namespace tipwire::sim
