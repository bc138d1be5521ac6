// SPDX-License-Identifier: Apache-2.0
// The demonstration inbox's process: secret, listener, keyboard, signals, and an orderly end.
#include "gateway/app/inbox.hpp"

#include <toml++/toml.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <filesystem>
#include <iostream>

#include "config/secret_file.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/inbox_desk.hpp"
#include "gateway/app/inbox_keyboard.hpp"
#include "gateway/app/stderr_log.hpp"
#include "gateway/app/system_clock.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "gateway/http/json_writer.hpp"
#include "gateway/http/server.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;

void print(std::string_view text) { std::cout << text << std::flush; }

// As the configuration reads secrets: mode checked, the current one and the previous one.
std::optional<StandardWebhooks> read_keys(const std::string& file) {
    config::Report report(file);
    config::Reading reading{std::filesystem::current_path(), report};
    const toml::table place{{"file", file}};
    const SecretList secrets = config::read_secret(place, "--secret", reading);
    for (const auto& problem : report.sorted()) std::cerr << "tipwire: " << problem.text << "\n";
    if (secrets.empty()) return std::nullopt;
    auto keys = StandardWebhooks::create(secrets);
    if (keys) return std::move(*keys);
    std::cerr << "tipwire: --secret: " << keys.error().detail << "\n";
    return std::nullopt;
}

class InboxProcess {
public:
    InboxProcess(StandardWebhooks keys, const InboxOptions& options)
        : options_(options),
          desk_(std::move(keys), options, room()),
          server_(io_.get_executor(), "inbox", ListenAddress{options.listen}, std::nullopt, desk_,
                  HttpLimits{}, log_, metrics_) {}

    int run() {
        try {
            server_.start();
        } catch (const std::exception& error) {
            std::cerr << "tipwire: " << error.what() << "\n";
            return exit_failed;
        }
        announce();
        signals_.async_wait([this](boost::system::error_code error, int) {
            if (!error) leave();
        });
        tasks_.spawn("inbox.keyboard", [this] {
            return read_keyboard([this](std::string line) { desk_.type(std::move(line)); });
        });
        io_.run();
        return exit_done;
    }

private:
    InboxRoom room() {
        return InboxRoom{
            .clock = clock_,
            .random = random_,
            .tasks = tasks_,
            .connect =
                [this](const Origin& origin) {
                    return make_http_client(io_.get_executor(), origin, ClientLimits{});
                },
            .print = [](std::string text) { print(text); },
            .leave = [this] { leave(); },
        };
    }

    void announce() {
        if (options_.json) {
            JsonWriter json;
            json.open_object().member("event", "listening").member("port", server_.port());
            json.close_object();
            return print(std::move(json).text() + "\n");
        }
        print("Waiting for tips at " + options_.listen + ". Ctrl-C ends it.\n");
        if (::isatty(STDIN_FILENO) != 0) print(inbox_help);
    }

    void leave() {
        if (leaving_) return;
        leaving_ = true;
        signals_.cancel();
        server_.stop_accepting();
        tasks_.cancel();
        tasks_.spawn("inbox.leave", [this] { return close_in_order(); });
    }

    // The answer to the last delivery goes out first; a kept connection does not hold us up for
    // long.
    asio::awaitable<void> close_in_order() {
        constexpr routing::Duration step{20};
        for (int left = 10; left > 0 && !server_.idle(); --left) co_await clock_.sleep_for(step);
        server_.cancel();
        desk_.close();
        while (!server_.idle()) co_await clock_.sleep_for(step);
    }

    const InboxOptions& options_;
    asio::io_context io_{1};
    StderrLog log_{routing::Severity::warning};
    routing::Metrics metrics_;
    SystemClock clock_{io_.get_executor()};
    SystemRandom random_;
    routing::TaskGroup tasks_{io_.get_executor(), log_};
    asio::signal_set signals_{io_, SIGINT, SIGTERM};
    bool leaving_ = false;
    InboxDesk desk_;
    HttpServer server_;
};

}  // namespace

int run_inbox(const InboxOptions& options) {
    auto keys = read_keys(options.secret_file);
    if (!keys) return exit_usage;
    InboxProcess inbox(std::move(*keys), options);
    return inbox.run();
}

}  // namespace tipwire::gateway
