// SPDX-License-Identifier: Apache-2.0
// For tests: the way from a webhook to a committed tip with the real parts (profiles, intake,
// vault, store) on one executor and a folder of its own, without sockets and threads.
#pragma once

#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "config/catalogue.hpp"
#include "config/provider_profile.hpp"
#include "config/source_tree.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "gateway/http/router.hpp"
#include "gateway/sms/webhook.hpp"
#include "routing/domain/message_body.hpp"
#include "routing/flow/intake.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/support/fixed_guesser.hpp"
#include "tests/support/sms_support.hpp"

namespace tipwire::test {

// A fresh folder below the system's temporary one, gone with this.
class TempFolder {
public:
    TempFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "tipwire-sms-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    TempFolder(const TempFolder&) = delete;
    TempFolder& operator=(const TempFolder&) = delete;
    ~TempFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

// The value, or an exception that fails the test.
template <class T>
T value_of(routing::Result<T> result) {
    if (!result) throw std::runtime_error(result.error().detail);
    return std::move(*result);
}

inline config::ProviderProfile shipped_profile(const std::string& name) {
    auto loaded = config::load_profile(name, {config::shipped_data});
    if (auto* profile = std::get_if<config::ProviderProfile>(&loaded)) return std::move(*profile);
    throw std::runtime_error(config::to_text(std::get<1>(loaded).at(0)));
}

inline routing::Catalogue shipped_words() {
    auto loaded = config::load_catalogue({"ru", "en"}, {config::shipped_data});
    if (auto* catalogue = std::get_if<routing::Catalogue>(&loaded)) return std::move(*catalogue);
    throw std::runtime_error(config::to_text(std::get<1>(loaded).at(0)));
}

class SmsSwitchboard {
public:
    // One source; its name, secrets and whatever else stands in `source`.
    SmsSwitchboard(config::ProviderProfile profile, const config::Source& source,
                   const std::string& public_url, std::int64_t unix_seconds)
        : clock(unix_seconds),
          keys_(open_keys()),
          vault_(gateway::make_key_vault(keys_, random_)),
          store_(std::make_unique<storage::SqliteStore>(io_.get_executor(), store_options(),
                                                        metrics, [] {})),
          intake_(*store_, *store_, *vault_, clock, words_, guesser_, senders_, metrics,
                  sources(source), {}),
          opt_out_(*store_, *vault_, clock, metrics, routing::Duration{std::chrono::hours{1}}),
          webhook_(intake_, opt_out_, clock, log, metrics) {
        webhook_.add(source.name, value_of(gateway::ProfileReader::create(std::move(profile),
                                                                          source, public_url)));
        webhook_.register_routes(router_);
    }

    gateway::Response answer(SmsRequest& request) { return run(router_.handle(request.view())); }

    // Every message there is, opened, in the order it was stored.
    std::vector<routing::MessageBody> stored() {
        std::vector<routing::MessageBody> bodies;
        auto tips = value_of(run(store_->tips(routing::TipQuery{})));
        for (auto tip = tips.rbegin(); tip != tips.rend(); ++tip) {
            const auto key = value_of(vault_->open_tip_key(tip->key));
            for (const auto& message : tip->messages) {
                const auto plain = value_of(vault_->open(key, "body", message.body));
                bodies.push_back(value_of(routing::decode_message_body(plain.reveal())));
            }
        }
        return bodies;
    }

    void stop_store() { store_->stop(); }

    template <class T>
    T run(boost::asio::awaitable<T> task) {
        std::optional<T> came;
        std::exception_ptr failure;
        boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr error, T value) {
            failure = error;
            came.emplace(std::move(value));
        });
        io_.restart();
        io_.run();
        if (failure) std::rethrow_exception(failure);
        return std::move(*came);
    }

    StillClock clock;
    KeptLog log;
    routing::Metrics metrics;

private:
    gateway::KeyStore open_keys() {
        routing::SecretKey root(std::array<std::uint8_t, 32>{1, 2, 3});
        auto keys = value_of(
            gateway::KeyStore::create(folder_.path() / "keys", root, {}, random_, clock.now()));
        value_of(keys.rotate(clock.now(), gateway::RotateOptions{}));
        return keys;
    }
    storage::StoreOptions store_options() {
        storage::StoreOptions options;
        options.file = folder_.path() / "tipwire.db";
        options.run_on = io_.get_executor();
        return options;
    }
    static std::map<std::string, routing::IntakeSource, std::less<>> sources(
        const config::Source& source) {
        routing::IntakeSource made;
        made.channel = "sms";
        made.area = "test";
        made.languages = {"ru", "en"};
        return {{source.name, made}};
    }

    TempFolder folder_;
    boost::asio::io_context io_;
    gateway::SystemRandom random_;
    gateway::KeyStore keys_;
    std::unique_ptr<routing::Vault> vault_;
    std::unique_ptr<storage::SqliteStore> store_;
    routing::Catalogue words_ = shipped_words();
    FixedGuesser guesser_;
    routing::MtSenders senders_;
    routing::Intake intake_;
    routing::OptOut opt_out_;
    gateway::SmsWebhook webhook_;
    gateway::Router router_;
};

}  // namespace tipwire::test
