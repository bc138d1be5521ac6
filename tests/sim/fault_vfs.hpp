// SPDX-License-Identifier: Apache-2.0
// A disk for SQLite that lives in memory and fails when it is told to, or by seeded chance.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace tipwire::testing {

// Chances of one call, 0 to 1.
struct DiskOdds {
    double read_error = 0;
    double write_error = 0;
    double sync_error = 0;
    // At a crash, for each write since the last sync of its file, in their order: it reached the
    // disk whole, or only up to some 512-byte sector; else it is lost.
    double survives = 0;
    double torn = 0;
};

struct DiskCounts {
    std::int64_t reads = 0;
    std::int64_t writes = 0;
    std::int64_t syncs = 0;
};

// Registers itself as an SQLite VFS for as long as it lives; every connection to it must be closed
// before. Locks and shared memory work between the connections of this process. Thread-safe. One
// seed and one order of calls give one history.
class FaultVfs {
public:
    FaultVfs(std::string name, std::uint64_t seed);
    ~FaultVfs();
    FaultVfs(const FaultVfs&) = delete;
    FaultVfs& operator=(const FaultVfs&) = delete;

    const std::string& name() const;
    void set_odds(const DiskOdds& odds);
    // All files together; nullopt: no limit. Above it a write gives SQLITE_FULL.
    void set_space(std::optional<std::uint64_t> bytes);
    std::uint64_t used() const;

    // The machine stops now: what was not synced is lost by the odds, locks are gone, and files
    // that are open give SQLITE_IOERR for ever. Files opened from now on are those the next start
    // would find.
    void crash();
    // The same, in the middle of the nth write or sync from now; that call fails, after a write
    // half done.
    void crash_in(std::int64_t writes_and_syncs);
    bool crashed() const;  // since the last clear_crash()
    void clear_crash();

    DiskCounts counts() const;
    std::map<std::string, std::string> files() const;  // what programs see in each

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace tipwire::testing
