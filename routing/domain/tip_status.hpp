// SPDX-License-Identifier: Apache-2.0
// The states of a tip, and which may follow which. One row a state, in tip_status.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tipwire::routing {

// The numbers are stored: never renumber.
enum class TipStatus : std::uint8_t {
    received = 1,
    screened = 2,
    forwarded = 3,
    closed = 4,
    held = 5,
    needs_info = 6,
    linked_duplicate = 7,
    rejected = 8,
    withdrawn = 9,
    expired = 10,
    reopened = 11,
};

std::string_view name(TipStatus status);  // "received"
std::optional<TipStatus> tip_status_named(std::string_view name);
const std::vector<TipStatus>& all_tip_statuses();
bool may_follow(TipStatus from, TipStatus to);
bool is_open(TipStatus status);  // later messages of the same sender may join it

// Why a tip waits for a person before anybody else hears of it. The numbers are stored.
enum class HeldBecause : std::uint8_t {
    sender = 1,   // one sender wrote too much
    source = 2,   // too much came by one source
    overall = 3,  // too much came at all
    copies = 4,   // many tips have the same words
};
std::string_view name(HeldBecause why);  // "sender"

}  // namespace tipwire::routing
