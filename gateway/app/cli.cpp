// SPDX-License-Identifier: Apache-2.0
// The tree of subcommands, and how their failures become exit statuses.
#include "gateway/app/cli.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>

#include "config/data_dir.hpp"
#include "gateway/app/commands.hpp"
#include "gateway/app/inbox.hpp"
#include "gateway/app/ingest_command.hpp"
#include "gateway/app/standard_descriptors.hpp"

namespace tipwire::gateway {

namespace {

// The values that arguments are read into, and the command that was chosen.
struct Chosen {
    std::string config = "/etc/tipwire/tipwire.toml";
    bool json = false;
    std::function<int()> run;

    std::string text, name, state, decision, note, register_number;
    std::vector<std::string> outcomes;
    bool flag = false;
    std::int64_t limit = 50;
    TipsListOptions tips;
    ProvidersTryOptions trial;
    InboxOptions inbox;
    IngestOptions ingest;

    std::unique_ptr<AdminClient> client;
    AdminClient& daemon(std::chrono::seconds patience = AdminClient::patience) {
        client =
            std::make_unique<AdminClient>(config::data_dir_of(config) / "admin.sock", patience);
        return *client;
    }
};

CLI::App* command(CLI::App* parent, const std::string& name, const std::string& help) {
    auto* app = parent->add_subcommand(name, help);
    app->fallthrough();
    return app;
}

CLI::App* listing(CLI::App* parent, const std::string& name, const std::string& help,
                  Chosen& chosen) {
    auto* app = command(parent, name, help);
    app->add_flag("--json", chosen.json, "JSON instead of text");
    return app;
}

CLI::App* group(CLI::App* parent, const std::string& name, const std::string& help) {
    auto* app = command(parent, name, help);
    app->require_subcommand(1);
    return app;
}

void add_instance_commands(CLI::App& app, Chosen& c) {
    auto* init = command(&app, "init", "Write a complete, commented configuration with fresh keys");
    init->add_option("DIR", c.text, "the folder to make")->required();
    init->add_flag("--demo", c.flag, "a demonstration that can reach nobody but this machine");
    init->callback([&c] { c.run = [&c] { return init_command(c.text, c.flag); }; });

    auto* check = command(&app, "check", "Report every problem in the configuration");
    check->callback([&c] { c.run = [&c] { return check_command(c.config); }; });

    auto* serve = command(&app, "serve", "Run the daemon");
    serve->callback([&c] { c.run = [&c] { return serve_command(c.config); }; });

    auto* version = listing(&app, "version", "Print the version", c);
    version->callback([&c] { c.run = [&c] { return version_command(c.json); }; });
}

constexpr const char* ingest_help = R"(Formats:
  jsonl     {"id","from","to","text","sent_at","part","media"} a line, from FILE or standard input;
            answers each with a line
  smstools  files of smsd, a folder of them, or EVENT FILE as smsd calls its event handler
  gammu     as RunOnReceive of gammu-smsd; or with --inbox alone, what was left behind there
  multimon  lines of multimon-ng on standard input, until it ends

A file is removed (--remove) only when its message is committed. Nothing of a message is printed but
the ids of jsonl. Exit status 1: something was refused or unreadable; 3: no daemon, all files stay.
Ready configurations: docs/modems.md.)";

void add_ingest_command(CLI::App& app, Chosen& c) {
    auto& o = c.ingest;
    auto* ingest = command(&app, "ingest", "Take messages from a program, a modem or a receiver");
    ingest->footer(ingest_help);
    ingest->add_option("--source", o.source, "the configured source they come from")->required();
    ingest->add_option("--format", o.format, "what is read")
        ->check(CLI::IsMember({"jsonl", "smstools", "gammu", "multimon"}))
        ->capture_default_str();
    ingest->add_flag("--remove", o.remove, "remove files whose messages are committed");
    ingest->add_option("--inbox", o.inbox, "gammu: the folder of received messages");
    ingest->add_option("--pagers", o.pagers, "multimon: the line's addresses, 1234567,1234568");
    ingest->add_option("--repeat-window", o.repeat_seconds, "multimon: the same page is a repeat")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    ingest->add_option("--settled", o.settled_seconds, "of a folder: leave files younger than this")
        ->type_name("SECONDS")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    ingest->add_option("FILE", o.arguments, "files, a folder, or what the modem daemon passes");
    ingest->callback([&c] {
        // gammu-smsd ends us after two minutes; nobody waits longer for a modem's message.
        const bool modem = c.ingest.format == "smstools" || c.ingest.format == "gammu";
        const auto patience = modem ? std::chrono::seconds{60} : AdminClient::patience;
        c.run = [&c, patience] { return ingest_command(c.daemon(patience), c.ingest); };
    });
}

void add_tip_commands(CLI::App& app, Chosen& c) {
    auto* tips = group(&app, "tips", "List, show, search and release tips");
    auto* list = listing(tips, "list", "Tips, newest first, of all states", c);
    list->add_option("--state", c.tips.state, "only this state");
    list->add_option("--area", c.tips.area, "only this area and those below it");
    list->add_option("--contact", c.tips.contact, "only those referred to this contact");
    list->add_flag("--overdue", c.tips.overdue, "only those with a referral that is late");
    list->add_option("--since", c.tips.since, "received at or after: 2026-11-21 or RFC 3339");
    list->add_option("--limit", c.tips.limit, "at most this many")->check(CLI::PositiveNumber);
    list->callback([&c] {
        c.run = [&c] {
            c.tips.json = c.json;
            return tips_list_command(c.daemon(), c.tips);
        };
    });
    auto* show = listing(tips, "show", "One tip, with its messages and referrals", c);
    show->add_option("ID|CODE", c.text, "its id, or the citizen's code")->required();
    show->callback(
        [&c] { c.run = [&c] { return tips_show_command(c.daemon(), c.text, c.json); }; });
    auto* search = listing(tips, "search", "Tips with these words in a message", c);
    search->add_option("TEXT", c.text, "what to look for; case does not matter")->required();
    search->add_option("--limit", c.limit, "at most this many")->check(CLI::PositiveNumber);
    search->callback([&c] {
        c.run = [&c] { return tips_search_command(c.daemon(), c.text, c.limit, c.json); };
    });

    auto* release = listing(tips, "release", "Let held tips go to their contacts", c);
    auto* which = release->add_option("ID|CODE", c.text, "one tip");
    auto* every = release->add_flag("--all-held", c.flag, "every held tip");
    which->excludes(every);
    release->callback([&c] {
        if (c.text.empty() && !c.flag) throw CLI::RequiredError("ID, CODE or --all-held");
        c.run = [&c] { return tips_release_command(c.daemon(), c.text, c.json); };
    });

    auto* media = group(&app, "media", "Pictures and sound that came with tips");
    auto* get = command(media, "get", "Write one to a file or to standard output");
    get->add_option("ID", c.text, "its id, as `tips show` names it")->required();
    get->add_option("-o,--output", c.name, "the file to make");
    get->add_flag("--uncleaned", c.flag, "also one that may hold who made it, where and when");
    get->callback(
        [&c] { c.run = [&c] { return media_get_command(c.daemon(), c.text, c.name, c.flag); }; });

    auto* status = listing(&app, "status", "What the citizen would hear", c);
    status->add_option("CODE", c.text, "the sixteen digits")->required();
    status->callback([&c] { c.run = [&c] { return status_command(c.daemon(), c.text, c.json); }; });

    auto* stats = listing(&app, "stats", "Counts of tips, referrals, outcomes and deliveries", c);
    stats->callback([&c] { c.run = [&c] { return stats_command(c.daemon(), c.json); }; });
}

void add_delivery_commands(CLI::App& app, Chosen& c) {
    auto* deliveries = group(&app, "deliveries", "What goes to the contacts");
    auto* list = listing(deliveries, "list", "Deliveries, newest first", c);
    list->add_flag("--dead", c.flag, "only dead letters");
    list->add_option("--limit", c.limit, "at most this many")->check(CLI::PositiveNumber);
    list->callback([&c] {
        c.run = [&c] { return deliveries_list_command(c.daemon(), c.flag, c.limit, c.json); };
    });
    auto* retry = listing(deliveries, "retry", "Try dead letters again", c);
    auto* id = retry->add_option("ID", c.text, "one delivery");
    auto* all = retry->add_flag("--all-dead", c.flag, "every dead letter");
    id->excludes(all);
    retry->callback([&c] {
        if (c.text.empty() && !c.flag) throw CLI::RequiredError("ID or --all-dead");
        c.run = [&c] { return deliveries_retry_command(c.daemon(), c.text, c.json); };
    });

    auto* referrals = group(&app, "referrals", "What the contacts do with tips");
    auto* update = listing(referrals, "update", "Enter a contact's report", c);
    update->add_option("REF", c.name, "the reference, EKB-000123")->required();
    update->add_option("STATE", c.state, "acknowledged, registered, under_check, decided or closed")
        ->required();
    update->add_option("--decision", c.decision, "with decided: case_opened, refused, ...");
    update->add_option("--outcome", c.outcomes, "KIND[=VALUE], several times");
    update->add_option("--register", c.register_number, "the authority's register number");
    update->add_option("--note", c.note, "in words");
    update->callback([&c] {
        c.run = [&c] {
            return referrals_update_command(c.daemon(), c.name, c.state, c.decision, c.outcomes,
                                            c.note, c.register_number, c.json);
        };
    });

    auto* contacts = group(&app, "contacts", "Who is told");
    auto* contact_list =
        listing(contacts, "list", "The contacts and whether they can be reached", c);
    contact_list->callback(
        [&c] { c.run = [&c] { return contacts_list_command(c.daemon(), c.json); }; });
    auto* test = listing(contacts, "test", "Send a test that is marked as one", c);
    test->add_option("NAME", c.name, "the contact")->required();
    test->callback(
        [&c] { c.run = [&c] { return contacts_test_command(c.daemon(), c.name, c.json); }; });
}

void add_record_commands(CLI::App& app, Chosen& c) {
    auto* audit = group(&app, "audit", "The record that cannot be bent");
    auto* verify =
        listing(audit, "verify", "Walk the whole chain; also with the daemon stopped", c);
    verify->callback([&c] { c.run = [&c] { return audit_verify_command(c.config, c.json); }; });

    auto* keys = group(&app, "keys", "The keys and how long they live");
    auto* list = listing(keys, "list", "Purposes, epochs and ends; never a key", c);
    list->callback([&c] { c.run = [&c] { return keys_list_command(c.config, c.json); }; });

    auto* inbox = command(&app, "inbox", "A demonstration police contact");
    inbox->add_option("--listen", c.inbox.listen, "address and port")->required();
    inbox->add_option("--secret", c.inbox.secret_file, "file with the shared secret")->required();
    inbox->add_flag("--acknowledge", c.inbox.acknowledge, "acknowledge each tip by itself");
    inbox->add_flag("--json", c.inbox.json, "a line of JSON for each event");
    inbox->add_flag("--once", c.inbox.once, "end after the first delivery");
    inbox->callback([&c] { c.run = [&c] { return run_inbox(c.inbox); }; });
}

void add_provider_commands(CLI::App& app, Chosen& c) {
    auto* providers = group(&app, "providers", "The SMS providers there are profiles of");
    auto* list = listing(providers, "list", "Every profile, shipped or your own", c);
    list->callback([&c] { c.run = [&c] { return providers_list_command(c.config, c.json); }; });

    auto* show = listing(providers, "show", "A profile's file and where it lies", c);
    show->add_option("NAME", c.name, "the profile")->required();
    show->callback(
        [&c] { c.run = [&c] { return providers_show_command(c.config, c.name, c.json); }; });

    auto* trial = listing(providers, "try",
                          "What would come of one recorded HTTP request; nothing is stored", c);
    auto& t = c.trial;
    trial->add_option("NAME", t.name, "the profile")->required();
    trial->add_option("FILE", t.file, "the request: head, empty line, body")->required();
    trial->add_option("--secret-file", t.secret_file,
                      "the source's secret; without it the proof is not checked");
    trial->add_option("--user", t.user, "beside the secret, for basic authentication");
    trial->add_option("--public-key", t.public_key, "instead of a secret, for Ed25519");
    trial->add_option("--signature-hash", t.signature_hash, "as the source's signature_hash");
    trial->add_option("--public-url", t.public_url, "what the provider signs: https://HOST");
    trial->add_option("--at", t.at, "check the proof as of this time: RFC 3339 or Unix seconds");
    trial->callback([&c] {
        c.run = [&c] {
            c.trial.json = c.json;
            return providers_try_command(c.config, c.trial);
        };
    });
}

int guarded(const std::function<int()>& run) {
    try {
        return run();
    } catch (const DaemonUnreachable& error) {
        std::cerr << "tipwire: " << error.why << "\n";
        return exit_unreachable;
    } catch (const std::exception& error) {
        std::cerr << "tipwire: " << error.what() << "\n";
        return exit_usage;
    }
}

}  // namespace

int run_cli(int argc, char** argv) {
    open_standard_descriptors();
    CLI::App app("The switchboard of an anonymous tip line.", "tipwire");
    Chosen chosen;
    if (const char* file = std::getenv("TIPWIRE_CONFIG")) chosen.config = file;
    app.add_option("--config", chosen.config, "the configuration file")->capture_default_str();
    app.require_subcommand(1);
    app.footer(
        "Exit status: 0 done, 1 failed or not found, 2 wrong usage or configuration, 3 no daemon.");
    add_instance_commands(app, chosen);
    add_ingest_command(app, chosen);
    add_tip_commands(app, chosen);
    add_delivery_commands(app, chosen);
    add_record_commands(app, chosen);
    add_provider_commands(app, chosen);
    try {
        if (argc < 2) throw CLI::CallForHelp();
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return error.get_exit_code() == 0 ? exit_done : exit_usage;
    }
    return guarded(chosen.run);
}

}  // namespace tipwire::gateway
