// SPDX-License-Identifier: Apache-2.0
// The admin API over the real store, vault and flows, on one executor and a folder of its own.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>
#include <filesystem>

#include "gateway/console/admin_api.hpp"
#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/support/owned_request.hpp"
#include "tests/support/quiet_log.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::testing {

class AdminDesk : public ::testing::Test {
protected:
    static constexpr const char* token = "a-token-of-the-operators";
    static constexpr const char* previous_token = "the-token-before-it";

    AdminDesk() {
        api_.register_routes(router_);
        hooks_seen_ = 0;
    }
    ~AdminDesk() override {
        store_.stop();
        std::filesystem::remove_all(folder_);
    }

    gateway::Response send(OwnedRequest request) { return run(router_.handle(request.view())); }
    gateway::Response get(std::string target) {
        OwnedRequest request("GET", std::move(target));
        return send(request.with_header("Authorization", std::string("Bearer ") + token));
    }
    gateway::Response post(std::string target, std::string body = "{}") {
        OwnedRequest request("POST", std::move(target), std::move(body));
        return send(request.with_header("Authorization", std::string("Bearer ") + token));
    }
    boost::json::object get_json(std::string target) {
        const auto answer = get(std::move(target));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return boost::json::parse(answer.body).as_object();
    }
    boost::json::object post_json(std::string target, std::string body = "{}") {
        const auto answer = post(std::move(target), std::move(body));
        EXPECT_EQ(answer.status, 200) << answer.body;
        return boost::json::parse(answer.body).as_object();
    }

    // A tip with one message, not yet given to anybody.
    routing::TipSeq record(const std::string& text, const std::string& area = "ekaterinburg") {
        const auto key = vault_->new_tip_key();
        routing::MessageBody body;
        body.text = routing::TipText(text);
        body.recipient = "+73430000002";
        const auto plain = routing::encode(body);
        routing::NewTip tip;
        tip.seen = vault_->idempotency_key("sms", std::to_string(++messages_));
        tip.key = key.stored;
        tip.body = vault_->seal(key, "body", plain.reveal());
        tip.joins_since = routing::Instant::max();
        tip.received_at = routing::round_down(clock_.now(), std::chrono::hours{1});
        tip.source = "sms";
        tip.channel = "sms";
        tip.area = area;
        tip.language = "ru";
        tip.category = "other";
        auto outcome = run(store_.record_tip(std::move(tip)));
        return std::get<routing::Recorded>(outcome.value()).tip;
    }
    // Gives what waits to city-police; the first attempt ends like this.
    void forward(routing::DeliveryOutcome outcome, bool dead = false) {
        const auto routes =
            run(store_.claim_due(clock_.now(), std::chrono::minutes{1}, 10, {})).value();
        std::vector<routing::RouteDecision> decisions;
        for (const auto& route : routes) {
            auto& decision = decisions.emplace_back();
            decision.route = route.seq;
            decision.referrals.resize(1);
            decision.referrals[0].contact = "city-police";
            decision.referrals[0].reference_prefix = "EKB";
        }
        const auto claims =
            run(store_.open_referrals(std::move(decisions), clock_.now(), std::chrono::minutes{1}))
                .value();
        for (const auto& claim : claims) {
            routing::AttemptRecord attempt;
            attempt.seq = claim.seq;
            attempt.at = clock_.now();
            attempt.outcome = outcome;
            attempt.dead = dead;
            ASSERT_TRUE(run(store_.record_attempt(std::move(attempt))));
        }
    }
    std::string tip_id(routing::TipSeq tip) {
        return vault_->public_id(routing::IdKind::tip, tip.value).text();
    }

    template <class T>
    T run(boost::asio::awaitable<T> task) {
        std::optional<T> came;
        std::exception_ptr failure;
        boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr error, T value) {
            failure = error;
            if (!error) came.emplace(std::move(value));
        });
        io_.restart();
        io_.run();
        if (failure) std::rethrow_exception(failure);
        return std::move(*came);
    }

    boost::asio::io_context io_;
    SimClock clock_{io_};
    SeededRandom random_{7};
    QuietLog log_;
    routing::Metrics metrics_;
    gateway::Health health_{true, "", {}};
    std::vector<std::string> ingested_;
    int hooks_seen_ = 0;  // how often contact_enabled was called
    int messages_ = 0;

private:
    static std::filesystem::path new_folder() {
        std::string name = ::testing::TempDir() + "tipwire-console-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        return name;
    }
    gateway::KeyStore new_keys() {
        const routing::SecretKey root(std::array<std::uint8_t, 32>{1, 2, 3});
        auto keys = gateway::KeyStore::create(folder_ / "keys", root, {}, random_, clock_.now());
        return std::move(*keys);
    }
    storage::StoreOptions store_options() {
        storage::StoreOptions options;
        options.file = folder_ / "tipwire.db";
        options.run_on = io_.get_executor();
        return options;
    }
    gateway::AdminHooks hooks() {
        gateway::AdminHooks hooks;
        hooks.health = [this]() -> boost::asio::awaitable<gateway::Health> { co_return health_; };
        hooks.contacts = [] {
            return std::vector<gateway::ContactLine>{
                {"city-police", "police", "ekaterinburg", "webhook", "ok"}};
        };
        hooks.test_contact =
            [](std::string contact) -> boost::asio::awaitable<routing::Result<std::string>> {
            if (contact == "city-police") co_return std::string("accepted (http_200)");
            if (contact == "deaf") {
                const routing::Error cannot{routing::Errc::unavailable, "connect"};
                co_return cannot;
            }
            const routing::Error unknown{routing::Errc::not_found, "no contact has this name"};
            co_return unknown;
        };
        hooks.ingest = [this](std::string source,
                              std::string line) -> boost::asio::awaitable<std::string> {
            ingested_.push_back(source + " " + line);
            co_return R"({"result":"stored","line":")" + std::to_string(line.size()) + R"("})";
        };
        hooks.status_text = [](std::string code) -> boost::asio::awaitable<std::string> {
            co_return "heard of " + code;
        };
        hooks.contact_enabled = [this] { ++hooks_seen_; };
        return hooks;
    }
    static gateway::SecretList tokens() {
        gateway::SecretList list;
        list.emplace_back(std::string(token));
        list.emplace_back(std::string(previous_token));
        return list;
    }

    std::filesystem::path folder_ = new_folder();
    gateway::KeyStore keys_ = new_keys();

protected:
    std::unique_ptr<routing::Vault> vault_ = gateway::make_key_vault(keys_, random_);
    storage::SqliteStore store_{io_.get_executor(), store_options(), metrics_, [] {}};
    routing::FollowUp follow_up_{store_, *vault_, clock_, log_, metrics_, {}};
    routing::TipReader reader_{store_, *vault_, follow_up_};
    gateway::AdminApi api_{reader_,  store_, *vault_, follow_up_,
                           metrics_, clock_, hooks(), tokens()};
    gateway::Router router_;
};

}  // namespace tipwire::testing
