// SPDX-License-Identifier: Apache-2.0
// `tipwire ingest`: messages from standard input, from a modem daemon's files or from a receiver.
// They go to the daemon as JSON lines over the admin socket; a file goes away only after the
// commit.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "gateway/app/admin_client.hpp"

namespace tipwire::gateway {

struct IngestOptions {
    std::string source;
    std::string format = "jsonl";        // jsonl, smstools, gammu or multimon
    std::vector<std::string> arguments;  // files, a folder, or what a modem daemon hands over
    bool remove = false;
    std::string inbox;                  // gammu: where the files lie
    std::string pagers;                 // multimon: the line's own addresses
    std::int64_t repeat_seconds = 120;  // multimon: the same page again within it is a repeat
    std::int64_t settled_seconds = 60;  // of a folder: files that were written to later are left
};

// The daemon's answer to lines, one for each.
struct IngestResult {
    bool committed = false;
    bool try_later = false;  // the daemon cannot store now
    std::string error;       // never of a message
};

// Throws DaemonUnreachable. An answer that is not the daemon's 200 counts for every line.
std::vector<IngestResult> hand_over(AdminClient& daemon, const std::string& source,
                                    const std::vector<std::string>& lines);
// Lines up to this size go as one request (which may hold 1 MiB).
inline constexpr std::size_t hand_over_bytes = 256 * 1024;

// Exit statuses: 0 all is committed (or was before), 1 something was refused or cannot be read,
// 2 wrong usage, 3 no daemon: files stay where they are.
int ingest_command(AdminClient& daemon, const IngestOptions& options);

// The parts of it.
int ingest_lines(AdminClient& daemon, const IngestOptions& options);
int ingest_files(AdminClient& daemon, const IngestOptions& options);
int ingest_pages(AdminClient& daemon, const IngestOptions& options);

}  // namespace tipwire::gateway
