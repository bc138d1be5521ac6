// SPDX-License-Identifier: Apache-2.0
// What must hold of the database and of everybody's memory.
#pragma once

#include <cstdint>
#include <map>

#include "routing/domain/tip_status.hpp"
#include "tests/sim/fault_vfs.hpp"
#include "tests/sim/life.hpp"

namespace tipwire::sim {

using Statuses = std::map<std::int64_t, routing::TipStatus>;

// At any time. What is broken stands in the ledger afterwards.
void look_at_statuses(Life& life, Statuses& last);
// At the end, when all is mended and everything has had its time.
void judge(Life& life, const testing::FaultVfs& disk, Statuses& last);

}  // namespace tipwire::sim
