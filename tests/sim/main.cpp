// SPDX-License-Identifier: Apache-2.0
// Runs histories of the simulated world, one for each seed, and says which seed broke what.
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>
#include <string>

#include "config/catalogue.hpp"
#include "config/load.hpp"
#include "tests/sim/world.hpp"

namespace tipwire::sim {

namespace {

constexpr const char* help =
    "Usage: tipwire_sim [OPTIONS]\n"
    "  --seeds N        so many histories (20)\n"
    "  --first-seed S   the first of them (1)\n"
    "  --seed S         this one only, to replay a failure\n"
    "  --days D         virtual days in each; three more to heal (6; with --calm 60, at most 80)\n"
    "  --calm           few messages and rare faults, for whole months\n"
    "  --trace          say what happens\n";

struct Options {
    std::uint64_t first = 1;
    std::uint64_t seeds = 20;
    std::optional<int> days;
    bool calm = false;
    bool trace = false;
};

// What ended 90 days ago loses its key: the judgement reads all that was ever written.
constexpr int days_max = 80;

Options read_options(int count, char** words) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--trace") {
            options.trace = true;
            continue;
        }
        if (word == "--calm") {
            options.calm = true;
            continue;
        }
        if (i + 1 == count) throw std::invalid_argument(word);
        const auto value = std::stoull(words[++i]);
        if (word == "--seeds") {
            options.seeds = value;
        } else if (word == "--first-seed") {
            options.first = value;
        } else if (word == "--seed") {
            options.first = value;
            options.seeds = 1;
        } else if (word == "--days") {
            if (value < 1 || value > days_max) throw std::invalid_argument(word);
            options.days = static_cast<int>(value);
        } else {
            throw std::invalid_argument(word);
        }
    }
    return options;
}

routing::Catalogue shipped_words() {
    const routing::HelpTexts help{
        {"", {{"en", "Call 150."}, {"ru", "Звоните 150."}, {"kk", "150-ге қоңырау шалыңыз."}}}};
    auto loaded = config::load_catalogue({languages.begin(), languages.end()},
                                         config::data_folders({}), help);
    if (auto* words = std::get_if<routing::Catalogue>(&loaded)) return std::move(*words);
    throw std::runtime_error(to_text(std::get<1>(loaded).front()));
}

// For the keys of one history, which live in real files: in memory where there is such a place, as
// no fault of the disk is tried on them.
class KeyFolder {
public:
    KeyFolder() {
        const std::filesystem::path in_memory("/dev/shm");
        const auto folder = std::filesystem::is_directory(in_memory)
                                ? in_memory
                                : std::filesystem::temp_directory_path();
        std::string name = (folder / "tipwire-sim-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
        path_ = name;
    }
    ~KeyFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    KeyFolder(const KeyFolder&) = delete;
    KeyFolder& operator=(const KeyFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

Verdict run_one(const Plan& plan, const routing::Catalogue& catalogue) {
    const KeyFolder keys;
    World world(plan, catalogue, keys.path() / "keys");
    return world.run();
}

void print(const Figures& f, std::uint64_t seeds, int days, double seconds) {
    const double all_days = static_cast<double>(seeds) * (days + 3);
    std::cout << seeds << " seeds, " << all_days << " virtual days in " << seconds << " s ("
              << all_days / seconds << " a second)\n"
              << f.messages << " messages in " << f.pushes << " pushes (" << f.repeats
              << " repeated after all), " << f.tips << " tips, " << f.deliveries
              << " deliveries tried, " << f.deliveries_repeated << " came again, " << f.replies
              << " replies, " << f.reports << " reports, " << f.conflicts << " refused, "
              << f.dead_letters_retried << " dead letters retried\n"
              << f.lives << " lives, " << f.rotations << " key rotations, " << f.faults()
              << " faults: " << f.crashes << " crashes, " << f.disk_errors << " disk errors, "
              << f.full_disks << " full disks (" << f.starts_failed << " starts failed), "
              << f.clock_jumps << " clock jumps, " << f.contact_outages << " contacts dark, "
              << f.deliveries_failed << " deliveries failed, " << f.channels_gone << " gone, "
              << f.answers_lost << " answers lost\n"
              << f.long_messages << " long messages in " << f.parts << " parts (" << f.parts_missing
              << " parts never came, " << f.long_whole << " had to be whole), " << f.floods
              << " floods, " << f.held << " tips seen held, " << f.released << " released, "
              << f.phrases << " of the same words, " << f.helped << " for help\n"
              << f.withdrawn_untold
              << " withdrawals not told to a contact that has the tip without our knowing\n";
}

int run(const Options& options) {
    const auto catalogue = shipped_words();
    const auto begin = std::chrono::steady_clock::now();
    const int days = options.days.value_or(options.calm ? 60 : 6);
    const std::string manner = options.calm ? " --calm" : "";
    Figures figures;
    for (std::uint64_t seed = options.first; seed < options.first + options.seeds; ++seed) {
        Plan plan;
        plan.seed = seed;
        plan.days = days;
        plan.calm = options.calm;
        plan.trace = options.trace;
        const Verdict verdict = run_one(plan, catalogue);
        figures.add(verdict.figures);
        if (verdict.failure.empty()) continue;
        std::cerr << "seed " << seed << ", " << days << " days" << manner << ": " << verdict.failure
                  << "\nreplay: tipwire_sim --seed " << seed << " --days " << days << manner
                  << " --trace\n";
        return 1;
    }
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
    print(figures, options.seeds, days, taken.count());
    return 0;
}

}  // namespace

}  // namespace tipwire::sim

int main(int count, char** words) {
    if (count > 1 && std::string(words[1]) == "--help") {
        std::cout << tipwire::sim::help;
        return 0;
    }
    try {
        return tipwire::sim::run(tipwire::sim::read_options(count, words));
    } catch (const std::invalid_argument& wrong) {
        std::cerr << "cannot read the option " << wrong.what() << '\n' << tipwire::sim::help;
        return 2;
    } catch (const std::exception& failure) {
        std::cerr << "tipwire_sim: " << failure.what() << '\n';
        return 2;
    }
}
