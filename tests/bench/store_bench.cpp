// SPDX-License-Identifier: Apache-2.0
// How many tips a second the store takes, by the number of callers that wait, on an empty and on a
// full database.
#include <sys/resource.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "storage/sqlite/sqlite_store.hpp"

namespace {

using namespace tipwire;
using routing::Metric;

struct Usage {
    std::chrono::steady_clock::time_point wall = std::chrono::steady_clock::now();
    double cpu = 0;
    double written = 0;  // bytes
};

Usage usage() {
    Usage now;
    rusage self{};
    ::getrusage(RUSAGE_SELF, &self);
    now.cpu = static_cast<double>(self.ru_utime.tv_sec + self.ru_stime.tv_sec) +
              static_cast<double>(self.ru_utime.tv_usec + self.ru_stime.tv_usec) * 1e-6;
    std::ifstream io("/proc/self/io");
    for (std::string word; io >> word;) {
        if (word == "write_bytes:") io >> now.written;
    }
    return now;
}

long resident_mib() {
    std::ifstream status("/proc/self/statm");
    long total = 0, resident = 0;
    status >> total >> resident;
    return resident * 4 / 1024;
}

// Like what intake makes: unique keyed MACs, 300 bytes of sealed body, 60 of wrapped key and of
// address.
routing::NewTip tip_of(std::uint64_t number) {
    routing::NewTip tip;
    auto fill = [state = number * 0x9e3779b97f4a7c15U](auto& bytes) mutable {
        for (auto& byte : bytes) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            byte = static_cast<std::uint8_t>(state >> 56);
        }
    };
    fill(tip.seen.current.bytes);
    tip.seen.current.epoch = 1;
    routing::Pseudonym sender;
    fill(sender.current.bytes);
    sender.current.epoch = 1;
    tip.sender = sender;
    fill(tip.key.salt.bytes);
    tip.key.wrapped.bytes.assign(60, 7);
    tip.body.bytes.assign(300, 8);
    routing::ReturnAddress address;
    fill(address.mac.bytes);
    address.mac.epoch = 1;
    address.sealed.bytes.assign(60, 9);
    tip.reply_to = address;
    routing::NewReply receipt;
    receipt.source = "kannel";
    receipt.language = "ru";
    receipt.text_key = "receipt";
    tip.receipt = receipt;
    tip.received_at = routing::Instant{std::chrono::hours{490'000}};
    tip.source = "kannel";
    tip.channel = "sms";
    tip.area = "ekaterinburg/kirovsky";
    tip.language = "ru";
    tip.category = "dead_drop";
    return tip;
}

class Bench {
public:
    explicit Bench(const std::filesystem::path& file)
        : store_(io_.get_executor(), options(file), metrics_, [] { std::abort(); }) {}

    // `callers` coroutines, each with one tip under way, until `count` tips are durable.
    void run(int callers, std::uint64_t count, const char* what) {
        const Usage before = usage();
        const auto commits = metrics_.value(Metric::store_commits);
        const std::uint64_t end = next_ + count;
        for (int i = 0; i < callers; ++i) {
            boost::asio::co_spawn(io_, caller(end), [](std::exception_ptr error) {
                if (error) std::rethrow_exception(error);
            });
        }
        io_.restart();
        io_.run();
        report(what, callers, count, before, metrics_.value(Metric::store_commits) - commits);
    }

private:
    static storage::StoreOptions options(const std::filesystem::path& file) {
        storage::StoreOptions options;
        options.file = file;
        return options;
    }

    boost::asio::awaitable<void> caller(std::uint64_t end) {
        while (next_ < end) {
            auto tip = tip_of(++next_);
            const auto outcome = co_await store_.record_tip(std::move(tip));
            if (!outcome) std::fprintf(stderr, "%s\n", outcome.error().detail.c_str());
            if (!outcome || !std::holds_alternative<routing::Recorded>(*outcome)) std::abort();
        }
    }

    static void report(const char* what, int callers, std::uint64_t count, const Usage& before,
                       std::int64_t commits) {
        const Usage after = usage();
        const double seconds = std::chrono::duration<double>(after.wall - before.wall).count();
        const auto tips = static_cast<double>(count);
        std::printf(
            "%-8s %4d callers  %8.0f tips/s  %6.1f a commit  %6.1f us CPU  %5.1f KiB written"
            "  RSS %ld MiB\n",
            what, callers, tips / seconds, tips / static_cast<double>(commits),
            (after.cpu - before.cpu) / tips * 1e6, (after.written - before.written) / tips / 1024,
            resident_mib());
        std::fflush(stdout);
    }

    boost::asio::io_context io_{1};
    routing::Metrics metrics_;
    storage::SqliteStore store_;
    std::uint64_t next_ = 0;
};

void series(Bench& bench, const char* what) {
    bench.run(1, 5'000, what);
    bench.run(8, 20'000, what);
    bench.run(64, 100'000, what);
    bench.run(512, 200'000, what);
}

}  // namespace

// store_bench FOLDER [--full | --only CALLERS TIPS]: the file is made in FOLDER and removed; --full
// adds a million tips first, --only does one series (for a profiler).
int main(int argc, char** argv) {
    if (argc < 2) return 2;
    const auto folder = std::filesystem::path(argv[1]) / "store_bench";
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    {
        Bench bench(folder / "tipwire.db");
        std::printf("empty: RSS %ld MiB\n", resident_mib());
        if (argc == 5 && std::strcmp(argv[2], "--only") == 0) {
            bench.run(std::atoi(argv[3]), std::strtoull(argv[4], nullptr, 10), "only");
        } else if (argc == 3 && std::strcmp(argv[2], "--full") == 0) {
            bench.run(512, 1'000'000, "filling");
            series(bench, "full");
        } else {
            series(bench, "empty");
        }
    }
    const auto size = std::filesystem::file_size(folder / "tipwire.db");
    std::printf("file: %.1f MiB\n", static_cast<double>(size) / (1024 * 1024));
    std::filesystem::remove_all(folder);
}
