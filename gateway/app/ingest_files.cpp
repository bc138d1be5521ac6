// SPDX-License-Identifier: Apache-2.0
// Files of smstools and gammu-smsd: read, handed over, removed after the commit. What fails leaves
// its file where it is, and no name, number or word of it is ever printed.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <iostream>
#include <set>

#include "gateway/app/commands.hpp"
#include "gateway/app/ingest_command.hpp"
#include "gateway/app/modem/gammu_message.hpp"
#include "gateway/app/modem/smstools_file.hpp"
#include "gateway/app/spool_file.hpp"

namespace tipwire::gateway {

namespace fs = std::filesystem;
using routing::Errc;
using routing::Error;
using routing::Result;

namespace {

// Messages with the files they came of, handed over some at a time.
class FileIntake {
public:
    FileIntake(AdminClient& daemon, const IngestOptions& options)
        : daemon_(daemon), options_(options) {}

    void take(std::vector<SpoolFile> files, const HandedMessage& message) {
        waiting_.push_back({std::move(files), to_ingest_line(message)});
        bytes_ += waiting_.back().line.size();
        if (waiting_.size() >= together_max || bytes_ >= hand_over_bytes) flush();
    }
    void complain(const std::string& which, const Error& error) {
        std::cerr << "tipwire: " << which << ": " << error.detail << "\n";
        good_ = false;
    }
    int finish() {
        flush();
        return good_ ? exit_done : exit_failed;
    }

private:
    static constexpr std::size_t together_max = 64;  // their folders are open meanwhile
    struct Waiting {
        std::vector<SpoolFile> files;
        std::string line;
    };

    void flush() {
        if (waiting_.empty()) return;
        std::vector<std::string> lines;
        for (const auto& one : waiting_) lines.push_back(one.line);
        const auto results = hand_over(daemon_, options_.source, lines);
        for (std::size_t at = 0; at < waiting_.size(); ++at) settle(waiting_[at], results[at]);
        waiting_.clear();
        bytes_ = 0;
    }
    void settle(const Waiting& one, const IngestResult& result) {
        const std::string which = one.files.empty() ? "a message" : one.files.front().label();
        if (!result.committed) return complain(which, {Errc::unavailable, result.error});
        if (!options_.remove) return;
        for (const auto& file : one.files) {
            if (const auto removed = file.remove(); !removed)
                complain(file.label(), removed.error());
        }
    }

    AdminClient& daemon_;
    const IngestOptions& options_;
    std::vector<Waiting> waiting_;
    std::size_t bytes_ = 0;
    bool good_ = true;
};

int wrong_usage(const char* why) {
    std::cerr << "tipwire: ingest: " << why << "\n";
    return exit_usage;
}

// ---- smstools -----------------------------------------------------------------------------------

constexpr std::array<std::string_view, 5> smsd_events{"RECEIVED", "SENT", "FAILED", "REPORT",
                                                      "CALL"};

void take_smstools(FileIntake& intake, const fs::path& path, const std::string& which) {
    auto file = SpoolFile::open(path, handed_bytes_max);
    if (!file) return intake.complain(which, file.error());
    const auto message = parse_smstools_file(file->name(), file->bytes());
    if (!message) return intake.complain(file->label(), message.error());
    if (!*message) return;  // a report: not ours to take or to remove
    std::vector<SpoolFile> files;
    files.push_back(std::move(*file));
    intake.take(std::move(files), **message);
}

int ingest_smstools(AdminClient& daemon, const IngestOptions& options) {
    std::vector<std::string> names = options.arguments;
    if (!names.empty() && std::count(smsd_events.begin(), smsd_events.end(), names.front()) > 0) {
        if (names.front() != "RECEIVED") return exit_done;
        names.erase(names.begin());
        names.resize(std::min<std::size_t>(names.size(), 1));
    }
    if (names.empty()) return wrong_usage("name the files, or the folder where they lie");
    FileIntake intake(daemon, options);
    std::size_t number = 0;
    for (const auto& name : names) {
        const std::string which = "file " + std::to_string(++number);
        if (!fs::is_directory(fs::symlink_status(name))) {
            take_smstools(intake, name, which);
            continue;
        }
        for (const auto& path : settled_files(name, std::chrono::seconds{options.settled_seconds}))
            if (fs::exists(path)) take_smstools(intake, path, "a file");
    }
    return intake.finish();
}

// ---- gammu-smsd ---------------------------------------------------------------------------------

const char* variable(const std::string& name) { return std::getenv(name.c_str()); }

// gammu names its files without their folder; anything else is not from gammu.
Result<SpoolFile> open_in(const std::string& inbox, const std::string& name) {
    if (name.find('/') != name.npos || name.empty())
        return Error{Errc::bad_request, "not a name in the inbox"};
    return SpoolFile::open(fs::path(inbox) / name, handed_bytes_max);
}

std::vector<GammuFile> contents(const std::vector<SpoolFile>& files) {
    std::vector<GammuFile> list;
    for (const auto& file : files) list.push_back({file.name(), file.bytes()});
    return list;
}

// gammu-smsd calls: the words are in the environment, the arguments name the files.
int take_gammu_call(AdminClient& daemon, const IngestOptions& options) {
    FileIntake intake(daemon, options);
    std::vector<SpoolFile> files;
    std::vector<GammuFile> named;
    for (const auto& name : options.arguments) {
        if (options.inbox.empty()) {
            named.push_back({name, {}});
            continue;
        }
        auto file = open_in(options.inbox, name);
        if (file) {
            files.push_back(std::move(*file));
        } else {
            named.push_back({name, {}});
            // Gone: the folder was swept meanwhile. The words are here all the same.
            if (file.error().code != Errc::not_found) intake.complain("a file", file.error());
        }
    }
    for (auto& file : contents(files)) named.push_back(std::move(file));
    auto message = parse_gammu_call(variable, named);
    if (!message && message.error().code == Errc::unreadable_body) {
        // Eight-bit texts stand in the file only.
        if (auto of_files = parse_gammu_files(named)) message = std::move(of_files);
    }
    const std::string which = files.empty() ? "a message" : files.front().label();
    if (message)
        intake.take(std::move(files), *message);
    else
        intake.complain(which, message.error());
    return intake.finish();
}

void take_gammu_files(FileIntake& intake, const std::string& inbox,
                      const std::vector<std::string>& names) {
    std::vector<SpoolFile> files;
    for (const auto& name : names) {
        auto file = open_in(inbox, name);
        if (!file && file.error().code == Errc::not_found) return;  // taken by another meanwhile
        if (!file) return intake.complain("a file", file.error());
        files.push_back(std::move(*file));
    }
    const auto message = parse_gammu_files(contents(files));
    if (!message) return intake.complain(files.front().label(), message.error());
    intake.take(std::move(files), *message);
}

std::set<std::string> names_of(const std::vector<fs::path>& paths) {
    std::set<std::string> names;
    for (const auto& path : paths) names.insert(path.filename().string());
    return names;
}

// What was left behind. A message is taken when all of its parts have settled.
int sweep_gammu(AdminClient& daemon, const IngestOptions& options) {
    const auto settled =
        names_of(settled_files(options.inbox, std::chrono::seconds{options.settled_seconds}));
    const auto all = names_of(settled_files(options.inbox, std::chrono::seconds{0}));
    FileIntake intake(daemon, options);
    for (const auto& names : group_gammu_names({all.begin(), all.end()})) {
        const bool whole = std::all_of(names.begin(), names.end(), [&](const std::string& name) {
            return settled.contains(name);
        });
        if (whole) take_gammu_files(intake, options.inbox, names);
    }
    return intake.finish();
}

int ingest_gammu(AdminClient& daemon, const IngestOptions& options) {
    const bool called = is_gammu_call(variable);
    if (options.inbox.empty() && (options.remove || !called))
        return wrong_usage("--inbox DIR is needed: the folder in which gammu-smsd keeps messages");
    if (called) return take_gammu_call(daemon, options);
    if (!options.arguments.empty())
        return wrong_usage("gammu-smsd names files; without it give --inbox alone");
    return sweep_gammu(daemon, options);
}

}  // namespace

int ingest_files(AdminClient& daemon, const IngestOptions& options) {
    return options.format == "gammu" ? ingest_gammu(daemon, options)
                                     : ingest_smstools(daemon, options);
}

}  // namespace tipwire::gateway
