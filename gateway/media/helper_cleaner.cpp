// SPDX-License-Identifier: Apache-2.0
// Starts `tipwire-clean` with nothing but one socket, gives it the picture, reads the answer until
// it ends, and believes none of it before it is checked.
#include "gateway/media/helper_cleaner.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <csignal>

#include "gateway/media/picture_check.hpp"

namespace tipwire::gateway {
namespace {

namespace asio = boost::asio;
using routing::Bytes;
using routing::Errc;
using routing::Error;
using routing::Result;
using routing::SecretBytes;
using Socket = asio::local::stream_protocol::socket;

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);

// Killed and reaped whichever way its picture ends. What it wrote decides; how it ended does not.
class Child {
public:
    explicit Child(pid_t pid) : pid_(pid) {}
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) continue;
    }
    bool started() const { return pid_ > 0; }

private:
    pid_t pid_;
};

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

// Frees what posix_spawn is told.
struct SpawnPlan {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;

    SpawnPlan() {
        posix_spawn_file_actions_init(&files);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&files);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

// No environment, no descriptor but the socket, every signal as a fresh process has it. -1: it
// could not be started.
pid_t start(const std::filesystem::path& program, int socket) {
    SpawnPlan plan;
    posix_spawn_file_actions_adddup2(&plan.files, socket, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&plan.files, socket, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&plan.files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&plan.files, STDERR_FILENO + 1);
    sigset_t all;
    sigset_t none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &all);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    std::string name = program.filename().string();
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t pid = -1;
    const int failed = posix_spawn(&pid, program.c_str(), &plan.files, &plan.attributes,
                                   arguments.data(), environment.data());
    return failed != 0 ? -1 : pid;
}

// False if the child would not take it, or wrote too much.
asio::awaitable<bool> talk(Socket& socket, const Bytes& picture, Bytes& cleaned,
                           std::size_t bytes_max) {
    const auto [write_ec, written] =
        co_await asio::async_write(socket, asio::buffer(picture), as_result);
    if (write_ec) co_return false;
    boost::system::error_code ignored;
    socket.shutdown(Socket::shutdown_send, ignored);
    std::array<std::uint8_t, 65536> block;
    for (;;) {
        const auto [ec, count] = co_await socket.async_read_some(asio::buffer(block), as_result);
        if (count > bytes_max - cleaned.size()) co_return false;
        cleaned.insert(cleaned.end(), block.begin(),
                       block.begin() + static_cast<std::ptrdiff_t>(count));
        if (ec) co_return ec == asio::error::eof;
    }
}

bool is_bare(std::string_view type, const Bytes& picture) {
    return type == "image/png" ? is_bare_png(picture) : is_bare_jpeg(picture);
}

class HelperCleaner final : public routing::MediaCleaner {
public:
    HelperCleaner(asio::any_io_executor executor, routing::Clock& clock,
                  std::filesystem::path program, CleanerLimits limits)
        : executor_(std::move(executor)),
          clock_(clock),
          program_(std::move(program)),
          limits_(limits) {}

    asio::awaitable<Result<SecretBytes>> clean(std::string_view type, SecretBytes picture) override;

private:
    asio::any_io_executor executor_;
    routing::Clock& clock_;
    std::filesystem::path program_;
    CleanerLimits limits_;
};

asio::awaitable<Result<SecretBytes>> HelperCleaner::clean(std::string_view type,
                                                          SecretBytes picture) {
    using namespace asio::experimental::awaitable_operators;
    const std::string wanted(type);
    std::array<int, 2> ends{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        co_return Error{Errc::unavailable, "cleaner"};
    Descriptor ours(ends[0]);
    std::optional<Descriptor> theirs(std::in_place, ends[1]);
    const Child child(start(program_, theirs->get()));
    theirs.reset();
    if (!child.started()) co_return Error{Errc::unavailable, "cleaner"};

    Socket socket(executor_, asio::local::stream_protocol(), ours.release());
    Bytes cleaned;
    const auto ended = co_await (talk(socket, picture.reveal(), cleaned, limits_.bytes_max) ||
                                 clock_.sleep_for(limits_.time_max));
    SecretBytes result(std::move(cleaned));
    const bool complete = ended.index() == 0 && std::get<0>(ended);
    if (!complete || !is_bare(wanted, result.reveal()))
        co_return Error{Errc::unreadable_body, "cleaner"};
    co_return std::move(result);
}

}  // namespace

std::filesystem::path cleaner_program() {
    std::error_code unknown;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path();
    const auto beside = own / "tipwire-clean";
    if (std::filesystem::exists(beside, unknown)) return beside;
    return own.parent_path() / "lib" / "tipwire" / "tipwire-clean";
}

std::unique_ptr<routing::MediaCleaner> make_helper_cleaner(asio::any_io_executor executor,
                                                           routing::Clock& clock,
                                                           std::filesystem::path program,
                                                           CleanerLimits limits) {
    return std::make_unique<HelperCleaner>(std::move(executor), clock, std::move(program), limits);
}

}  // namespace tipwire::gateway
