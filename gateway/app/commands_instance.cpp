// SPDX-License-Identifier: Apache-2.0
// init, check, serve, version, and what works without the daemon: audit verify, keys list.
#include <unistd.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <stdexcept>

#include "config/load.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/console_output.hpp"
#include "gateway/app/daemon.hpp"
#include "gateway/app/data_folder.hpp"
#include "gateway/app/wiring.hpp"
#include "gateway/crypto/key_vault.hpp"
#include "storage/open_store.hpp"
#include "storage/sqlite/audit_verify.hpp"

namespace tipwire::gateway {

namespace json = boost::json;

namespace {

int report(const std::vector<config::Problem>& problems) {
    for (const auto& problem : problems) std::cerr << to_text(problem) << "\n";
    std::cerr << problems.size() << (problems.size() == 1 ? " problem\n" : " problems\n");
    return exit_usage;
}

// The settings, or the problems told and an empty optional.
std::optional<config::Settings> load_or_report(const std::filesystem::path& file) {
    auto loaded = config::load(file);
    if (auto* settings = std::get_if<config::Settings>(&loaded)) return std::move(*settings);
    report(std::get<std::vector<config::Problem>>(loaded));
    return std::nullopt;
}

}  // namespace

int init_command(const std::filesystem::path& folder, bool demo) {
    const auto problems = config::init(folder, demo);
    if (!problems.empty()) return report(problems);
    const auto file = (folder / "tipwire.toml").string();
    std::cout << "wrote " << file << " and fresh keys\n"
              << "next: tipwire check --config " << file << "\n"
              << "then: tipwire serve --config " << file << "\n";
    return exit_done;
}

int check_command(const std::filesystem::path& config) {
    const auto settings = load_or_report(config);
    if (!settings) return exit_usage;
    for (const auto& advice : settings->advice) std::cout << advice << "\n";
    std::cout << settings->file.string() << ": " << settings->sources.size() << " source(s), "
              << settings->contacts.size() << " contact(s), no problems\n";
    return exit_done;
}

int serve_command(const std::filesystem::path& config) {
    auto settings = load_or_report(config);
    if (!settings) return exit_usage;
    try {
        return run_daemon(std::move(*settings));
    } catch (const std::exception& error) {
        std::cerr << "tipwire: " << error.what() << "\n";
        return exit_failed;
    }
}

int version_command(bool as_json) {
    if (as_json)
        print_json(json::object{{"version", TIPWIRE_VERSION}});
    else
        std::cout << "tipwire " TIPWIRE_VERSION "\n";
    return exit_done;
}

int keys_list_command(const std::filesystem::path& config, bool as_json) {
    const auto settings = load_or_report(config);
    if (!settings) return exit_usage;
    SystemRandom random;
    const auto keys = KeyStore::open(key_folder(*settings), settings->keys.root,
                                     key_lifetimes(*settings), random);
    if (!keys) {
        std::cerr << "tipwire: " << key_folder(*settings).string() << ": " << keys.error().detail
                  << "\n";
        return exit_failed;
    }
    json::array items;
    std::vector<std::vector<std::string>> rows;
    for (const auto& key : keys->list()) {
        const bool by_hand = key.dies_at == routing::Instant::max();
        const std::string dies = by_hand ? "by hand" : routing::to_rfc3339(key.dies_at);
        items.push_back(json::object{{"purpose", name(key.purpose)},
                                     {"epoch", key.epoch},
                                     {"made_at", routing::to_rfc3339(key.made_at)},
                                     {"dies_at", by_hand ? json::value() : json::value(dies)}});
        rows.push_back({std::string(name(key.purpose)), std::to_string(key.epoch),
                        routing::to_rfc3339(key.made_at), dies});
    }
    if (as_json)
        print_items(items);
    else
        print_table({"PURPOSE", "EPOCH", "MADE", "DIES"}, rows);
    return exit_done;
}

int audit_verify_command(const std::filesystem::path& config, bool as_json) {
    const auto settings = load_or_report(config);
    if (!settings) return exit_usage;
    const auto file = storage::database_file(settings->storage_url, settings->server.data_dir);
    if (!file) {
        std::cerr << "tipwire: " << file.error().detail << "\n";
        return exit_usage;
    }
    const bool show_progress = ::isatty(STDERR_FILENO) != 0;
    const auto progress = [show_progress](std::int64_t done, std::int64_t all) {
        if (show_progress) std::cerr << "\r" << done << " of " << all << " entries" << std::flush;
    };
    const auto found = storage::verify_audit(*file, progress);
    if (show_progress) std::cerr << "\r\x1b[K";
    if (as_json) {
        json::object result{{"whole", !found.problem.has_value()},
                            {"entries", found.entries},
                            {"tips", found.tips},
                            {"messages", found.messages},
                            {"head", routing::to_hex(found.head)}};
        if (found.problem)
            result["problem"] =
                json::object{{"entry", found.problem->seq}, {"why", found.problem->why}};
        print_json(result);
    } else if (found.problem) {
        std::cout << "BROKEN at entry " << found.problem->seq << ": " << found.problem->why << "\n";
    } else {
        std::cout << "whole: " << found.entries << " entries, " << found.tips << " tips, "
                  << found.messages << " messages; head " << routing::to_hex(found.head) << "\n";
    }
    return found.problem ? exit_failed : exit_done;
}

}  // namespace tipwire::gateway
