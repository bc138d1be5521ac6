// SPDX-License-Identifier: Apache-2.0
// One simulated history: days of messages, deliveries and faults, then healing and judgement.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "routing/domain/catalogue.hpp"
#include "tests/sim/fault_vfs.hpp"
#include "tests/sim/life.hpp"

namespace tipwire::sim {

struct Plan {
    std::uint64_t seed = 1;
    int days = 6;
    bool calm = false;  // few messages, rare faults: for months
    bool trace = false;
};

struct Verdict {
    std::string failure;  // empty: every invariant held
    Figures figures;
};

class World {
public:
    World(Plan plan, const routing::Catalogue& catalogue, std::filesystem::path keys);
    ~World();
    Verdict run();

private:
    void step(bool faults);
    void live_on();
    void people_act();
    void contacts_act();
    void operators_act();
    void operators_release();
    void things_fail();
    void disk_fails();
    void contact_goes_dark();
    void clock_jumps();
    void end_life();
    void heal();
    void watch_statuses();
    bool odds(double a_day);
    bool trouble(double a_day);  // rarer on calm days
    Duration minutes(std::uint64_t least, std::uint64_t most);
    void note(const char* what);

    Plan plan_;
    Ledger ledger_;
    testing::SeededRandom random_;
    testing::FaultVfs disk_;
    Site site_;
    std::unique_ptr<Life> life_;
    Duration now_{0};
    Duration span_{0};
    routing::Instant wall_;
    Duration full_until_ = never;
    bool shaky_ = false;
    std::int64_t next_request_ = 1;
    std::map<std::int64_t, routing::TipStatus> last_status_;
    Duration next_look_{0};
};

}  // namespace tipwire::sim
