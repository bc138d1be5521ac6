// SPDX-License-Identifier: Apache-2.0
// The cleaner as the daemon runs it: the real program in its sandbox, and programs that are no
// cleaner at all.
#include "gateway/media/helper_cleaner.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <fstream>
#include <optional>

#include "gateway/media/cleaner/sandbox.hpp"
#include "gateway/media/picture_check.hpp"
#include "tests/unit/gateway/media/pictures.hpp"

namespace tipwire::gateway {
namespace {

using routing::Errc;
using routing::Result;
using routing::SecretBytes;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

class TimerClock : public routing::Clock {
public:
    explicit TimerClock(boost::asio::io_context& io) : io_(io) {}
    routing::Instant now() const override { return {}; }
    routing::Duration monotonic() const override { return {}; }
    boost::asio::awaitable<void> sleep_for(routing::Duration duration) override {
        boost::asio::steady_timer timer(io_, duration);
        co_await timer.async_wait(boost::asio::use_awaitable);
    }

private:
    boost::asio::io_context& io_;
};

}  // namespace

class HelperCleaner : public ::testing::Test {
protected:
    Result<SecretBytes> clean(const std::string& type, testing::Picture picture,
                              const std::filesystem::path& program = TIPWIRE_CLEANER) {
        boost::asio::io_context io{1};
        TimerClock clock(io);
        const auto cleaner = make_helper_cleaner(io.get_executor(), clock, program, limits_);
        std::optional<Result<SecretBytes>> came;
        boost::asio::co_spawn(io, cleaner->clean(type, SecretBytes(std::move(picture))),
                              [&](std::exception_ptr, Result<SecretBytes> result) {
                                  came.emplace(std::move(result));
                              });
        io.run();
        return std::move(*came);
    }
    // A program that does what the script says, without a search path.
    std::filesystem::path script(const std::string& what) {
        const auto file = std::filesystem::path(::testing::TempDir()) /
                          ("tipwire-no-cleaner-" + std::to_string(::getpid()));
        std::ofstream(file) << "#!/bin/sh\n" << what << "\n";
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
        return file;
    }

    CleanerLimits limits_;
};

TEST_F(HelperCleaner, CleansARealPictureInItsSandbox) {
    testing::JpegOptions options;
    options.width = 1200;
    options.height = 900;
    options.markers.emplace_back(0xE1, testing::exif_with(6, "CANARY"));
    const auto jpeg = clean("image/jpeg", testing::a_jpeg(options));
    const auto png = clean("image/png", testing::a_png());

    ASSERT_TRUE(jpeg && png);
    EXPECT_TRUE(is_bare_jpeg(jpeg->reveal()));
    EXPECT_EQ(testing::look_at_jpeg(jpeg->reveal()).width, 900);
    EXPECT_TRUE(is_bare_png(png->reveal()));
}

TEST_F(HelperCleaner, RefusesWhatIsNoPictureOrAnotherKindThanItWasTakenFor) {
    EXPECT_EQ(clean("image/jpeg", {1, 2, 3}).error().code, Errc::unreadable_body);
    EXPECT_EQ(clean("image/jpeg", {}).error().code, Errc::unreadable_body);
    EXPECT_EQ(clean("image/png", testing::a_jpeg()).error().code, Errc::unreadable_body);
}

TEST_F(HelperCleaner, SaysWhenItCannotBeStarted) {
    EXPECT_EQ(clean("image/jpeg", testing::a_jpeg(), "/nowhere/tipwire-clean").error().code,
              Errc::unavailable);
}

TEST_F(HelperCleaner, BelievesNothingThatTheProgramWrites) {
    testing::JpegOptions options;
    options.markers.emplace_back(0xFE, "comment");
    const auto same = script("exec /bin/cat");
    EXPECT_EQ(clean("image/jpeg", testing::a_jpeg(options), same).error().code,
              Errc::unreadable_body);
}

TEST_F(HelperCleaner, EndsAProgramThatWritesTooMuchHangsOrDies) {
    limits_.bytes_max = 100'000;
    EXPECT_EQ(clean("image/jpeg", testing::a_jpeg(), script("exec /usr/bin/yes")).error().code,
              Errc::unreadable_body);
    limits_.time_max = std::chrono::milliseconds{50};
    EXPECT_EQ(clean("image/jpeg", testing::a_jpeg(), script("exec /bin/sleep 1000")).error().code,
              Errc::unreadable_body);
    EXPECT_EQ(clean("image/jpeg", testing::a_jpeg(), script("kill -SEGV $$")).error().code,
              Errc::unreadable_body);
}

TEST_F(HelperCleaner, GivesTheProgramNoEnvironmentAndNoDescriptorButThree) {
    const auto told = ::testing::TempDir() + "tipwire-told-" + std::to_string(::getpid());
    const int open_here = ::fcntl(STDIN_FILENO, F_DUPFD, 777);  // without FD_CLOEXEC
    const auto program = script("{ /usr/bin/env; echo; /bin/ls /proc/self/fd; } > " + told);
    ASSERT_FALSE(clean("image/jpeg", testing::a_jpeg(), program));
    ::close(open_here);

    std::ifstream file(told);
    const std::string all((std::istreambuf_iterator<char>(file)), {});
    EXPECT_EQ(all.find("HOME="), all.npos);
    const auto descriptors = all.substr(all.find("\n\n") + 2);
    EXPECT_EQ(descriptors.find(std::to_string(open_here)), descriptors.npos) << descriptors;
    std::filesystem::remove(told);
}

// What a broken decoder would have to get past.
TEST(Sandbox, KillsWhoOpensAFileOrASocket) {
    if (sanitized) GTEST_SKIP() << "sanitized builds need more system calls";
    for (const bool file : {true, false}) {
        const pid_t child = ::fork();
        if (child == 0) {
            if (!cleaner::enter_sandbox()) ::_exit(2);
            if (file)
                ::open("/etc/passwd", O_RDONLY);
            else
                ::socket(AF_INET, SOCK_STREAM, 0);
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFSIGNALED(status));
        EXPECT_EQ(WTERMSIG(status), SIGSYS);
    }
}

}  // namespace tipwire::gateway
