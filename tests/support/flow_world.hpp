// SPDX-License-Identifier: Apache-2.0
// For tests of routing/flow: the real store, vault, intake, follow-up and reader on one executor
// and virtual time.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "gateway/crypto/key_store.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "routing/flow/dispatcher.hpp"
#include "routing/flow/follow_up.hpp"
#include "routing/flow/intake.hpp"
#include "routing/flow/tip_reader.hpp"
#include "storage/sqlite/sqlite_store.hpp"
#include "tests/support/fixed_guesser.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/sim_clock.hpp"

namespace tipwire::testing {

// Each line as "event key=value".
class LineLog : public routing::EventLog {
public:
    void write(routing::Severity, std::string_view event,
               std::initializer_list<routing::LogField> fields) override {
        std::string line(event);
        for (const auto& field : fields) {
            const auto* label = std::get_if<routing::Label>(&field.value);
            line += " " + std::string(field.key) + "=" +
                    (label ? std::string(label->text)
                           : std::to_string(std::get<std::int64_t>(field.value)));
        }
        lines.push_back(std::move(line));
    }
    std::vector<std::string> lines;
};

// Keeps what it is told; answers what it is told to answer.
class KeepingChannel : public routing::DeliveryChannel {
public:
    boost::asio::awaitable<routing::DeliveryOutcome> deliver(
        const routing::Notice& notice) override {
        notices.push_back(notice);
        co_return answer;
    }
    std::vector<routing::Notice> notices;
    routing::DeliveryOutcome answer = routing::Accepted{};
};

// Opens the address as the real one does, and keeps number and words.
class KeepingSender : public routing::MtSender {
public:
    explicit KeepingSender(routing::Vault& vault) : vault_(vault) {}
    boost::asio::awaitable<routing::DeliveryOutcome> send(
        const routing::MtMessage& message) override {
        const auto number = vault_.open_address(message.salt, message.address);
        if (!number) co_return routing::Refused{"address"};
        sent.emplace_back(std::string(number->reveal()), message.text.reveal());
        co_return routing::Accepted{};
    }
    std::vector<std::pair<std::string, std::string>> sent;

private:
    routing::Vault& vault_;
};

// In English each text is its key; in Russian "ru" stands before it.
inline routing::Catalogue few_words() {
    routing::Language english, russian;
    for (const auto key : routing::text_keys) {
        english.texts.emplace(key, key);
        russian.texts.emplace(key, "ru " + std::string(key));
    }
    english.texts["receipt"] = "Noted. {code}";
    russian.texts["receipt"] = "Принято. {code}";
    for (char32_t letter = U'а'; letter <= U'я'; ++letter) russian.letters.insert(letter);
    russian.commands = {{"помощь", routing::CommandWord::help},
                        {"статус", routing::CommandWord::status},
                        {"stop", routing::CommandWord::stop}};
    english.commands = {
        {"status", routing::CommandWord::status},   {"new", routing::CommandWord::fresh},
        {"help", routing::CommandWord::help},       {"stop", routing::CommandWord::stop},
        {"correct", routing::CommandWord::correct}, {"withdraw", routing::CommandWord::withdraw}};
    std::map<std::string, routing::Language, std::less<>> languages;
    languages.emplace("en", std::move(english));
    languages.emplace("ru", std::move(russian));
    routing::HelpTexts help;
    help["city"] = {{"en", "Call the clinic."}, {"ru", "Звоните в клинику."}};
    return routing::Catalogue(std::move(languages), "en", std::move(help));
}

class FlowWorld {
public:
    explicit FlowWorld(routing::IntakeRules rules = {})
        : keys_(open_keys()),
          vault(gateway::make_key_vault(keys_, random)),
          store(io.get_executor(), store_options(), metrics, [] {}),
          follow_up(store, *vault, clock, log, metrics, {}),
          reader(store, *vault, follow_up),
          intake(store, store, *vault, clock, words, guesser, senders, metrics, sources(), rules),
          tasks(io.get_executor(), log),
          dispatcher(store, *vault, reader, channels, senders, words, clock, random, log, metrics,
                     tasks, contacts(), routing::DispatchRules{}) {}
    ~FlowWorld() {
        tasks.cancel();
        clock.run_for(std::chrono::seconds{1});
        store.stop();
        io.restart();
        io.poll();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    FlowWorld(const FlowWorld&) = delete;
    FlowWorld& operator=(const FlowWorld&) = delete;

    // From now on the outbox is worked on whenever time passes.
    void start_dispatcher() {
        tasks.spawn("dispatcher", [this] { return dispatcher.run(); });
        clock.run_for(std::chrono::seconds{2});
    }

    routing::Result<routing::Taken> send(const std::string& text,
                                         const std::string& from = "+77010000001",
                                         std::string id = {}) {
        return run(intake.receive(message_of(text, from, std::move(id))));
    }
    // "2 of 3" of a long message.
    routing::Result<routing::Taken> send_part(const std::string& text, std::uint32_t number,
                                              std::uint32_t total, std::uint32_t reference = 7,
                                              const std::string& from = "+77010000001",
                                              std::string id = {}) {
        auto message = message_of(text, from, std::move(id));
        message.part = routing::Part{reference, number, total};
        return run(intake.receive(std::move(message)));
    }
    // From now on parts that waited long enough go on by themselves.
    void start_late_parts() {
        tasks.spawn("parts", [this] { return intake.take_late_parts(); });
    }
    routing::InboundMessage message_of(const std::string& text, const std::string& from,
                                       std::string id) {
        routing::InboundMessage message;
        message.source = from.empty() ? "pager" : "sms";
        message.provider_id =
            routing::SecretString(id.empty() ? "id" + std::to_string(++ids_) : id);
        message.sender = routing::PhoneNumber::parse(from);
        message.recipient = "002";
        message.text = routing::TipText(text);
        return message;
    }
    std::vector<routing::TipView> tips() {
        routing::TipFilter filter;
        filter.query.limit = 500;
        return run(reader.page(filter)).value().items;
    }
    std::string code_of(routing::TipSeq tip) { return vault->code_of(tip).grouped(); }
    // The outbox's replies, sent now.
    std::vector<std::pair<std::string, std::string>> replies() {
        clock.run_for(std::chrono::seconds{2});
        return sender->sent;
    }

    template <class T>
    T run(boost::asio::awaitable<T> task) {
        std::optional<T> came;
        std::exception_ptr failure;
        boost::asio::co_spawn(io, std::move(task), [&](std::exception_ptr error, T value) {
            failure = error;
            came.emplace(std::move(value));
        });
        while (!came) clock.run_for(std::chrono::milliseconds{1});
        if (failure) std::rethrow_exception(failure);
        return std::move(*came);
    }

private:
    static routing::IntakeSource source(bool answers) {
        routing::IntakeSource made;
        made.channel = answers ? "sms" : "pager";
        made.area = "city";
        made.languages = {"en", "ru"};
        made.receipts = answers;
        made.can_reply = answers;
        made.media.enabled = made.media.fetches = true;
        return made;
    }
    static std::map<std::string, routing::IntakeSource, std::less<>> sources() {
        std::map<std::string, routing::IntakeSource, std::less<>> all;
        all.emplace("sms", source(true));
        all.emplace("pager", source(false));
        return all;
    }
    std::vector<routing::RoutedContact> contacts() {
        auto kept = std::make_unique<KeepingChannel>();
        channel = kept.get();
        channels.emplace("police", std::move(kept));
        auto sending = std::make_unique<KeepingSender>(*vault);
        sender = sending.get();
        senders.emplace("sms", std::move(sending));
        std::vector<routing::RoutedContact> routed(1);
        routed[0].name = "police";
        routed[0].reference_prefix = "EKB";
        return routed;
    }
    gateway::KeyStore open_keys() {
        std::string name =
            (std::filesystem::temp_directory_path() / "tipwire-flow-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        folder_ = name;
        const routing::SecretKey root(std::array<std::uint8_t, 32>{7});
        auto keys = gateway::KeyStore::create(folder_ / "keys", root, {}, random, clock.now());
        if (!keys || !keys->rotate(clock.now(), true)) throw std::runtime_error("no key store");
        return std::move(*keys);
    }
    storage::StoreOptions store_options() {
        storage::StoreOptions options;
        options.file = folder_ / "tipwire.db";
        options.run_on = io.get_executor();
        return options;
    }

    std::filesystem::path folder_;
    int ids_ = 0;

public:
    boost::asio::io_context io{1};
    SimClock clock{io};
    SeededRandom random{1};
    LineLog log;
    routing::Metrics metrics;
    routing::Catalogue words = few_words();
    test::FixedGuesser guesser;

private:
    gateway::KeyStore keys_;

public:
    std::unique_ptr<routing::Vault> vault;
    storage::SqliteStore store;
    routing::FollowUp follow_up;
    routing::TipReader reader;
    routing::Channels channels;
    routing::MtSenders senders;
    routing::Intake intake;
    routing::TaskGroup tasks;
    KeepingChannel* channel = nullptr;
    KeepingSender* sender = nullptr;
    routing::Dispatcher dispatcher;
};

}  // namespace tipwire::testing
