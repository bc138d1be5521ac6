// SPDX-License-Identifier: Apache-2.0
// The parts in the order in which they are made; stopping goes the other way.
#include "gateway/app/daemon.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <stdexcept>

#include "config/catalogue.hpp"
#include "config/load.hpp"
#include "gateway/app/channels.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/data_folder.hpp"
#include "gateway/app/ingest.hpp"
#include "gateway/app/media_desk.hpp"
#include "gateway/app/pager_servers.hpp"
#include "gateway/app/service_manager.hpp"
#include "gateway/app/stderr_log.hpp"
#include "gateway/app/system_clock.hpp"
#include "gateway/app/wiring.hpp"
#include "gateway/console/admin_api.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "gateway/crypto/sealed_value.hpp"
#include "gateway/delivery/contact_updates.hpp"
#include "gateway/delivery/webhook.hpp"
#include "gateway/http/server.hpp"
#include "gateway/language/cld2_guesser.hpp"
#include "gateway/sms/mt_sender.hpp"
#include "gateway/sms/webhook.hpp"
#include "storage/open_store.hpp"

namespace tipwire::gateway {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds drain_time{10};
constexpr unsigned stop_time_seconds =
    14;  // then the process is ended (systemd and people expect < 15 s)

template <class T>
T or_throw(routing::Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().detail);
    return std::move(*result);
}

template <class T>
T or_throw(std::variant<T, std::vector<config::Problem>> loaded) {
    if (auto* value = std::get_if<T>(&loaded)) return std::move(*value);
    std::string text;
    for (const auto& problem : std::get<1>(loaded))
        text += (text.empty() ? "" : "\n") + to_text(problem);
    throw std::runtime_error(text);
}

Profiles load_profiles(const config::Settings& settings,
                       const std::vector<std::filesystem::path>& folders) {
    Profiles profiles;
    for (const auto& source : settings.sources) {
        if (config::is_pager(source.kind)) continue;
        profiles.emplace(source.name, or_throw(config::load_profile(source.kind, folders)));
    }
    return profiles;
}

bool has_source(const config::Settings& settings, std::string_view name) {
    return std::any_of(settings.sources.begin(), settings.sources.end(),
                       [name](const auto& source) { return source.name == name; });
}

std::filesystem::path database(const config::Settings& settings) {
    return or_throw(storage::database_file(settings.storage_url, settings.server.data_dir),
                    "storage.url");
}

storage::OpenOptions open_options(const config::Settings& settings, bool group_commit) {
    storage::OpenOptions options;
    options.url = settings.storage_url;
    options.data_dir = settings.server.data_dir;
    options.conversation_window = settings.intake.conversation_window;
    if (!group_commit) options.batch_max = 1;
    return options;
}

class Daemon {
public:
    Daemon(config::Settings settings, DaemonOptions options);
    int run();

private:
    HttpClient& client_to(const Origin& origin, const std::filesystem::path& ca);
    void make_channels();
    void make_senders();
    void make_sources();
    void make_servers();
    HttpServer& listen(std::string name, const std::string& address, std::optional<TlsFiles> tls,
                       Handler& handler);

    asio::awaitable<void> serve();
    asio::awaitable<void> check_root_key();
    asio::awaitable<void> obey_signals();
    asio::awaitable<void> keep_keys();
    asio::awaitable<void> rotate_keys();
    asio::awaitable<void> feed_watchdog(routing::Duration every);

    void reload();
    asio::awaitable<void> stop();
    void fail(std::string why);
    bool idle() const;

    AdminHooks hooks();
    asio::awaitable<Health> health();
    std::vector<ContactLine> contact_lines() const;

    config::Settings settings_;
    DaemonOptions options_;
    asio::io_context io_{1};
    StderrLog log_;
    SystemClock clock_{io_.get_executor()};
    SystemRandom random_;
    routing::Metrics metrics_;
    routing::TaskGroup loops_{io_.get_executor(), log_};       // run until the daemon ends
    routing::TaskGroup deliveries_{io_.get_executor(), log_};  // are drained before it does
    std::vector<std::filesystem::path> folders_;
    routing::Catalogue catalogue_;
    std::unique_ptr<routing::LanguageGuesser> guesser_;
    Profiles profiles_;
    storage::DataLock lock_;
    KeyStore keys_;
    std::unique_ptr<routing::Vault> vault_;
    std::unique_ptr<storage::Store> store_;
    routing::FollowUp follow_up_;
    routing::TipReader reader_;
    std::vector<std::unique_ptr<HttpClient>> clients_;
    routing::Channels channels_;
    routing::OptOut opt_out_;
    ReplyBudget budget_;
    routing::MtSenders senders_;
    std::unique_ptr<routing::Dispatcher> dispatcher_;
    std::unique_ptr<routing::Watch> watch_;
    routing::Intake intake_;
    SmsWebhook webhooks_;
    ContactUpdates updates_;
    MediaDesk media_;
    Ingest ingest_;
    PagerServers pagers_;
    AdminApi admin_;
    Router public_router_;
    Router admin_router_;
    std::vector<std::unique_ptr<HttpServer>> servers_;
    asio::signal_set signals_{io_, SIGTERM, SIGINT, SIGHUP};
    std::string failure_;
    bool stopping_ = false;
};

Daemon::Daemon(config::Settings settings, DaemonOptions options)
    : settings_(std::move(settings)),
      options_(options),
      folders_(config::data_folders(settings_.file)),
      catalogue_(or_throw(
          config::load_catalogue(languages_of(settings_), folders_, help_texts(settings_)))),
      guesser_(make_cld2_guesser()),
      profiles_(load_profiles(settings_, folders_)),
      lock_(claim_data_dir(settings_.server.data_dir)),
      keys_(open_keys(settings_, database(settings_), random_, clock_.now())),
      vault_(make_key_vault(keys_, random_)),
      store_(or_throw(
          storage::open_store(io_.get_executor(), open_options(settings_, options_.group_commit),
                              metrics_,
                              [this] { fail("the disk failed; what is durable is unknown"); }),
          "database")),
      follow_up_(*store_, *vault_, clock_, log_, metrics_, clock_table(settings_)),
      reader_(*store_, *vault_, follow_up_),
      opt_out_(*store_, *vault_, clock_, metrics_, settings_.intake.time_precision),
      budget_(settings_.replies, clock_),
      intake_(*store_, *store_, *vault_, clock_, catalogue_, *guesser_, senders_, metrics_,
              intake_sources(settings_, profiles_), intake_rules(settings_)),
      webhooks_(intake_, opt_out_, clock_, log_, metrics_),
      updates_(follow_up_, clock_),
      media_(io_.get_executor(), settings_, profiles_, *store_, *vault_, clock_, random_, log_),
      ingest_(intake_, *vault_,
              [this](const std::string& name) { return has_source(settings_, name); }),
      pagers_(io_.get_executor(), settings_, intake_, *vault_, clock_, random_, log_, metrics_),
      admin_(reader_, *store_, *vault_, follow_up_, metrics_, clock_, hooks(),
             settings_.server.admin_tokens) {
    make_channels();
    make_senders();
    make_sources();
    dispatcher_ = std::make_unique<routing::Dispatcher>(
        *store_, *vault_, reader_, channels_, senders_, catalogue_, clock_, random_, log_, metrics_,
        deliveries_, routed_contacts(settings_), dispatch_rules(settings_));
    if (settings_.media.enabled) dispatcher_->use_media(media_.work());
    watch_ = std::make_unique<routing::Watch>(
        *store_, *dispatcher_, clock_, log_, metrics_, contact_names(settings_),
        [this] { return free_bytes(settings_.server.data_dir); }, watch_rules(settings_));
    make_servers();
}

// ---- the parts that the configuration lists -----------------------------------------------------

HttpClient& Daemon::client_to(const Origin& origin, const std::filesystem::path& ca) {
    clients_.push_back(make_http_client(io_.get_executor(), origin, client_limits(settings_, ca)));
    return *clients_.back();
}

void Daemon::make_channels() {
    const ChannelParts parts{
        settings_, io_.get_executor(), clock_, log_,
        [this](const Origin& origin, const std::filesystem::path& ca) -> HttpClient& {
            return client_to(origin, ca);
        }};
    for (const auto& contact : settings_.contacts) {
        const auto& channel = contact.channels.front();
        const std::string what = "contact " + contact.name;
        channels_.emplace(contact.name, or_throw(make_channel(channel, parts), what));
        // Whoever is only paged has no secret to sign a report with.
        if (channel.kind == "webhook")
            updates_.add(contact.name, contact.reference_prefix,
                         or_throw(StandardWebhooks::create(channel.secret), what));
    }
}

void Daemon::make_senders() {
    for (const auto& source : settings_.sources) {
        if (!source.reply) continue;
        const std::string what = "source " + source.name + ", reply";
        const auto profile = or_throw(config::load_profile(source.reply->kind, folders_));
        if (!profile.sender) throw std::runtime_error(what + ": the profile cannot send");
        const auto url = config::reply_url(*profile.sender, *source.reply);
        const Origin origin = or_throw(Origin::parse(url), what);
        const MtSenderParts parts{
            client_to(origin, {}),         *vault_, budget_, opt_out_, metrics_,
            settings_.replies.segments_max};
        senders_.emplace(
            source.name,
            or_throw(make_mt_sender(*profile.sender, *source.reply, source.name, parts), what));
    }
}

void Daemon::make_sources() {
    for (const auto& source : settings_.sources) {
        if (config::is_pager(source.kind)) continue;
        webhooks_.add(source.name, or_throw(ProfileReader::create(profiles_.at(source.name), source,
                                                                  settings_.server.public_url),
                                            "source " + source.name));
    }
}

HttpServer& Daemon::listen(std::string name, const std::string& address,
                           std::optional<TlsFiles> tls, Handler& handler) {
    ListenAddress where;
    where.text = address;
    if (address.starts_with("systemd:")) where.passed_socket = passed_socket(address.substr(8));
    servers_.push_back(std::make_unique<HttpServer>(io_.get_executor(), std::move(name), where,
                                                    std::move(tls), handler, HttpLimits{}, log_,
                                                    metrics_));
    return *servers_.back();
}

void Daemon::make_servers() {
    pagers_.register_routes(public_router_);
    webhooks_.register_routes(public_router_);
    updates_.register_routes(public_router_);
    media_.register_routes(public_router_);
    admin_.register_routes(admin_router_);
    listen("socket", "unix:" + admin_socket(settings_).string(), std::nullopt, admin_router_);
    listen("admin", settings_.server.admin_listen, admin_tls(settings_), admin_router_);
    listen("public", settings_.server.public_listen, public_tls(settings_), public_router_);
}

// ---- start --------------------------------------------------------------------------------------

int Daemon::run() {
    loops_.spawn("serve", [this] { return serve(); });
    io_.run();
    store_->stop();
    if (failure_.empty()) return exit_done;
    throw std::runtime_error(failure_);
}

asio::awaitable<void> Daemon::serve() {
    std::string problem;
    try {
        co_await check_root_key();
        co_await rotate_keys();
        const auto noted = co_await store_->note_start(settings_.hash, clock_.now());
        if (!noted)
            throw std::runtime_error("cannot write to the database: " + noted.error().detail);
        for (const auto& server : servers_) server->start();
        pagers_.start();
    } catch (const std::exception& error) {
        problem = error.what();
    }
    if (!problem.empty()) {
        fail(std::move(problem));
        co_return;
    }
    loops_.spawn("signals", [this] { return obey_signals(); });
    if (options_.dispatch) loops_.spawn("dispatcher", [this] { return dispatcher_->run(); });
    loops_.spawn("parts", [this] { return intake_.take_late_parts(); });
    loops_.spawn("watch", [this] { return watch_->run(); });
    loops_.spawn("keys", [this] { return keep_keys(); });
    if (const auto every = watchdog_interval())
        loops_.spawn("watchdog", [this, every] { return feed_watchdog(*every); });
    notify_ready("taking messages");
    log_.info("daemon.ready", {{"sources", static_cast<std::int64_t>(settings_.sources.size())},
                               {"contacts", static_cast<std::int64_t>(settings_.contacts.size())},
                               {"test_mode", settings_.instance.test_mode ? 1 : 0}});
}

// A wrong root key would make new keys beside sealed values that it can never open.
asio::awaitable<void> Daemon::check_root_key() {
    const auto expected = root_check_value(settings_.keys.root);
    std::string name = "root_check";
    const auto stored = co_await store_->get_meta(name);
    if (!stored) throw std::runtime_error("cannot read the database: " + stored.error().detail);
    if (!stored->has_value()) {
        routing::Bytes value(expected.begin(), expected.end());
        const auto kept = co_await store_->set_meta(std::move(name), std::move(value));
        if (!kept) throw std::runtime_error("cannot write to the database: " + kept.error().detail);
        co_return;
    }
    if (!std::equal(expected.begin(), expected.end(), (*stored)->begin(), (*stored)->end()))
        throw std::runtime_error(
            "the root key is not the one this database was made with: no tip could be opened. "
            "Put the right root key in place (keys.root).");
}

// ---- what runs until the end --------------------------------------------------------------------

asio::awaitable<void> Daemon::obey_signals() {
    while (!stopping_) {
        const auto [error, number] =
            co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
        if (number == SIGHUP) {
            reload();
        } else {
            loops_.spawn("stop", [this] { return stop(); });
            co_return;
        }
    }
}

asio::awaitable<void> Daemon::feed_watchdog(routing::Duration every) {
    for (;;) {
        notify_watchdog();
        co_await clock_.sleep_for(every);
    }
}

asio::awaitable<void> Daemon::keep_keys() {
    for (;;) {
        co_await clock_.sleep_for(std::chrono::hours{1});
        co_await rotate_keys();
        const auto wiped = co_await store_->checkpoint_truncate();
        if (!wiped) log_.warning("store.checkpoint_late", {{"error", wiped.error().code}});
    }
}

namespace {

std::uint32_t oldest_epoch(const std::vector<KeyInfo>& keys, KeyPurpose purpose) {
    std::uint32_t oldest = UINT32_MAX;
    for (const auto& key : keys) {
        if (key.purpose == purpose) oldest = std::min(oldest, key.epoch);
    }
    return oldest == UINT32_MAX ? 0 : oldest;
}

}  // namespace

asio::awaitable<void> Daemon::rotate_keys() {
    // A few fsyncs on the reactor, once in an epoch: no message waits longer than for one commit.
    RotateOptions options;
    const auto retention = std::chrono::days{settings_.keys.retention_days};
    const auto needed = co_await store_->oldest_needed_key(clock_.now() - retention);
    options.may_destroy = watch_->clock_is_trusted() && needed.has_value();
    if (needed && needed->has_value())
        options.content_needed_from = epoch_of_sealed((*needed)->bytes).value_or(0);
    const auto changed = keys_.rotate(clock_.now(), options);
    if (!changed) {
        log_.error("keys.rotation_failed", {{"error", changed.error().code}});
        co_return;
    }
    if (!*changed) co_return;
    const auto keys = keys_.list();
    const auto forgotten = co_await store_->forget_epochs(
        oldest_epoch(keys, KeyPurpose::pseudonym), oldest_epoch(keys, KeyPurpose::idempotency),
        oldest_epoch(keys, KeyPurpose::return_address));
    if (!forgotten) log_.error("keys.forgetting_failed", {{"error", forgotten.error().code}});
    log_.info("keys.rotated", {{"keys", static_cast<std::int64_t>(keys.size())}});
}

// All or nothing: a file with a problem changes nothing. What can change while running are the
// certificates.
void Daemon::reload() {
    notify_reloading();
    auto loaded = config::load(settings_.file);
    if (const auto* problems = std::get_if<std::vector<config::Problem>>(&loaded)) {
        log_.error("config.refused", {{"problems", static_cast<std::int64_t>(problems->size())}});
        notify_ready("taking messages; the configuration on disk has problems: run tipwire check");
        return;
    }
    bool good = true;
    for (const auto& server : servers_) good = server->reload_tls().has_value() && good;
    if (!good) log_.error("config.certificate_refused");
    if (std::get<config::Settings>(loaded).hash != settings_.hash)
        log_.warning("config.restart_needed");
    log_.info("config.reloaded");
    notify_ready("taking messages");
}

// ---- the end ------------------------------------------------------------------------------------

void Daemon::fail(std::string why) {
    if (!failure_.empty()) return;
    failure_ = std::move(why);
    if (!stopping_) loops_.spawn("stop", [this] { return stop(); });
}

bool Daemon::idle() const {
    if (deliveries_.size() > 0 || !pagers_.idle()) return false;
    for (const auto& server : servers_) {
        if (!server->idle()) return false;
    }
    return true;
}

asio::awaitable<void> Daemon::stop() {
    if (stopping_) co_return;
    stopping_ = true;
    ::alarm(stop_time_seconds);
    notify_stopping();
    log_.info("daemon.stopping");
    for (const auto& server : servers_) server->stop_accepting();
    pagers_.stop_accepting();
    dispatcher_->stop();
    const auto until = clock_.monotonic() + drain_time;
    while (!idle() && clock_.monotonic() < until)
        co_await clock_.sleep_for(std::chrono::milliseconds{20});
    for (const auto& server : servers_) server->cancel();
    pagers_.cancel();
    deliveries_.cancel();
    for (const auto& client : clients_) client->close();
    while (!idle()) co_await clock_.sleep_for(std::chrono::milliseconds{20});
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    log_.info("daemon.stopped");
    // The loops end at their next wait; this one is the last of them.
    loops_.cancel();
}

// ---- what the admin API borrows -----------------------------------------------------------------

AdminHooks Daemon::hooks() {
    AdminHooks hooks;
    hooks.health = [this] { return health(); };
    hooks.contacts = [this] { return contact_lines(); };
    hooks.test_contact = [this](std::string contact) {
        return dispatcher_->test_contact(std::move(contact));
    };
    hooks.ingest = [this](std::string source, std::string line) {
        return ingest_.take(std::move(source), std::move(line));
    };
    hooks.status_text = [this](std::string code) {
        return intake_.status_text(std::move(code), settings_.instance.languages.front());
    };
    hooks.media_of = [this](routing::TipSeq tip, routing::TipKey key) {
        return media_.work().of(tip, std::move(key));
    };
    hooks.medium = [this](routing::MediumSeq medium, bool uncleaned_too) {
        return media_.medium(medium, uncleaned_too);
    };
    hooks.contact_enabled = [this] { dispatcher_->reset_breakers(); };
    return hooks;
}

asio::awaitable<Health> Daemon::health() {
    Health health;
    health.alarms.assign(watch_->alarms().begin(), watch_->alarms().end());
    if (stopping_) {
        health.reason = "stopping";
        co_return health;
    }
    const auto committed = co_await store_->probe();
    health.ready = committed.has_value();
    if (!health.ready) health.reason = "the store cannot commit: " + committed.error().detail;
    co_return health;
}

std::vector<ContactLine> Daemon::contact_lines() const {
    std::vector<ContactLine> lines;
    for (const auto& contact : settings_.contacts) {
        ContactLine line;
        line.name = contact.name;
        line.kind = contact.kind;
        line.area = contact.area.empty() ? settings_.instance.area : contact.area;
        line.channel = contact.channels.front().kind;
        switch (dispatcher_->state_of(contact.name)) {
            case routing::Dispatcher::ContactState::ok: line.state = "ok"; break;
            case routing::Dispatcher::ContactState::failing: line.state = "failing"; break;
            case routing::Dispatcher::ContactState::disabled: line.state = "disabled"; break;
        }
        lines.push_back(std::move(line));
    }
    return lines;
}

// No core file and no debugger of another user may hold a number or a key.
void harden_process() {
    prctl(PR_SET_DUMPABLE, 0);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    std::signal(SIGPIPE, SIG_IGN);
    ::umask(0077);
}

}  // namespace

int run_daemon(config::Settings settings, DaemonOptions options) {
    harden_process();
    Daemon daemon(std::move(settings), options);
    return daemon.run();
}

}  // namespace tipwire::gateway
