// SPDX-License-Identifier: Apache-2.0
// Steps of some minutes: everybody acts, something may fail, time passes.
#include "tests/sim/world.hpp"

#include <iostream>
#include <set>

#include "tests/sim/citizens.hpp"
#include "tests/sim/judgement.hpp"

namespace tipwire::sim {

using namespace routing;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t citizens = 50;
constexpr double messages_a_day = 30;
constexpr double calm_messages_a_day = 3;
constexpr double calm_trouble = 0.05;
constexpr int healing_days = 3;
constexpr Duration day = 24h;

std::string vfs_name(std::uint64_t seed) { return "sim-" + std::to_string(seed); }

}  // namespace

World::World(Plan plan, const Catalogue& catalogue, std::filesystem::path keys)
    : plan_(plan),
      random_(plan.seed),
      disk_(vfs_name(plan.seed), plan.seed),
      site_{ledger_, random_, catalogue, disk_.name(), std::move(keys), plan.trace, plan.calm},
      wall_(testing::SimClock::default_start()) {
    settle(ledger_, citizens);
}

World::~World() = default;

void World::note(const char* what) {
    if (plan_.trace) std::cout << "world " << now_ / 1min << " min: " << what << '\n';
}

bool World::odds(double a_day) {
    return random_.chance(a_day * static_cast<double>(span_.count()) /
                          static_cast<double>(day.count()));
}

bool World::trouble(double a_day) { return odds(plan_.calm ? a_day * calm_trouble : a_day); }

Duration World::minutes(std::uint64_t least, std::uint64_t most) {
    const auto span = least * 60'000 + random_.below((most - least) * 60'000);
    return Duration{static_cast<std::int64_t>(span)};
}

Verdict World::run() {
    const Duration end = plan_.days * day;
    while (now_ < end && ledger_.failure.empty()) step(true);
    if (ledger_.failure.empty()) heal();
    if (ledger_.failure.empty() && life_) judge(*life_, disk_, last_status_);
    if (life_) life_->stop_gently();
    life_.reset();
    return {ledger_.failure, ledger_.figures};
}

void World::step(bool faults) {
    const bool night = now_ % day < 6h;
    span_ = night ? minutes(10, 60) : minutes(1, 21);
    if (ledger_.healed) span_ = minutes(10, 60);
    if (plan_.calm) span_ = minutes(60, 300);
    live_on();
    if (faults) things_fail();
    if (full_until_ != never) ledger_.trouble_until = now_ + span_;
    people_act();
    if (life_) {
        contacts_act();
        operators_act();
        life_->run_for(span_);
    }
    now_ += span_;
    if (life_) wall_ = life_->wall();
    if (!life_) wall_ += span_;
    if (life_ && (disk_.crashed() || life_->failed())) end_life();
    watch_statuses();
}

// A start that fails is tried again in the next step.
void World::live_on() {
    if (life_) return;
    if (shaky_) {
        disk_.set_odds({});
        shaky_ = false;
    }
    try {
        life_ = std::make_unique<Life>(site_, wall_, now_);
        now_ = life_->world_time();
        wall_ = life_->wall();
        ++ledger_.figures.lives;
        note("a life begins");
    } catch (const std::exception& failure) {
        ++ledger_.figures.starts_failed;
        note(failure.what());
        const bool excused = disk_.crashed() || full_until_ != never;
        disk_.clear_crash();
        if (!excused) ledger_.broken(std::string("a healthy disk and no start: ") + failure.what());
    }
}

// ---- what people do -----------------------------------------------------------------------------

void World::people_act() {
    if (!ledger_.healed) {
        const double share = static_cast<double>(span_.count()) / static_cast<double>(day.count());
        const double a_day = plan_.calm ? calm_messages_a_day : messages_a_day;
        for (double due = a_day * share; random_.chance(due); due -= 1)
            write_something(ledger_, random_, now_);
        for (double due = a_day / 5 * share; random_.chance(due); due -= 1)
            write_at_length(ledger_, random_, now_);
        if (odds(plan_.calm ? 0.1 : 0.5)) write_much(ledger_, random_, now_);
    }
    if (!life_) return;
    for (auto& message : ledger_.sent) {
        if (message->under_way) continue;
        if (message->acknowledged_at == never) {
            if (message->next_push <= now_) life_->push(*message);
        } else if (!ledger_.healed && now_ - message->acknowledged_at < 3 * day &&
                   random_.below(3000) == 0) {
            ++ledger_.figures.repeats;
            life_->push(*message);
        }
    }
}

void World::contacts_act() {
    for (auto& contact : ledger_.contacts) {
        for (auto& [reference, one] : contact.cases) {
            if (one->under_way) continue;
            if (one->pending) {
                life_->report(contact, *one);
            } else if (ledger_.healed) {
                continue;
            } else if (one->last && random_.below(2000) == 0) {
                life_->report(contact, *one);
            } else if (random_.below(plan_.calm ? 100 : 200) == 0) {
                one->pending = invent_report(random_, next_request_++);
                life_->report(contact, *one);
            }
        }
    }
}

void World::operators_act() {
    if (ledger_.healed || odds(3)) life_->reset_breakers();
    if (ledger_.healed || odds(1)) life_->retry_dead();
    if (ledger_.healed || odds(1.5)) operators_release();
}

// They look at what is held, and let one go or all.
void World::operators_release() {
    TipQuery held;
    held.status = TipStatus::held;
    const auto found = life_->call(life_->store().tips(std::move(held)));
    if (!found || !*found || (**found).empty()) return;
    const auto& tips = **found;
    if (!ledger_.healed) look_at_statuses(*life_, last_status_);
    if (ledger_.healed || random_.below(2) == 0) return life_->release_held(std::nullopt);
    life_->release_held(tips[random_.below(tips.size())].seq);
}

// ---- what fails ---------------------------------------------------------------------------------

void World::things_fail() {
    disk_fails();
    contact_goes_dark();
    if (trouble(0.3)) clock_jumps();
    if (life_ && trouble(0.4)) {
        note("a gentle stop");
        life_->stop_gently();
        life_.reset();
    }
}

void World::disk_fails() {
    if (full_until_ != never && now_ >= full_until_) {
        disk_.set_space(std::nullopt);
        full_until_ = never;
        note("the disk has room again");
    }
    if (shaky_) {
        disk_.set_odds({});
        shaky_ = false;
    }
    if (!life_) return;
    testing::DiskOdds bad;
    bad.survives = 0.3;
    bad.torn = 0.3;
    if (trouble(1.5)) {
        note("a crash is near");
        disk_.set_odds(bad);
        disk_.crash_in(1 + static_cast<std::int64_t>(random_.below(60)));
        ++ledger_.figures.crashes;
    } else if (trouble(0.7)) {
        note("the disk errs");
        bad.read_error = random_.below(2) * 0.002;
        bad.write_error = random_.below(2) * 0.02;
        bad.sync_error = random_.below(2) * 0.05;
        disk_.set_odds(bad);
        shaky_ = true;
        ++ledger_.figures.disk_errors;
    }
    if (full_until_ == never && trouble(0.3)) {
        note("the disk is full");
        disk_.set_space(disk_.used() + random_.below(3) * 4096);
        full_until_ = now_ + Duration{static_cast<std::int64_t>(random_.below(8 * 3'600'000))};
        ++ledger_.figures.full_disks;
    }
}

void World::contact_goes_dark() {
    for (auto& contact : ledger_.contacts) {
        if (now_ < contact.dead_until || !trouble(0.25)) continue;
        note("a contact goes dark");
        contact.dead_until =
            now_ + Duration{static_cast<std::int64_t>(random_.below(4 * 24 * 3'600'000))};
        ++ledger_.figures.contact_outages;
    }
}

void World::clock_jumps() {
    if (!life_) return;
    note("the clock jumps");
    const Duration by{static_cast<std::int64_t>(random_.below(10 * 3'600'000)) - 5 * 3'600'000};
    life_->jump_wall(by);
    ledger_.trouble_until = now_ + 30min;
    ++ledger_.figures.clock_jumps;
}

// After a failed disk call the process ends; the machine sometimes goes with it.
void World::end_life() {
    note(disk_.crashed() ? "crashed" : "ended by the disk");
    if (!disk_.crashed() && random_.below(2) == 0) {
        testing::DiskOdds survival;
        survival.survives = 0.3;
        survival.torn = 0.3;
        disk_.set_odds(survival);
        disk_.crash();
    }
    disk_.set_odds({});
    shaky_ = false;
    life_.reset();
    disk_.clear_crash();
}

// ---- the end ------------------------------------------------------------------------------------

void World::heal() {
    note("all is mended");
    disk_.crash_in(0);
    disk_.set_odds({});
    disk_.set_space(std::nullopt);
    shaky_ = false;
    full_until_ = never;
    if (life_) end_life();  // the last crash
    ledger_.healed = true;
    for (auto& contact : ledger_.contacts) contact.dead_until = Duration{0};
    const Duration end = now_ + healing_days * day;
    while (now_ < end && ledger_.failure.empty()) step(false);
}

// Between two looks a status may have moved several times, by the table each time.
void World::watch_statuses() {
    if (!life_ || now_ < next_look_ || !ledger_.failure.empty()) return;
    next_look_ = now_ + (plan_.calm ? 10 * day : 12h);
    look_at_statuses(*life_, last_status_);
}

}  // namespace tipwire::sim
