// SPDX-License-Identifier: Apache-2.0
// Walks the whole audit chain of a database file and holds it against the tips and messages.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "storage/audit_leaf.hpp"

namespace tipwire::storage {

struct AuditProblem {
    std::int64_t seq = 0;  // the first bad entry; 0: a row without an entry, or the file itself
    std::string why;       // for people; holds no content
};
struct AuditReport {
    std::int64_t entries = 0;   // walked, up to the first bad one
    std::int64_t tips = 0;      // that have their entry
    std::int64_t messages = 0;  // the same
    Hash head{};
    std::optional<AuditProblem> problem;  // nullopt: the chain is whole

    AuditReport() = default;
};

// Proves order without gaps, every hash, every commitment, and that each tip and each message has
// the entry that brought it and the other way round. Entries cut off at the end show only against a
// copy kept elsewhere. Opens the file for reading only; works beside a running daemon, in pieces,
// so that it is not in its way. progress: entries done and in all.   Never throws: what goes wrong
// is the report's problem.
AuditReport verify_audit(const std::filesystem::path& file,
                         const std::function<void(std::int64_t, std::int64_t)>& progress = {},
                         const std::string& vfs = {});

}  // namespace tipwire::storage
